import BigInt

/// An unsigned number of 192 bits: sums of up to 2^63 squares of 64-bit integers.
public struct UInt192: Sendable, Hashable, Comparable {
    public let high: UInt64
    public let low: UInt128

    public static let zero = UInt192(high: 0, low: 0)

    public init(high: UInt64, low: UInt128) {
        self.high = high
        self.low = low
    }

    public init(squareOf value: Int64) {
        let (high, low) = value.magnitude.multipliedFullWidth(by: value.magnitude)
        self.init(high: 0, low: UInt128(high) << 64 | UInt128(low))
    }

    /// Nil when bits would leave at the top.
    init?(_ value: UInt128, shiftedLeftBy shift: Int) {
        guard value != 0 else {
            self = .zero
            return
        }
        guard 192 - (128 - value.leadingZeroBitCount) >= shift else { return nil }
        if shift == 0 {
            self.init(high: 0, low: value)
        } else if shift < 128 {
            self.init(high: UInt64(truncatingIfNeeded: value >> (128 - shift)), low: value << shift)
        } else {
            self.init(high: UInt64(truncatingIfNeeded: value << (shift - 128)), low: 0)
        }
    }

    public func addingReportingOverflow(_ other: Self) -> (sum: Self, overflow: Bool) {
        let (low, carry) = low.addingReportingOverflow(other.low)
        let (partial, first) = high.addingReportingOverflow(other.high)
        let (high, second) = partial.addingReportingOverflow(carry ? 1 : 0)
        return (UInt192(high: high, low: low), first || second)
    }

    public static func < (left: Self, right: Self) -> Bool {
        left.high != right.high ? left.high < right.high : left.low < right.low
    }

    public var bitWidth: Int { high == 0 ? 128 - low.leadingZeroBitCount : 192 - high.leadingZeroBitCount }

    public var bigInt: BigInt { BigInt(high) << 128 + BigInt(low) }
}

extension UInt192 {
    /// Modulo 2^192, so that differences read as two's complement.
    static func &- (left: Self, right: Self) -> Self {
        let (low, borrow) = left.low.subtractingReportingOverflow(right.low)
        return UInt192(high: left.high &- right.high &- (borrow ? 1 : 0), low: low)
    }

    static func &+ (left: Self, right: Self) -> Self { left.addingReportingOverflow(right).sum }

    /// The number that this is in two's complement.
    var signedBigInt: BigInt { high >> 63 == 0 ? bigInt : bigInt - BigInt(1) << 192 }
}
