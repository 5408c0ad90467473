/// Which values that are not finite a sum of doubles has met. The raw byte travels on the wire.
public struct DoubleSpecials: OptionSet, Sendable, Hashable {
    public let rawValue: UInt8

    public init(rawValue: UInt8) { self.rawValue = rawValue }

    public static let notANumber = DoubleSpecials(rawValue: 1)
    public static let positiveInfinity = DoubleSpecials(rawValue: 2)
    public static let negativeInfinity = DoubleSpecials(rawValue: 4)
    public static let all: DoubleSpecials = [.notANumber, .positiveInfinity, .negativeInfinity]

    init(of value: Double) {
        self = value.isNaN ? .notANumber : value == .infinity ? .positiveInfinity : value == -.infinity ? .negativeInfinity : []
    }

    /// What the squares of such values are.
    var squared: DoubleSpecials {
        var result: DoubleSpecials = contains(.notANumber) ? .notANumber : []
        if !isDisjoint(with: [.positiveInfinity, .negativeInfinity]) { result.insert(.positiveInfinity) }
        return result
    }

    /// The sum of such values in any order; nil when there are none.
    var sum: Double? {
        if isEmpty { return nil }
        if self == .positiveInfinity { return .infinity }
        if self == .negativeInfinity { return -.infinity }
        return .nan
    }
}
