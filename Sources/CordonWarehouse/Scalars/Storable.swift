import CordonValues

extension Value {
    /// The value as a warehouse knows it. It has no NaN, no infinities and no numerics beyond ``Rational/limitBits``: constants and
    /// cells that are one are NULL.
    public var storable: Value {
        switch self {
        case .double(let value): value.value.isFinite ? self : .null
        case .numeric(let value): value.isWithinLimit ? self : .null
        case .null, .boolean, .integer, .text, .date, .timestamp: self
        }
    }

    /// True when a column of `type` can hold this value as it is.
    public func fits(_ type: ValueType) -> Bool {
        switch (self, type) {
        case (.null, _), (.boolean, .boolean), (.integer, .bigint), (.text, .text), (.date, .date), (.timestamp, .timestamp): true
        case (.integer(let value), .integer): Int32(exactly: value) != nil
        case (.double, .double), (.numeric, .numeric): !storable.isNull
        default: false
        }
    }
}
