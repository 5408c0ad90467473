import BigInt

/// A superaccumulator that grows: limbs of 32 bits in 64-bit words, whose carries are propagated only when the words could fill
/// up. It takes any double and any square of a double, at a cost that does not depend on what was added before.
struct LimbWindow: Sendable {
    /// Weight of the first limb: 2^(32 · position).
    private var position = 0
    private var limbs: [Int64] = []
    /// Additions since the last propagation. Each changes a limb by less than 2^33.
    private var pending = 0

    /// Adds ±magnitude · 2^exponent.
    mutating func add(_ magnitude: UInt128, exponent: Int, isNegative: Bool) {
        guard magnitude != 0 else { return }
        if pending >= 1 << 28 { propagate() }
        pending += 1
        let first = exponent >> 5
        let shift = UInt64(truncatingIfNeeded: exponent - first * 32)
        let digits = (128 - magnitude.leadingZeroBitCount + 31) / 32
        cover(first...(first + digits))
        var rest = magnitude
        for index in (first - position)..<(first - position + digits) {
            let shifted = UInt64(truncatingIfNeeded: rest & 0xFFFF_FFFF) << shift
            let low = Int64(truncatingIfNeeded: shifted & 0xFFFF_FFFF)
            let high = Int64(truncatingIfNeeded: shifted >> 32)
            limbs[index] &+= isNegative ? -low : low
            limbs[index + 1] &+= isNegative ? -high : high
            rest >>= 32
        }
    }

    /// Grows the window, by at least four limbs at an end that is short, to hold the given limbs.
    private mutating func cover(_ range: ClosedRange<Int>) {
        if limbs.isEmpty { position = range.lowerBound }
        if range.lowerBound < position {
            let more = max(4, position - range.lowerBound)
            limbs.insert(contentsOf: repeatElement(0, count: more), at: 0)
            position -= more
        }
        let missing = range.upperBound - position + 1 - limbs.count
        if missing > 0 { limbs.append(contentsOf: repeatElement(0, count: max(4, missing))) }
    }

    private mutating func propagate() {
        var carry: Int64 = 0
        for index in limbs.indices {
            let total = limbs[index] &+ carry
            limbs[index] = total & 0xFFFF_FFFF
            carry = total >> 32
        }
        if carry != 0 { limbs.append(carry) }
        pending = 0
    }

    /// The exact sum of everything added.
    var exactSum: ExactDoubleSum {
        var carry: Int64 = 0
        var digits: [UInt32] = []
        digits.reserveCapacity(limbs.count + 2)
        for limb in limbs {
            let total = limb &+ carry
            digits.append(UInt32(truncatingIfNeeded: total))
            carry = total >> 32
        }
        digits.append(UInt32(truncatingIfNeeded: carry))
        digits.append(UInt32(truncatingIfNeeded: carry >> 32))
        return ExactDoubleSum(Self.bigInt(twosComplement: digits), exponent: position * 32)
    }

    /// The number whose two's complement these limbs are, least first.
    static func bigInt(twosComplement limbs: [UInt32]) -> BigInt {
        let sign: UInt32 = (limbs.last ?? 0) >> 31 == 0 ? 0 : .max
        let words = stride(from: 0, to: limbs.count, by: 2).map { index in
            UInt(limbs[index]) | UInt(index + 1 < limbs.count ? limbs[index + 1] : sign) << 32
        }
        return BigInt(words: words)
    }
}
