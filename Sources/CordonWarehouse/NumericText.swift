import BigInt
import CordonValues

/// The one spelling of each numeric in a warehouse's text columns: a plain decimal (`-12.5`, `0.001`, `7`) where at most 40
/// fraction digits give it exactly, else a quotient in lowest terms (`1/3`). Equal numbers have equal texts.
public enum NumericText {
    private static let mostDecimals = 40

    public static func write(_ value: Rational) -> String {
        if value.isWhole { return value.numerator.description }
        guard let places = decimals(of: value.denominator) else { return "\(value.numerator)/\(value.denominator)" }
        let scaled = value.numerator.magnitude * (BigUInt(10).power(places) / value.denominator.magnitude)
        let digits = scaled.description
        let padded = String(repeating: "0", count: max(0, places + 1 - digits.utf8.count)) + digits
        return (value.numerator < 0 ? "-" : "") + padded.dropLast(places) + "." + padded.suffix(places)
    }

    /// Nil for what ``write(_:)`` never writes. A decimal with zeros at its end still reads.
    public static func read(_ text: some StringProtocol) -> Rational? {
        let halves = text.split(separator: "/", omittingEmptySubsequences: false)
        guard halves.count == 2 else { return Rational(decimal: String(text)) }
        guard let numerator = BigInt(halves[0]), let denominator = BigInt(halves[1]), denominator > 0 else { return nil }
        return Rational(numerator, over: denominator)
    }

    /// The fewest decimals that write a fraction of this denominator exactly; nil when there are none or too many.
    private static func decimals(of denominator: BigInt) -> Int? {
        var rest = denominator.magnitude
        let twos = rest.trailingZeroBitCount
        rest >>= twos
        var fives = 0
        while rest > 1, fives <= mostDecimals {
            let (quotient, remainder) = rest.quotientAndRemainder(dividingBy: 5)
            guard remainder == 0 else { return nil }
            rest = quotient
            fives += 1
        }
        let places = max(twos, fives)
        return rest == 1 && places <= mostDecimals ? places : nil
    }
}
