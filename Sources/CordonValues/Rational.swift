import BigInt

/// An exact rational number, the value of SQL `numeric` until it is shown: integers, decimals and quotients of them add, multiply
/// and compare without rounding. Always in lowest terms with a positive denominator.
public struct Rational: Sendable, Hashable, Comparable {
    public let numerator: BigInt
    public let denominator: BigInt

    public static let zero = Rational(BigInt(0))

    public init(_ whole: BigInt) {
        numerator = whole
        denominator = 1
    }

    public init(_ whole: Int64) { self.init(BigInt(whole)) }

    /// Nil when the denominator is zero.
    public init?(_ numerator: BigInt, over denominator: BigInt) {
        guard denominator != 0 else { return nil }
        guard numerator != 0 else {
            self = .zero
            return
        }
        let divisor = numerator.magnitude.commonDivisor(with: denominator.magnitude)
        let isNegative = (numerator.sign == .minus) != (denominator.sign == .minus)
        self.numerator = BigInt(sign: isNegative ? .minus : .plus, magnitude: numerator.magnitude / divisor)
        self.denominator = BigInt(denominator.magnitude / divisor)
    }

    public var isWhole: Bool { denominator == 1 }

    public static func < (left: Self, right: Self) -> Bool {
        left.numerator * right.denominator < right.numerator * left.denominator
    }

    public static func + (left: Self, right: Self) -> Self {
        reduced(left.numerator * right.denominator + right.numerator * left.denominator, left.denominator * right.denominator)
    }

    public static func - (left: Self, right: Self) -> Self { left + -right }

    public static prefix func - (value: Self) -> Self { reduced(-value.numerator, value.denominator) }

    public static func * (left: Self, right: Self) -> Self {
        reduced(left.numerator * right.numerator, left.denominator * right.denominator)
    }

    /// Nil when `divisor` is zero.
    public func divided(by divisor: Self) -> Self? {
        Rational(numerator * divisor.denominator, over: denominator * divisor.numerator)
    }

    private static func reduced(_ numerator: BigInt, _ denominator: BigInt) -> Self {
        // The product of two positive denominators is positive, so the quotient always exists.
        Rational(numerator, over: denominator) ?? .zero
    }
}

extension Rational {
    /// The greatest whole number not above it.
    public var floor: BigInt {
        let (quotient, remainder) = numerator.quotientAndRemainder(dividingBy: denominator)
        return remainder < 0 ? quotient - 1 : quotient
    }

    /// The least whole number not below it.
    public var ceiling: BigInt { -(-self).floor }
}

extension ClosedRange<Rational> {
    /// The least and the greatest whole number of 64 bits within the bounds. The first is above the second where there is none between them.
    public var wholes: (least: Int64, greatest: Int64) {
        func fitting(_ whole: BigInt) -> Int64 { whole <= BigInt(Int64.min) ? .min : whole >= BigInt(Int64.max) ? .max : Int64(whole) }
        return (fitting(lowerBound.ceiling), fitting(upperBound.floor))
    }
}

extension Rational {
    /// Reads a decimal as SQL and YAML write it: `-12`, `12.50`, `.5`, `1e-3`. Nil for anything else, and for exponents beyond ±1000.
    public init?(decimal text: String) {
        var rest = Substring(text)
        let negative = rest.first == "-"
        if negative || rest.first == "+" { rest = rest.dropFirst() }
        let halves = rest.split(omittingEmptySubsequences: false) { $0 == "e" || $0 == "E" }
        guard (1...2).contains(halves.count), let mantissa = halves.first else { return nil }
        let parts = mantissa.split(separator: ".", omittingEmptySubsequences: false)
        let whole = parts.first ?? ""
        let fraction = parts.count > 1 ? parts[1] : ""
        let digits = whole + fraction
        guard parts.count <= 2, !digits.isEmpty, digits.utf8.count <= 2000,
            digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let unscaled = BigInt(digits, radix: 10)
        else { return nil }
        var exponent = -fraction.utf8.count
        if halves.count == 2 {
            guard let written = Int(halves[1]), (-1000...1000).contains(written) else { return nil }
            exponent += written
        }
        let power = BigInt(10).power(abs(exponent))
        let signed = negative ? -unscaled : unscaled
        self = exponent >= 0 ? Rational(signed * power) : Self.reduced(signed, power)
    }
}
