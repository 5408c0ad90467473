import BigInt
import CordonValues

/// Square roots as numbers.
enum DecimalRoot {
    /// The square root of a number that is not negative: exact when it is rational, else cut off after at least 48 fraction digits
    /// and 48 significant digits, and after as many more as it takes for two things. The nearest double is the one nearest to the
    /// exact root; and the digits do not happen to end within 40 fraction digits, so that the text of a numeric does not take
    /// them for an exact decimal.
    static func root(of value: Rational) -> Rational {
        let top = value.numerator.magnitude.squareRoot()
        let bottom = value.denominator.magnitude.squareRoot()
        if top * top == value.numerator.magnitude, bottom * bottom == value.denominator.magnitude {
            return Rational(BigInt(top), over: BigInt(bottom)) ?? .zero
        }
        let target = ExactRounding.squareRoot(of: value.numerator, over: value.denominator)
        // A root below 1 begins with about half as many zeros as the quotient below it has bits, times log10(2).
        let zeros = max(0, value.denominator.bitWidth - value.numerator.bitWidth) * 16 / 100
        var digits = 48 + zeros
        while true {
            let power = BigInt(10).power(digits)
            let root = BigInt((value.numerator * power * power / value.denominator).magnitude.squareRoot())
            let endsEarly = (root % BigInt(10).power(digits - 40)).isZero
            if !endsEarly, let result = Rational(root, over: power), result.toDouble() == target { return result }
            digits += 8
        }
    }
}
