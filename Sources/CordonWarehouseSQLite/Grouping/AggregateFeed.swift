import CordonAggregates
import CordonQuery
import CordonSQLite
import CordonValues
import CordonWarehouse

/// Carries one aggregate's argument from the rows to its accumulator, without a value in between where the type allows.
struct AggregateFeed {
    private enum Kind {
        case rows, whole, double, numeric, value, pair
    }

    private let types: (first: ValueType, second: ValueType)
    private let second: Int

    private let kind: Kind
    private let argument: Int
    private let filter: Int
    private(set) var accumulator: AggregateAccumulator
    private var numerics = ByteTable()
    private var numericValues: [Rational?] = []

    /// Texts of numerics that are kept once read; beyond them each is read again.
    private static let mostNumericsKept = 1 << 16

    /// `patient` is the column of the patient key, which is never NULL.
    init(_ specification: AggregateSpecification, _ parts: AggregateParts, patient: Int) {
        let takesEveryRow = parts.filter == nil && parts.second == nil && (parts.argument ?? patient) == patient
        accumulator = AggregateAccumulator(specification, takesEveryRow: takesEveryRow)
        argument = parts.argument ?? -1
        second = parts.second ?? -1
        filter = parts.filter ?? -1
        types = (specification.argument ?? .bigint, specification.second ?? .bigint)
        switch specification.stateKind {
        case .none, .count: kind = .rows
        case .wholeSum, .wholeMoments, .truths: kind = .whole
        case .doubleSum, .doubleMoments, .doublePowers: kind = .double
        case .numericSum, .numericMoments: kind = .numeric
        case .numericPowers: kind = types.first.isWhole ? .whole : .numeric
        // Dates are stored as their days, timestamps as their microseconds.
        case .bins: kind = types.first == .double ? .double : types.first == .numeric ? .numeric : .whole
        case .keys, .values, .categories: kind = .value
        case .numericPairs, .doublePairs: kind = .pair
        }
    }

    var memory: Int { numerics.memory + numericValues.capacity * 96 }

    mutating func add(_ row: borrowing Row, group: Int, patient: Int) {
        if filter >= 0 && row.integer(filter) != 1 || argument >= 0 && row.isNull(argument) || second >= 0 && row.isNull(second) {
            accumulator.pass(group: group, patient: patient)
            return
        }
        switch kind {
        case .rows: accumulator.add(group: group, patient: patient)
        case .whole: accumulator.add(integer: row.integer(argument), group: group, patient: patient)
        case .double: accumulator.add(double: row.double(argument), group: group, patient: patient)
        // A numeric that is whole may come as an integer.
        case .numeric where row.storage(argument) == .integer:
            accumulator.add(integer: row.integer(argument), group: group, patient: patient)
        case .numeric:
            if let value = numeric(row) {
                accumulator.add(numeric: value, group: group, patient: patient)
            } else {
                // A stored text that is no number withholds the cell.
                accumulator.add(group: group, patient: patient)
            }
        case .value: accumulator.add(value(row, argument, types.first), group: group, patient: patient)
        case .pair:
            let y = value(row, argument, types.first)
            accumulator.add(y, value(row, second, types.second), group: group, patient: patient)
        }
    }

    /// A stored text that is no number becomes a text, which withholds the cell.
    private func value(_ row: borrowing Row, _ column: Int, _ type: ValueType) -> Value {
        switch type {
        case .double: .double(row.double(column))
        case .text: .text(row.text(column))
        case .numeric: NumericText.read(row.text(column)).map(Value.numeric) ?? .text("")
        case .boolean, .integer, .bigint, .date, .timestamp: Value(storedInteger: row.integer(column), type)
        }
    }

    mutating func addGroup() { accumulator.addGroup() }

    private mutating func numeric(_ row: borrowing Row) -> Rational? {
        guard numericValues.count < Self.mostNumericsKept else { return NumericText.read(row.text(argument)) }
        let number = row.withText(argument) { numerics.number(of: $0) }
        if number == numericValues.count { numericValues.append(NumericText.read(row.text(argument))) }
        return numericValues[number]
    }
}
