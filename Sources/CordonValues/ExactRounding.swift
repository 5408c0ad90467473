import BigInt

/// Rounds exact values to the nearest double, once, ties to even, with subnormals and overflow to infinity as IEEE 754 says.
package enum ExactRounding {
    /// The double nearest to `significand · 2^exponent`.
    ///
    /// With `inexact` the value is larger than that by less than one unit of the significand's last bit; the significand then has
    /// at least 55 bits, so that what is missing lies below every rounding point.
    package static func nearest(_ significand: BigUInt, exponent: Int, inexact: Bool = false) -> Double {
        let width = significand.bitWidth
        guard width > 0 else { return 0 }
        let top = exponent + width - 1
        guard top <= 1023 else { return .infinity }
        let lowest = max(top - 52, -1074)
        let dropped = lowest - exponent
        guard dropped > 0 else { return double(UInt64(truncatingIfNeeded: significand) << UInt64(-dropped), exponent: lowest) }
        // Below half of the least subnormal.
        guard dropped <= width else { return 0 }
        var kept = UInt64(truncatingIfNeeded: significand >> dropped)
        let half = UInt64(truncatingIfNeeded: significand >> (dropped - 1)) & 1 == 1
        let beyondHalf = inexact || significand.trailingZeroBitCount < dropped - 1
        if half && (beyondHalf || kept & 1 == 1) { kept += 1 }
        return double(kept, exponent: lowest)
    }

    /// The double nearest to `dividend / divisor · 2^exponent`, for a positive divisor.
    package static func quotient(_ dividend: BigInt, over divisor: BigInt, exponent: Int = 0) -> Double {
        let shift = 66 - (dividend.magnitude.bitWidth - divisor.magnitude.bitWidth)
        let (quotient, isInexact) = divide(dividend, by: divisor, shift: shift)
        let result = nearest(quotient, exponent: exponent - shift, inexact: isInexact)
        return dividend.sign == .minus && result != 0 ? -result : result
    }

    /// The double nearest to the square root of `dividend / divisor · 2^exponent`, for a positive divisor and a dividend that is
    /// not negative.
    package static func squareRoot(of dividend: BigInt, over divisor: BigInt, exponent: Int = 0) -> Double {
        guard !dividend.isZero else { return 0 }
        var shift = 136 - (dividend.magnitude.bitWidth - divisor.magnitude.bitWidth)
        if (exponent - shift) & 1 != 0 { shift += 1 }
        let (quotient, isInexact) = divide(dividend, by: divisor, shift: shift)
        let root = quotient.squareRoot()
        return nearest(root, exponent: (exponent - shift) / 2, inexact: isInexact || root * root != quotient)
    }

    /// The whole part of |dividend| · 2^shift / divisor, and whether that leaves anything out.
    private static func divide(_ dividend: BigInt, by divisor: BigInt, shift: Int) -> (quotient: BigUInt, isInexact: Bool) {
        let (top, bottom) = (dividend.magnitude << max(0, shift), divisor.magnitude << max(0, -shift))
        let (quotient, remainder) = top.quotientAndRemainder(dividingBy: bottom)
        return (quotient, !remainder.isZero)
    }

    /// `significand · 2^exponent`, where the significand is at most 2^53 and below 2^52 only at the exponent of subnormals.
    private static func double(_ significand: UInt64, exponent: Int) -> Double {
        guard significand >> 52 != 0 else { return Double(bitPattern: significand) }
        let carried = significand >> 53 != 0
        let field = exponent + 1075 + (carried ? 1 : 0)
        guard field < 2047 else { return .infinity }
        let fraction = (carried ? significand >> 1 : significand) & 0x000F_FFFF_FFFF_FFFF
        return Double(bitPattern: UInt64(field) << 52 | fraction)
    }
}
