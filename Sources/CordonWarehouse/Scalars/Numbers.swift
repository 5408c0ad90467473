import BigInt
import CordonQuery
import CordonValues

extension ScalarFunction {
    func applyNumber(_ arguments: [Value], _ type: ValueType) -> Value {
        guard let first = arguments.first else { return .null }
        switch (first, arguments.dropFirst().first) {
        case (.double(let value), nil): return Value(finite: curve(value.value))
        case (.double(let left), .double(let right)?): return Value(finite: curve(left.value, right.value))
        case (.numeric(let value), nil):
            return self == .sign ? .numeric(value == .zero ? .zero : value < .zero ? -Self.one : Self.one) : .null
        case (.numeric(let left), .numeric(let right)?): return Value(bounded: numbers(left, right))
        case (.integer(let left), .integer(let right)?):
            return Value(whole: numbers(Rational(left), Rational(right))?.numerator ?? BigInt(Int64.max) + 1, type)
        case (.integer(let value), nil):
            return self == .smallInteger && Int16(exactly: value) != nil ? .integer(value) : .null
        case (.numeric(let value), .integer(let precision)?):
            guard arguments.count == 3, case .integer(let scale) = arguments[2] else { return .null }
            return Self.limited(value, precision, scale)
        default: return .null
        }
    }

    /// A function of one double.
    public func curve(_ value: Double) -> Double? {
        switch self {
        case .sign: value == 0 ? 0 : value < 0 ? -1 : 1
        case .cubeRoot: PortableMath.cubeRoot(value)
        case .exponential: PortableMath.exp(value).flatMap { $0 == 0 ? nil : $0 }
        case .naturalLogarithm: PortableMath.log(value)
        case .decimalLogarithm: PortableMath.log10(value)
        case .degrees: value / Self.radiansPerDegree
        case .radians: value * Self.radiansPerDegree
        case .sine: PortableMath.sin(value)
        case .cosine: PortableMath.cos(value)
        case .tangent: PortableMath.tan(value)
        case .cotangent: PortableMath.cot(value)
        case .arcSine: PortableMath.asin(value)
        case .arcCosine: PortableMath.acos(value)
        case .arcTangent: PortableMath.atan(value)
        default: nil
        }
    }

    private static let one = Rational(BigInt(1))

    private static let radiansPerDegree = 0.0174532925199432957692

    /// A function of two doubles.
    public func curve(_ left: Double, _ right: Double) -> Double? {
        switch self {
        case .power: PortableMath.power(left, right).flatMap { $0 == 0 && left != 0 ? nil : $0 }
        case .logarithm: PortableMath.log(right, base: left)
        case .arcTangentOfPoint: PortableMath.atan2(left, right)
        default: nil
        }
    }

    private func numbers(_ left: Rational, _ right: Rational) -> Rational? {
        switch self {
        case .greatestCommonDivisor: return Self.divisor(left, right)
        case .leastCommonMultiple:
            if left == .zero || right == .zero { return .zero }
            let product = left * right
            return (product < .zero ? -product : product).divided(by: Self.divisor(left, right))
        case .power: return Self.power(left, right)
        default: return nil
        }
    }

    /// The greatest number of which both are whole multiples.
    private static func divisor(_ left: Rational, _ right: Rational) -> Rational {
        if left == .zero || right == .zero {
            let other = left == .zero ? right : left
            return other < .zero ? -other : other
        }
        let top = (left.numerator * right.denominator).magnitude.commonDivisor(with: (right.numerator * left.denominator).magnitude)
        return Rational(BigInt(top), over: left.denominator * right.denominator) ?? .zero
    }

    /// Exact; nil for fractions as exponents, for zero to a negative power, and beyond the bounds of a numeric.
    private static func power(_ base: Rational, _ exponent: Rational) -> Rational? {
        guard exponent.isWhole, exponent.numerator.magnitude.bitWidth < 32, let times = Int(exactly: exponent.numerator), abs(times) <= Rational.limitBits else {
            return base == one || base == .zero && exponent > .zero ? base : nil
        }
        let width = max(base.numerator.magnitude.bitWidth, base.denominator.magnitude.bitWidth) - 1
        guard width * abs(times) <= Rational.limitBits else { return nil }
        let (top, bottom) = (base.numerator.power(abs(times)), base.denominator.power(abs(times)))
        return times < 0 ? Rational(bottom, over: top) : Rational(top, over: bottom)
    }

    /// A number as numeric(precision, scale) holds it: rounded half away from zero; NULL with too many digits before the point.
    private static func limited(_ value: Rational, _ precision: Int64, _ scale: Int64) -> Value {
        guard (1...1000).contains(precision), (-1000...1000).contains(scale) else { return .null }
        let rounded = value.rounded(decimals: scale) { $0.roundedHalfAway }
        let digits = Int(precision - scale)
        let limit = Rational(BigInt(10).power(abs(digits)))
        let magnitude = rounded < .zero ? -rounded : rounded
        let holds = digits >= 0 ? magnitude < limit : magnitude * limit < one
        return holds ? Value(bounded: rounded) : .null
    }
}
