/// The types that a catalog column, an expression or a partial's key can have, named as PostgreSQL names them.
///
/// The raw values travel in catalogs, layouts and Result v1 documents; they are never reused for another meaning.
public enum ValueType: String, Sendable, Hashable, CaseIterable, Codable {
    case boolean
    /// 32-bit in PostgreSQL; stored as `Int64` here, and arithmetic that leaves 32 bits is widened to `bigint` by the binder.
    case integer
    case bigint
    /// Exact: a rational number until the one finish (see ``Rational``).
    case numeric
    case double
    case text
    case date
    /// A day and time of day without a zone.
    case timestamp

    /// True for the types that arithmetic and SUM accept.
    public var isNumber: Bool {
        switch self {
        case .integer, .bigint, .numeric, .double: true
        case .boolean, .text, .date, .timestamp: false
        }
    }

    /// True for the two whole-number types.
    public var isWhole: Bool { self == .integer || self == .bigint }
}
