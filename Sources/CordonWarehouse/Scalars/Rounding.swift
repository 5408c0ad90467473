import BigInt
import CordonQuery
import CordonValues

extension Rational {
    private static let half = Rational(1, over: 2) ?? .zero

    var truncated: BigInt { numerator / denominator }

    var roundedHalfAway: BigInt {
        let magnitude = (numerator.magnitude * 2 + denominator.magnitude) / (denominator.magnitude * 2)
        return BigInt(sign: numerator.sign, magnitude: magnitude)
    }

    var roundedHalfEven: BigInt {
        let lower = floor
        switch SQLOrder(self - Rational(lower), .half) {
        case .before: return lower
        case .after: return lower + 1
        case .same: return lower % 2 == 0 ? lower : lower + 1
        }
    }

    /// Applies `rule` at `decimals` places, which PostgreSQL keeps within ±2000.
    func rounded(decimals: Int64, by rule: (Rational) -> BigInt) -> Rational {
        let places = Int(min(max(decimals, -2000), 2000))
        let power = Rational(BigInt(10).power(abs(places)))
        guard let reciprocal = Rational(1, over: power.numerator) else { return self }
        let (scale, back) = places >= 0 ? (power, reciprocal) : (reciprocal, power)
        return Rational(rule(self * scale)) * back
    }
}

extension ScalarFunction {
    func applyRounding(_ arguments: [Value], _ type: ValueType) -> Value {
        guard let first = arguments.first else { return .null }
        if self == .widthBucket { return Self.widthBucket(arguments) }
        switch (first, arguments.dropFirst().first) {
        case (.integer, nil):
            return self == .squareRoot ? .null : first
        case (.integer(let value), .integer(let decimals)?):
            return Value(whole: Rational(value).rounded(decimals: decimals, by: rule).numerator, type)
        case (.numeric(let value), nil):
            return Value(bounded: self == .squareRoot ? value.squareRoot : Rational(rule(value)))
        case (.numeric(let value), .integer(let decimals)?):
            return Value(bounded: value.rounded(decimals: decimals, by: rule))
        case (.double(let value), nil):
            return Value(finite: doubleRounding(value.value))
        case (.double(let value), .integer(let decimals)?):
            let exact = Rational(exactly: value.value)
            let rounded = exact?.rounded(decimals: decimals, by: { self == .round ? $0.roundedHalfEven : rule($0) })
            return Value(finite: rounded?.toDouble())
        default:
            return .null
        }
    }

    /// How this function makes a whole number of an exact one.
    private func rule(_ value: Rational) -> BigInt {
        switch self {
        case .floor: value.floor
        case .ceiling: value.ceiling
        case .round: value.roundedHalfAway
        default: value.truncated
        }
    }

    /// Nil for the root of a negative number.
    public func doubleRounding(_ value: Double) -> Double? {
        switch self {
        case .floor: value.rounded(.down)
        case .ceiling: value.rounded(.up)
        case .round: value.rounded(.toNearestOrEven)
        case .truncate: value.rounded(.towardZero)
        case .squareRoot: value < 0 ? nil : value.squareRoot()
        default: nil
        }
    }
}

extension Rational {
    /// Exact where the root is rational, else rounded to at least 16 significant digits; nil for negative numbers.
    fileprivate var squareRoot: Rational? {
        guard numerator >= 0 else { return nil }
        let top = numerator.squareRoot()
        let bottom = denominator.squareRoot()
        if top * top == numerator, bottom * bottom == denominator { return Rational(top, over: bottom) }
        // The root of a number with w bits before the point has w/2 bits there; 16 digits after its first one.
        let bits = numerator.magnitude.bitWidth - denominator.magnitude.bitWidth
        let wholeDigits = bits * 3 / 20
        let places = max(16 - wholeDigits, 0)
        let power = BigInt(10).power(places)
        // One more digit than wanted cannot decide a tie wrongly: an irrational root is never a tie.
        let root = (numerator * power * power * 100 / denominator).squareRoot()
        return Rational((root + 5) / 10, over: power)
    }
}
