/// One SQL value. `Hashable` equality is identity of the stored value (NULL equals NULL, NaN equals NaN, -0.0 equals 0.0), as
/// GROUP BY needs it; SQL's three-valued comparison lives with the scalar functions.
public enum Value: Sendable, Hashable {
    case null
    case boolean(Bool)
    case integer(Int64)
    case numeric(Rational)
    case double(CanonicalDouble)
    case text(String)
    case date(CalendarDate)

    public static func double(_ value: Double) -> Value { .double(CanonicalDouble(value)) }

    public var isNull: Bool { self == .null }
}

/// A double with one representation per value: -0.0 becomes 0.0 and every NaN the same NaN, so that equality, hashing and the
/// wire agree.
public struct CanonicalDouble: Sendable, Hashable {
    public let value: Double

    public init(_ value: Double) {
        self.value = value.isNaN ? .nan : (value == 0 ? 0 : value)
    }

    public static func == (left: Self, right: Self) -> Bool { left.value.bitPattern == right.value.bitPattern }

    public func hash(into hasher: inout Hasher) { hasher.combine(value.bitPattern) }
}
