/// One SQL value. `Hashable` equality is identity of the stored value (NULL equals NULL, NaN equals NaN, -0.0 equals 0.0), as
/// GROUP BY needs it; SQL's three-valued comparison lives with the scalar functions.
public enum Value: Sendable {
    case null
    case boolean(Bool)
    case integer(Int64)
    case numeric(Rational)
    case double(CanonicalDouble)
    case text(String)
    case date(CalendarDate)
    case timestamp(CalendarTimestamp)

    public static func double(_ value: Double) -> Value { .double(CanonicalDouble(value)) }

    public var isNull: Bool {
        if case .null = self { true } else { false }
    }
}

extension Value: Hashable {
    /// Text is equal when its bytes are: Swift's own `==` takes `é` written with one and with two scalars for the same.
    public static func == (left: Self, right: Self) -> Bool {
        switch (left, right) {
        case (.null, .null): true
        case (.boolean(let left), .boolean(let right)): left == right
        case (.integer(let left), .integer(let right)): left == right
        case (.numeric(let left), .numeric(let right)): left == right
        case (.double(let left), .double(let right)): left == right
        case (.text(let left), .text(let right)): left.utf8.elementsEqual(right.utf8)
        case (.date(let left), .date(let right)): left == right
        case (.timestamp(let left), .timestamp(let right)): left == right
        case (.null, _), (.boolean, _), (.integer, _), (.numeric, _), (.double, _), (.text, _), (.date, _), (.timestamp, _): false
        }
    }

    public func hash(into hasher: inout Hasher) {
        switch self {
        case .null: hasher.combine(0 as UInt8)
        case .boolean(let value): hasher.combine(value)
        case .integer(let value): hasher.combine(value)
        case .numeric(let value): hasher.combine(value)
        case .double(let value): hasher.combine(value)
        // Equal bytes hash alike; texts that differ only in normalisation may collide, which is harmless.
        case .text(let value): hasher.combine(value)
        case .date(let value): hasher.combine(value)
        case .timestamp(let value): hasher.combine(value)
        }
    }
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
