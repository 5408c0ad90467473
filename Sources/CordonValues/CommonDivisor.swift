import BigInt

extension BigUInt {
    /// The greatest common divisor of two positive numbers. Rationals are reduced after every operation, and most denominators are
    /// 1, a power of two, or fit a word: those cost next to nothing here, where the binary method of the library shifts bit by bit.
    package func commonDivisor(with other: BigUInt) -> BigUInt {
        if self == 1 || other == 1 { return 1 }
        let zeros = Swift.min(trailingZeroBitCount, other.trailingZeroBitCount)
        if isPowerOfTwo || other.isPowerOfTwo { return BigUInt(1) << zeros }
        var (large, small) = self < other ? (other, self) : (self, other)
        while small.bitWidth > 64 { (large, small) = (small, large % small) }
        if small.isZero { return large }
        var (first, second) = (UInt64(truncatingIfNeeded: small), UInt64(truncatingIfNeeded: large % small))
        while second != 0 { (first, second) = (second, first % second) }
        return BigUInt(first)
    }

    private var isPowerOfTwo: Bool { !isZero && trailingZeroBitCount == bitWidth - 1 }
}
