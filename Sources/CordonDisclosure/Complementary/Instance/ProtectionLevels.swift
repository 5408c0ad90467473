import CordonValues

/// How far from its true value a hidden cell has to stay possible (Fischetti & Salazar 2001: lower, upper and sliding protection level):
/// the interval that a reader can compute contains value − lower and value + upper, and is at least `width` wide.
public struct ProtectionLevels: Sendable, Hashable {
    public var lower: Int64
    public var upper: Int64
    public var width: Int64

    public init(lower: Int64, upper: Int64, width: Int64) {
        self.lower = lower
        self.upper = upper
        self.width = width
    }

    /// The value is not known for certain: two values that differ by a unit at least remain.
    public static let inexact = ProtectionLevels(lower: 0, upper: 0, width: 1)

    /// Of a number of patients, or of contributors, v in 0 ..< T: whoever computes can exclude neither a smaller number nor T.
    public static func belowThreshold(_ value: Int64, threshold: Int64) -> ProtectionLevels {
        ProtectionLevels(lower: min(max(value, 0), 1), upper: max(threshold - value, 1), width: max(threshold - 1, 1))
    }

    /// Of a larger number that differs by fewer than T from a known one: it stays uncertain by T both ways.
    static func ofMany(_ value: Int64, threshold: Int64) -> ProtectionLevels {
        ProtectionLevels(lower: min(value, threshold), upper: threshold, width: threshold)
    }

    /// Both, whichever asks for more.
    public func joined(_ other: Self) -> Self {
        ProtectionLevels(lower: max(lower, other.lower), upper: max(upper, other.upper), width: max(width, other.width))
    }

    /// Of a number `value`, what its opposite's levels ask: where the opposite must be able to grow, it must be able to shrink.
    func turned(value: Int64) -> Self { Self(lower: min(upper, value), upper: lower, width: width) }

    func check() throws(Diagnostic) {
        guard [lower, upper, width].allSatisfy((0...SuppressionInstance.largestValue).contains) else {
            throw Diagnostic(.outOfRange, "A protection level is negative or too large.")
        }
    }
}
