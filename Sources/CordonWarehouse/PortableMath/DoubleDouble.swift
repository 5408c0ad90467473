/// An unevaluated sum of two doubles, `high + low` with |low| at most half a unit in the last place of `high`: about 106 bits.
///
/// Only additions, multiplications, divisions, square roots and fused multiply-adds of IEEE 754 are used, so that every machine
/// computes the same bits (Dekker, *A floating-point technique for extending the available precision*, 1971; Hida, Li and Bailey,
/// *Library for double-double and quad-double arithmetic*, 2007).
struct DoubleDouble: Sendable {
    var high: Double
    var low: Double

    init(_ high: Double, _ low: Double = 0) {
        self.high = high
        self.low = low
    }

    /// Of any two doubles, exactly.
    static func sum(_ left: Double, _ right: Double) -> Self {
        let total = left + right
        let part = total - left
        return Self(total, (left - (total - part)) + (right - part))
    }

    static func product(_ left: Double, _ right: Double) -> Self {
        let total = left * right
        return Self(total, (-total).addingProduct(left, right))
    }

    static func + (left: Self, right: Self) -> Self {
        let high = sum(left.high, right.high)
        let low = sum(left.low, right.low)
        let middle = sum(high.high, high.low + low.high)
        return sum(middle.high, middle.low + low.low)
    }

    static func - (left: Self, right: Self) -> Self { left + -right }

    static prefix func - (value: Self) -> Self { Self(-value.high, -value.low) }

    static func * (left: Self, right: Self) -> Self {
        let high = product(left.high, right.high)
        return sum(high.high, high.low + (left.high * right.low + left.low * right.high))
    }

    static func * (left: Self, right: Double) -> Self {
        let high = product(left.high, right)
        return sum(high.high, high.low + left.low * right)
    }

    static func / (left: Self, right: Self) -> Self {
        let first = left.high / right.high
        let rest = left - right * first
        let second = rest.high / right.high
        let last = rest - right * second
        return sum(first, second) + Self(last.high / right.high)
    }

    /// Of a number that is not negative.
    var squareRoot: Self {
        guard high > 0 else { return Self(0) }
        let root = high.squareRoot()
        let rest = self - Self.product(root, root)
        return Self.sum(root, rest.high / (2 * root))
    }

    /// Exact, as long as nothing underflows.
    func scaled(by power: Int) -> Self { Self(high * Self.power(power), low * Self.power(power)) }

    /// 2^power, for powers of normal doubles.
    static func power(_ power: Int) -> Double { Double(sign: .plus, exponent: power, significand: 1) }

    /// `first + second·x + third·x² + …`
    static func polynomial(_ coefficients: [Self], at x: Self) -> Self {
        coefficients.reversed().reduce(Self(0)) { $0 * x + $1 }
    }
}

extension DoubleDouble {
    /// ln 2, π/2 and ln 10: their first two doubles. The third of ln 2 and π/2 serve reductions.
    static let ln2 = DoubleDouble(0x1.62e42fefa39efp-1, 0x1.abc9e3b39803fp-56)
    static let ln2Third = 0x1.7b57a079a1934p-111
    static let halfPi = DoubleDouble(0x1.921fb54442d18p+0, 0x1.1a62633145c07p-54)
    static let halfPiThird = -0x1.f1976b7ed8fbcp-110
    static let ln10 = DoubleDouble(0x1.26bb1bbb55516p+1, -0x1.f48ad494ea3e9p-53)
    static let pi = DoubleDouble(0x1.921fb54442d18p+1, 0x1.1a62633145c07p-53)
}
