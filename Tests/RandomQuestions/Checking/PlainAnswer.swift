import BigInt
import CordonDisclosure
import CordonSQLite
import CordonValues

/// The answer of a counted question, reckoned from rows that plain SQLite gives, in exact arithmetic, and nothing else.
struct PlainAnswer {
    private struct Group { var rows: [[SQLiteValue]] = [] }

    private let question: CountedQuestion
    private var groups: [[[UInt8]]: Group] = [:]

    init(_ question: CountedQuestion, rows: [[SQLiteValue]]) {
        self.question = question
        if question.keys == 0 { groups[[]] = Group() }
        for row in rows { groups[row.prefix(question.keys).map(\.identity), default: Group()].rows.append(row) }
    }

    /// The first difference from a table that hides nothing; nil where they are the same.
    func difference(from table: ReleasedTable) -> String? {
        var rest = groups
        // What overflows is withheld, and groups that show nothing else have no row of their own.
        let hasRemainder = table.rows.contains { $0.marks.contains(.remainder) }
        for row in table.rows where !row.marks.contains(.remainder) {
            let key = row.cells.prefix(question.keys).map { ($0.value ?? .null).identity }
            guard let group = rest.removeValue(forKey: Array(key)) else { return "a group that plain SQLite does not have: \(Self.text(key))" }
            for (number, aggregate) in question.aggregates.enumerated() {
                let place = question.keys + number
                guard row.cells.indices.contains(place), table.columns.indices.contains(place) else { return "a row has too few cells" }
                if let wrong = Self.difference(aggregate, group.rows, row.cells[place], table.columns[place].type) {
                    return "\(table.columns[place].name) of the group \(Self.text(key)): \(wrong)"
                }
            }
        }
        return hasRemainder ? nil : rest.keys.first.map { "a group is missing: \(Self.text($0))" }
    }

    private static func text(_ key: some Collection<[UInt8]>) -> String { "(\(key.map { String(decoding: $0, as: UTF8.self) }.joined(separator: ", ")))" }

    private static func difference(_ aggregate: CountedAggregate, _ rows: [[SQLiteValue]], _ cell: Cell, _ type: ValueType) -> String? {
        let kept = rows.filter { row in aggregate.filter.map { row[$0].isTrue } ?? true }
        let values = kept.compactMap { row in aggregate.argument.map { row[$0] } ?? .integer(1 as Int64) }.filter { $0 != .null }
        guard cell.state != .withheld, let expected = expected(aggregate.function, values, type) else { return nil }
        let found = (cell.value ?? .null).identity
        return found == expected.identity && cell.state != .suppressed
            ? nil : "\(cell.state) \(String(decoding: found, as: UTF8.self)), but exactly \(String(decoding: expected.identity, as: UTF8.self))"
    }

    /// Nil where nothing is expected.
    private static func expected(_ function: CountedAggregate.Function, _ values: [SQLiteValue], _ type: ValueType) -> Value? {
        switch function {
        case .count: return .integer(Int64(values.count))
        case .countDistinct: return .integer(Int64(Set(values.map(\.identity)).count))
        case .minimum, .unknown: return nil
        case .sum, .average, .variancePopulation, .varianceSample:
            let numbers = values.compactMap(\.number)
            guard numbers.count == values.count else { return nil }
            guard let result = moment(function, numbers) else { return .null }
            // Beyond the largest double the cell is withheld.
            return type == .double ? .double(result.toDouble()) : .numeric(result)
        }
    }

    private static func moment(_ function: CountedAggregate.Function, _ numbers: [Rational]) -> Rational? {
        let count = Rational(Int64(numbers.count))
        let sum = numbers.reduce(.zero, +)
        let squares = numbers.reduce(.zero) { $0 + $1 * $1 }
        let spread = squares * count - sum * sum
        switch function {
        case .sum: return numbers.isEmpty ? nil : sum
        case .average: return sum.divided(by: count)
        case .variancePopulation: return spread.divided(by: count * count)
        case .varianceSample: return numbers.count < 2 ? nil : spread.divided(by: count * (count - Rational(1 as Int64)))
        case .count, .countDistinct, .minimum, .unknown: return nil
        }
    }
}

extension SQLiteValue {
    fileprivate var isTrue: Bool { number.map { $0 != .zero } ?? false }

    fileprivate var number: Rational? {
        switch self {
        case .integer(let whole): Rational(whole)
        case .real(let double): Rational(exactly: double)
        case .null, .text, .blob: nil
        }
    }

    /// The same bytes for the same value of SQL, whatever type it has.
    fileprivate var identity: [UInt8] {
        switch self {
        case .null: Array("NULL".utf8)
        case .integer(let whole): Value.integer(whole).identity
        case .real(let double): Value.double(double).identity
        case .text(let text): Value.text(text).identity
        case .blob: Array("blob".utf8)
        }
    }
}

extension Value {
    fileprivate var identity: [UInt8] {
        switch self {
        case .null: Array("NULL".utf8)
        case .boolean(let truth): Value.integer(truth ? 1 : 0).identity
        case .integer(let whole): Array("\(whole)".utf8)
        case .numeric(let number): Array((number.isWhole ? "\(number.numerator)" : "\(number.numerator)/\(number.denominator)").utf8)
        case .double(let double): Rational(exactly: double.value).map { Value.numeric($0).identity } ?? Array("\(double.value)".utf8)
        case .text(let text): Array("'\(text)'".utf8)
        case .date(let day): Array("'\(day)'".utf8)
        case .timestamp(let time): Array("'\(time)'".utf8)
        }
    }
}
