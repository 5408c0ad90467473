/// Functions that C libraries compute each in its own way, computed here in one: in ``DoubleDouble``, rounded once. The error is below
/// 0.5001 units in the last place; where a result is exact, it is that. Nil where a function has no finite value.
public enum PortableMath {
    public static func exp(_ x: Double) -> Double? { rounded(exp(DoubleDouble(x))) }

    public static func log(_ x: Double) -> Double? { x > 0 ? rounded(log(DoubleDouble(x))) : nil }

    public static func log10(_ x: Double) -> Double? { x > 0 ? rounded(log(DoubleDouble(x)) / .ln10) : nil }

    public static func log(_ x: Double, base: Double) -> Double? {
        guard x > 0, base > 0, base != 1 else { return nil }
        return rounded(log(DoubleDouble(x)) / log(DoubleDouble(base)))
    }

    /// Nil for a negative number to a fraction, and for zero to a negative number.
    public static func power(_ x: Double, _ y: Double) -> Double? {
        if y == 0 || x == 1 { return 1 }
        let isWhole = y.rounded(.towardZero) == y
        guard x != 0 else { return y > 0 ? 0 : nil }
        guard x > 0 || isWhole else { return nil }
        if isWhole, abs(y) <= 64, let exact = smallPower(x, Int(y)) { return exact }
        let isNegative = x < 0 && y.truncatingRemainder(dividingBy: 2) != 0
        let magnitude = exp(log(DoubleDouble(abs(x))) * y)
        return rounded(magnitude).map { isNegative ? -$0 : $0 }
    }

    public static func cubeRoot(_ x: Double) -> Double? {
        guard x != 0 else { return 0 }
        let magnitude = DoubleDouble(abs(x))
        var root = exp(log(magnitude) / DoubleDouble(3))
        // One step of Newton's: the logarithm of a number near 1 has lost digits that the root must have.
        root = root - (root * root * root - magnitude) / (root * root * 3)
        return rounded(root).map { x < 0 ? -$0 : $0 }
    }

    /// Nil unless the result, and its reciprocal's base, stay well inside the range of doubles.
    private static func smallPower(_ x: Double, _ y: Int) -> Double? {
        var result = DoubleDouble(1)
        var base = DoubleDouble(x)
        var rest = abs(y)
        while rest > 0 {
            if rest & 1 == 1 { result = result * base }
            base = rest > 1 ? base * base : base
            rest >>= 1
        }
        let value = y < 0 ? DoubleDouble(1) / result : result
        guard abs(value.high) < 1e280, abs(value.high) > 1e-250, abs(result.high) < 1e280, abs(result.high) > 1e-250 else { return nil }
        return value.high
    }

    /// e^x: x = k·ln 2 + r, then r / 2^9 by Taylor's series, squared nine times as e^x − 1 so that no digit is lost.
    static func exp(_ x: DoubleDouble) -> DoubleDouble {
        guard x.high < 710 else { return DoubleDouble(.infinity) }
        guard x.high > -746 else { return DoubleDouble(0) }
        let k = (x.high * 0x1.71547652b82fep+0).rounded(.toNearestOrEven)
        let r = (x - DoubleDouble.ln2 * k - DoubleDouble.product(DoubleDouble.ln2Third, k)).scaled(by: -9)
        var less = r * DoubleDouble.polynomial(reciprocalFactorials, at: r)
        for _ in 0..<9 { less = less + less + less * less }
        let value = less + DoubleDouble(1)
        let power = Int(k)
        guard power < -1020 || power > 1020 else { return value.scaled(by: power) }
        let half = power / 2
        return value.scaled(by: half).scaled(by: power - half)
    }

    /// 1, 1/2!, 1/3!, …
    private static let reciprocalFactorials: [DoubleDouble] = {
        var terms = [DoubleDouble(1)]
        for n in 2...11 { terms.append((terms.last ?? DoubleDouble(1)) / DoubleDouble(Double(n))) }
        return terms
    }()

    /// ln x for positive x: x = 2^e·m with m near 1, and ln m = 2·artanh((m − 1) / (m + 1)) by its series.
    static func log(_ x: DoubleDouble) -> DoubleDouble {
        var (scaledX, shift) = (x, 0)
        if x.high < 0x1p-1000 { (scaledX, shift) = (x.scaled(by: 100), -100) }
        var e = Int(scaledX.high.exponent)
        if scaledX.high.significand > 0x1.6a09e667f3bcdp+0 { e += 1 }
        let half = e / 2
        let m = scaledX.scaled(by: -half).scaled(by: half - e)
        let s = (m - DoubleDouble(1)) / (m + DoubleDouble(1))
        let series = s * DoubleDouble.polynomial(oddReciprocals, at: s * s)
        return DoubleDouble.ln2 * Double(e + shift) + series.scaled(by: 1)
    }

    /// 1, 1/3, 1/5, …: enough for |s| ≤ 0.1716.
    private static let oddReciprocals = (0..<22).map { DoubleDouble(1) / DoubleDouble(Double(2 * $0 + 1)) }

    static func rounded(_ value: DoubleDouble) -> Double? { value.high.isFinite ? value.high + value.low : nil }
}
