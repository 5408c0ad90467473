/// Trigonometry, as ``PortableMath`` computes it. Angles are in radians, of a magnitude up to 2^30; beyond, results are nil.
extension PortableMath {
    public static func sin(_ x: Double) -> Double? { turned(x).flatMap { rounded(quarter($0.turns, $0.rest).sine) } }

    public static func cos(_ x: Double) -> Double? { turned(x).flatMap { rounded(quarter($0.turns, $0.rest).cosine) } }

    public static func tan(_ x: Double) -> Double? {
        turned(x).flatMap {
            let (sine, cosine) = quarter($0.turns, $0.rest)
            return cosine.high == 0 ? nil : rounded(sine / cosine)
        }
    }

    public static func cot(_ x: Double) -> Double? {
        turned(x).flatMap {
            let (sine, cosine) = quarter($0.turns, $0.rest)
            return sine.high == 0 ? nil : rounded(cosine / sine)
        }
    }

    public static func asin(_ x: Double) -> Double? {
        guard abs(x) <= 1 else { return nil }
        let one = DoubleDouble(1)
        return rounded(atan2(DoubleDouble(x), ((one - DoubleDouble(x)) * (one + DoubleDouble(x))).squareRoot))
    }

    public static func acos(_ x: Double) -> Double? {
        guard abs(x) <= 1 else { return nil }
        let one = DoubleDouble(1)
        return rounded(atan2(((one - DoubleDouble(x)) * (one + DoubleDouble(x))).squareRoot, DoubleDouble(x)))
    }

    public static func atan(_ x: Double) -> Double? { rounded(atan(DoubleDouble(x))) }

    /// The angle of the point (x, y); 0 for the origin.
    public static func atan2(_ y: Double, _ x: Double) -> Double? { rounded(atan2(DoubleDouble(y), DoubleDouble(x))) }

    private static func atan2(_ y: DoubleDouble, _ x: DoubleDouble) -> DoubleDouble {
        guard x.high != 0 || y.high != 0 else { return DoubleDouble(0) }
        if abs(y.high) > abs(x.high) {
            let angle = DoubleDouble.halfPi - atan(x / (y.high < 0 ? -y : y))
            return y.high < 0 ? -angle : angle
        }
        let angle = atan(y / x)
        guard x.high < 0 else { return angle }
        return y.high < 0 ? angle - .pi : angle + .pi
    }

    /// Halved three times, atan t = 2·atan(t / (1 + √(1 + t²))), then by its series.
    private static func atan(_ x: DoubleDouble) -> DoubleDouble {
        let one = DoubleDouble(1)
        if abs(x.high) > 1 {
            let rest = atan(one / x)
            return (x.high < 0 ? -DoubleDouble.halfPi : .halfPi) - rest
        }
        var t = x
        for _ in 0..<3 { t = t / (one + (one + t * t).squareRoot) }
        return (t * DoubleDouble.polynomial(alternatingOdds, at: t * t)).scaled(by: 3)
    }

    /// 1, −1/3, 1/5, …: enough for |t| ≤ 0.0985.
    private static let alternatingOdds: [DoubleDouble] = (0..<18).map { (n: Int) in
        let sign: Double = n % 2 == 0 ? 1 : -1
        return DoubleDouble(sign) / DoubleDouble(Double(2 * n + 1))
    }

    /// x less whole quarter turns, by three doubles of π/2.
    private static func turned(_ x: Double) -> (turns: Int, rest: DoubleDouble)? {
        guard abs(x) <= 0x1p30 else { return nil }
        let k = (x * 0x1.45f306dc9c883p-1).rounded(.toNearestOrEven)
        let first = DoubleDouble(x) - DoubleDouble.product(DoubleDouble.halfPi.high, k)
        let rest = first - DoubleDouble.product(DoubleDouble.halfPi.low, k) - DoubleDouble.product(DoubleDouble.halfPiThird, k)
        return (Int(k), rest)
    }

    private static func quarter(_ turns: Int, _ rest: DoubleDouble) -> (sine: DoubleDouble, cosine: DoubleDouble) {
        let square = rest * rest
        let sine = rest * DoubleDouble.polynomial(sines, at: square)
        let cosine = DoubleDouble.polynomial(cosines, at: square)
        return switch turns & 3 {
        case 0: (sine, cosine)
        case 1: (cosine, -sine)
        case 2: (-sine, -cosine)
        default: (-cosine, sine)
        }
    }

    private static let sines = alternating(from: 1)
    private static let cosines = alternating(from: 0)

    /// ±1/n! for every second n, from 0 or 1: enough for angles up to π/4.
    private static func alternating(from start: Int) -> [DoubleDouble] {
        var terms: [DoubleDouble] = []
        var term = DoubleDouble(1)
        for n in 0..<15 {
            terms.append(n % 2 == 0 ? term : -term)
            let next = Double(2 * n + start)
            term = term / DoubleDouble((next + 1) * (next + 2))
        }
        return terms
    }
}
