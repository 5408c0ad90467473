import CordonValues

/// MIN and MAX of values of one word, in two words.
struct InnerExtremeWord: InnerState {
    private let isMaximum: Bool
    private var hasRows = false
    /// In the order of the values.
    private var best: Int64 = 0

    init(isMaximum: Bool) { self.isMaximum = isMaximum }

    static func takes(_ type: ValueType?) -> Bool { type.map { $0.isWhole || $0 == .double || $0 == .date || $0 == .timestamp } == true }

    mutating func add(_ value: Value, _: Value) {
        guard let word = Self.word(value) else { return }
        if !hasRows || (isMaximum ? word > best : word < best) { best = word }
        hasRows = true
    }

    /// Never called: see ``InnerAggregate/init(_:distinct:removes:)``.
    mutating func remove(_: Value, _: Value) {}

    func result(_ specification: AggregateSpecification) -> Value {
        guard hasRows, let type = specification.argument else { return .null }
        if type == .double { return .double(Double(bitPattern: UInt64(bitPattern: Self.turned(best)))) }
        if type == .date { return CalendarDate(daysSince1970: best).map { .date($0) } ?? .null }
        if type == .timestamp { return CalendarTimestamp(microsecondsSince1970: best).map { .timestamp($0) } ?? .null }
        return .integer(best)
    }

    private static func word(_ value: Value) -> Int64? {
        switch value {
        case .integer(let whole): whole
        case .date(let date): Int64(date.daysSince1970)
        case .timestamp(let time): time.microsecondsSince1970
        case .double(let double): turned(Int64(bitPattern: double.value.bitPattern))
        case .null, .boolean, .numeric, .text: nil
        }
    }

    /// The bits of a double as a number in the order of doubles, NaN above all, and back.
    private static func turned(_ bits: Int64) -> Int64 { bits < 0 ? bits ^ .max : bits }
}

/// MIN and MAX of other values.
struct InnerExtreme: InnerState {
    private let isMaximum: Bool
    private var best = Value.null

    init(isMaximum: Bool) { self.isMaximum = isMaximum }

    mutating func add(_ value: Value, _: Value) {
        if best.isNull || (isMaximum ? Value.isAscending(best, value) : Value.isAscending(value, best)) { best = value }
    }

    /// Never called: see ``InnerAggregate/init(_:distinct:removes:)``.
    mutating func remove(_: Value, _: Value) {}

    func result(_: AggregateSpecification) -> Value { best }
}
