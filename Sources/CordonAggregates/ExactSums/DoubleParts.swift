/// A finite double taken apart: ±magnitude · 2^exponent, the magnitude below 2^53.
struct DoubleParts {
    let magnitude: UInt64
    let exponent: Int
    let isNegative: Bool

    init(_ finite: Double) {
        let field = Int(finite.exponentBitPattern)
        magnitude = finite.significandBitPattern | (field == 0 ? 0 : 1 << 52)
        exponent = (field == 0 ? 1 : field) &- 1075
        isNegative = finite.sign == .minus
    }

    /// The exact square of the magnitude; its exponent is twice this one's. Whole-number arithmetic is exact at every exponent,
    /// also where a product of doubles and its fused remainder would underflow or overflow.
    var square: UInt128 {
        let (high, low) = magnitude.multipliedFullWidth(by: magnitude)
        return UInt128(high) &<< 64 | UInt128(low)
    }
}
