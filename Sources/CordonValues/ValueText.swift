import BigInt

extension Value {
    /// The canonical text of this value in a column of the given type; nil for NULL and for a value that the type cannot hold.
    ///
    /// - Whole numbers are plain digits.
    /// - A double is the shortest decimal that reads back as the same double, laid out as PostgreSQL does: `54`, `0.1`, `1e+20`,
    ///   `NaN`, `-Infinity`; an exponent is written from 1e15 upwards and below 1e-4.
    /// - A numeric is exact when its decimal expansion ends within 40 fraction digits. Otherwise it is rounded, half away from
    ///   zero, to 16 fraction digits, and to more until the text, read as a double, is the double nearest to the exact number.
    /// - Dates are ISO 8601, booleans `true` and `false`.
    public func text(as type: ValueType) -> String? {
        switch (self, type) {
        case (.boolean(let value), .boolean): value ? "true" : "false"
        case (.integer(let value), .integer), (.integer(let value), .bigint), (.integer(let value), .numeric): String(value)
        case (.integer(let value), .double): NumberText.double(Rational(value).toDouble())
        case (.numeric(let value), .numeric): NumberText.numeric(value)
        case (.numeric(let value), .integer), (.numeric(let value), .bigint):
            value.isWhole ? value.numerator.description : nil
        case (.numeric(let value), .double): NumberText.double(value.toDouble())
        case (.double(let value), .double): NumberText.double(value.value)
        case (.text(let value), .text): value
        case (.date(let value), .date): value.description
        case (.timestamp(let value), .timestamp): value.description
        case (.null, _), (.boolean, _), (.integer, _), (.numeric, _), (.double, _), (.text, _), (.date, _), (.timestamp, _): nil
        }
    }
}

extension Rational {
    /// Decimal digits, rounded half away from zero to so many places after the point. For people; ``Value/text(as:)`` is exact.
    public func text(decimals: Int) -> String {
        let places = max(0, decimals)
        return NumberText.decimal(NumberText.rounded(numerator * BigInt(10).power(places), over: denominator), fractionDigits: places)
    }
}

/// The decimal texts of ``Value/text(as:)``.
enum NumberText {
    static func double(_ value: Double) -> String {
        guard value.isFinite else { return value.isNaN ? "NaN" : value < 0 ? "-Infinity" : "Infinity" }
        guard value != 0 else { return "0" }
        let (digits, exponent) = shortest(value.magnitude)
        let sign = value < 0 ? "-" : ""
        guard exponent >= -4, exponent < 15 else {
            let fraction = digits.count > 1 ? "." + digits.dropFirst() : ""
            let power = String(abs(exponent))
            return sign + digits.prefix(1) + fraction + (exponent < 0 ? "e-" : "e+") + (power.count < 2 ? "0" : "") + power
        }
        if exponent < 0 { return sign + "0." + String(repeating: "0", count: -exponent - 1) + digits }
        let whole = exponent + 1
        if digits.count <= whole { return sign + digits + String(repeating: "0", count: whole - digits.count) }
        return sign + digits.prefix(whole) + "." + digits.dropFirst(whole)
    }

    /// The shortest digits that read back as `value`, without zeros at either end, and the power of ten of the first. Swift's
    /// description finds the digits.
    private static func shortest(_ value: Double) -> (digits: String, exponent: Int) {
        let halves = value.description.split(separator: "e")
        let mantissa = halves.first ?? "0"
        let written = halves.count > 1 ? Int(halves[1]) ?? 0 : 0
        let parts = mantissa.split(separator: ".")
        let whole = parts.first ?? "0"
        let all = whole + (parts.count > 1 ? parts[1] : "")
        let significant = all.drop { $0 == "0" }
        let leading = all.count - significant.count
        var digits = String(significant)
        while digits.last == "0" { digits.removeLast() }
        return (digits, written + whole.count - 1 - leading)
    }

    static func numeric(_ value: Rational) -> String {
        if let digits = fractionDigits(of: value.denominator) {
            return decimal(value.numerator * BigInt(10).power(digits) / value.denominator, fractionDigits: digits)
        }
        let target = value.toDouble()
        var digits = 16
        var power = BigInt(10).power(digits)
        while true {
            let scaled = rounded(value.numerator * power, over: value.denominator)
            if ExactRounding.quotient(scaled, over: power) == target { return decimal(scaled, fractionDigits: digits) }
            digits += 1
            power *= 10
        }
    }

    /// How many fraction digits a decimal expansion over this denominator has; nil for more than 40, or endlessly many.
    private static func fractionDigits(of denominator: BigInt) -> Int? {
        let twos = denominator.trailingZeroBitCount
        guard twos <= 40 else { return nil }
        var rest = denominator >> twos
        var fives = 0
        while rest > 1 {
            let (quotient, remainder) = rest.quotientAndRemainder(dividingBy: 5)
            guard remainder.isZero, fives < 40 else { return nil }
            rest = quotient
            fives += 1
        }
        return max(twos, fives)
    }

    /// The nearest whole number to a quotient, half away from zero.
    static func rounded(_ dividend: BigInt, over divisor: BigInt) -> BigInt {
        let magnitude = (2 * dividend.magnitude + divisor.magnitude) / (2 * divisor.magnitude)
        return BigInt(sign: dividend.sign, magnitude: magnitude)
    }

    static func decimal(_ scaled: BigInt, fractionDigits: Int) -> String {
        let sign = scaled < 0 ? "-" : ""
        var digits = scaled.magnitude.description
        guard fractionDigits > 0 else { return sign + digits }
        if digits.utf8.count <= fractionDigits {
            digits = String(repeating: "0", count: fractionDigits + 1 - digits.utf8.count) + digits
        }
        return sign + digits.dropLast(fractionDigits) + "." + digits.suffix(fractionDigits)
    }
}
