import BigInt
import CordonValues

/// The exact sum of doubles, or of their squares: a number significand · 2^exponent, canonical, so that equal sums are equal
/// values however they were added up.
///
/// A superaccumulator (R. M. Neal, "Fast exact summation using small and large superaccumulators", 2015) kept as a window: the
/// significand has 128 bits in place and grows beyond them only for sums that span more. Rows are added in windows of the
/// accumulator (``DoubleColumn``) and in ``LimbWindow``; this is the state that is kept, merged and sent.
///
/// NaN and the infinities absorb: a sum that met one holds only which ones it met, because its finite part no longer matters.
public struct ExactDoubleSum: Sendable, Hashable {
    /// Trimmed of low zero bits, so it is odd or zero. `wide` holds two's complement words, least first, only when `narrow` cannot.
    private enum Significand: Hashable {
        case narrow(Int128)
        case wide([UInt])
    }

    private let significand: Significand
    /// Zero for a zero significand.
    private let power: Int32
    public let specials: DoubleSpecials

    public static let zero = ExactDoubleSum(narrow: 0, exponent: 0)

    public init(specials: DoubleSpecials) {
        significand = .narrow(0)
        power = 0
        self.specials = specials
    }

    /// The value of one double.
    public init(_ value: Double) {
        guard value.isFinite else {
            self.init(specials: DoubleSpecials(of: value))
            return
        }
        let parts = DoubleParts(value)
        let magnitude = Int128(parts.magnitude)
        self.init(narrow: parts.isNegative ? -magnitude : magnitude, exponent: parts.exponent)
    }

    /// The exact square of one double.
    public init(squareOf value: Double) {
        guard value.isFinite else {
            self.init(specials: DoubleSpecials(of: value).squared)
            return
        }
        let parts = DoubleParts(value)
        // 53 bits squared are 106.
        self.init(narrow: Int128(truncatingIfNeeded: parts.square), exponent: 2 * parts.exponent)
    }

    init(narrow value: Int128, exponent: Int) {
        let zeros = value == 0 ? 0 : value.trailingZeroBitCount
        significand = .narrow(value >> zeros)
        power = value == 0 ? 0 : Int32(truncatingIfNeeded: exponent + zeros)
        specials = []
    }

    init(_ value: BigInt, exponent: Int) {
        let zeros = value.trailingZeroBitCount
        let odd = value >> zeros
        if let narrow = Int128(magnitudeOf: odd) {
            self.init(narrow: odd.sign == .minus ? -narrow : narrow, exponent: exponent + zeros)
        } else {
            self.init(wide: Array(odd.words), exponent: exponent + zeros)
        }
    }

    private init(wide words: [UInt], exponent: Int) {
        significand = .wide(words)
        power = Int32(truncatingIfNeeded: exponent)
        specials = []
    }

    public static func + (left: Self, right: Self) -> Self {
        if !left.specials.isEmpty || !right.specials.isEmpty {
            return ExactDoubleSum(specials: left.specials.union(right.specials))
        }
        if left.isZero { return right }
        if right.isZero { return left }
        return left.power >= right.power ? adding(left, to: right) : adding(right, to: left)
    }

    /// `upper` has the larger exponent.
    private static func adding(_ upper: Self, to lower: Self) -> Self {
        let shift = Int(upper.power) - Int(lower.power)
        if case .narrow(let high) = upper.significand, case .narrow(let low) = lower.significand,
            high.magnitude.leadingZeroBitCount > shift + 1
        {
            let (sum, overflow) = (high << shift).addingReportingOverflow(low)
            if !overflow { return ExactDoubleSum(narrow: sum, exponent: Int(lower.power)) }
        }
        return ExactDoubleSum((upper.bigSignificand << shift) + lower.bigSignificand, exponent: Int(lower.power))
    }

    private var bigSignificand: BigInt {
        switch significand {
        case .narrow(let value): BigInt(value)
        case .wide(let words): BigInt(words: words)
        }
    }

    /// True for a finite sum of zero, the empty sum among them.
    public var isZero: Bool { significand == .narrow(0) && specials.isEmpty }

    public var isNegative: Bool {
        switch significand {
        case .narrow(let value): value < 0
        case .wide(let words): (words.last ?? 0) >> (UInt.bitWidth - 1) == 1
        }
    }

    /// The sum as significand · 2^exponent, the significand odd or zero; nil when NaN or an infinity is part of it.
    public var exact: (significand: BigInt, exponent: Int)? {
        specials.isEmpty ? (bigSignificand, Int(power)) : nil
    }

    /// True when the sum is a multiple of 2^lowest and its magnitude does not exceed 2^highest.
    func isWithin(lowest: Int, highest: Int) -> Bool {
        if significand == .narrow(0) { return true }
        let width = bigSignificand.magnitude.bitWidth + Int(power)
        return Int(power) >= lowest && (width <= highest || (width == highest + 1 && bigSignificand.magnitude == 1))
    }
}

extension ExactDoubleSum {
    init(_ value: UInt192, exponent: Int) {
        if value.high == 0, value.low >> 127 == 0 {
            self.init(narrow: Int128(value.low), exponent: exponent)
        } else {
            self.init(value.bigInt, exponent: exponent)
        }
    }
}

extension Int128 {
    /// The magnitude of a number; nil when it needs more than 127 bits. (The generic conversions read a `BigInt` by shifting it
    /// right, and that rounds negative numbers towards zero where they expect the floor.)
    fileprivate init?(magnitudeOf value: BigInt) {
        guard value.magnitude.bitWidth <= 127 else { return nil }
        let words = Array(value.magnitude.words)
        let low = words.first.map { UInt128($0) } ?? 0
        let high = words.count > 1 ? UInt128(words[1]) : 0
        self = Int128(high << 64 | low)
    }
}
