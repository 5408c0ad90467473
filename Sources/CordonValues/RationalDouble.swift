import BigInt

extension Rational {
    /// The double nearest to this number, ties to even; subnormal where that is nearest, ±infinity beyond the largest double.
    public func toDouble() -> Double {
        // Two integers that a double holds exactly: one division rounds once.
        if numerator.magnitude.bitWidth <= 53, denominator.bitWidth <= 53 {
            return Double(Int64(truncatingIfNeeded: numerator)) / Double(Int64(truncatingIfNeeded: denominator))
        }
        return ExactRounding.quotient(numerator, over: denominator)
    }

    /// The exact value of a finite double; nil for NaN and the infinities.
    public init?(exactly value: Double) {
        guard value.isFinite else { return nil }
        let field = Int(value.exponentBitPattern)
        let significand = value.significandBitPattern | (field == 0 ? 0 : 1 << 52)
        let exponent = max(field, 1) - 1075
        let whole = BigInt(significand) * (value < 0 ? -1 : 1)
        if exponent >= 0 {
            self.init(whole << exponent)
        } else {
            self.init(whole, over: BigInt(1) << -exponent)
        }
    }
}
