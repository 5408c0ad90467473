/// A value as SQLite stores it: what statements are given and rows give back. Literals read as values, so that arguments are
/// written `[1, "text", nil]`.
public enum SQLiteValue: Sendable, Hashable {
    case null
    case integer(Int64)
    /// NaN is stored as NULL.
    case real(Double)
    case text(String)
    case blob([UInt8])

    public static func integer(_ value: Int) -> SQLiteValue { .integer(Int64(value)) }
    public static func bytes(_ bytes: some Sequence<UInt8>) -> SQLiteValue { .blob(Array(bytes)) }

    public init(_ value: Int64?) { self = value.map(SQLiteValue.integer) ?? .null }
    public init(_ value: String?) { self = value.map(SQLiteValue.text) ?? .null }
    public init(_ value: Double?) { self = value.map(SQLiteValue.real) ?? .null }
}

extension SQLiteValue: ExpressibleByNilLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral, ExpressibleByStringLiteral,
    ExpressibleByStringInterpolation
{
    public init(nilLiteral: ()) { self = .null }
    public init(integerLiteral value: Int64) { self = .integer(value) }
    public init(floatLiteral value: Double) { self = .real(value) }
    public init(stringLiteral value: String) { self = .text(value) }
}

/// How SQLite holds a column of the present row.
public enum SQLiteStorage: Sendable, Hashable {
    case null, integer, real, text, blob
}
