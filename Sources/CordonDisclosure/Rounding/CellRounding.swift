import BigInt
import CordonAggregates
import CordonQuery
import CordonValues
import Foundation

/// Rounds what is shown, after everything is decided: numbers of rows and patients to a multiple of a base, figures to three significant digits.
///
/// What is shown of a number depends on this number, the base and T alone, so that asking for the same again, in whatever words, tells nothing more. Totals
/// are rounded like their parts, each by itself, so they need not add up.
///
/// Conventional rounding: Hundepool et al., *Statistical Disclosure Control* (2012), section 5.4.
struct CellRounding: Sendable {
    static let name = "rounding"

    let base: Int64
    let threshold: Int64

    /// The nearest multiple, halves to the even one; of T or more the least multiple that is not below T at least.
    func count(_ number: Int64) -> Int64 {
        guard number >= 0 else { return -count(number == .min ? .max : -number) }
        let nearest = Self.nearest(number, base: base)
        return number >= threshold ? max(nearest, least) : nearest
    }

    /// The least multiple that a number of T is rounded to.
    private var least: Int64 { (max(threshold, 1) + base - 1) / base * base }

    private static func nearest(_ number: Int64, base: Int64) -> Int64 {
        let (quotient, rest) = number.quotientAndRemainder(dividingBy: base)
        let isUp = rest * 2 > base || rest * 2 == base && quotient % 2 != 0
        return Int64(clamping: (Int128(quotient) + (isUp ? 1 : 0)) * Int128(base))
    }

    /// A result as it is shown; nil where only a true zero could be shown as one.
    func shown(_ result: FinishedValue, of aggregate: BoundaryAggregate) -> FinishedValue? {
        guard case .exact(let value) = result, value != .null, let kind = Kind(aggregate) else { return result }
        let rounded: Value? =
            switch kind {
            case .number: total(value)
            case .sum: total(value).map(Self.figure)
            case .figure: Self.figure(value)
            }
        // A zero is only ever a true one.
        guard let rounded, Self.isZero(rounded) == Self.isZero(value) else { return nil }
        return .exact(rounded)
    }

    private static func isZero(_ value: Value) -> Bool { value.double == 0 }

    /// What of an aggregate is rounded how; nil where nothing is.
    private enum Kind {
        /// Of rows or patients.
        case number
        /// One that may be such a number.
        case sum
        case figure

        init?(_ aggregate: BoundaryAggregate) {
            let function = aggregate.specification.function
            switch function.definition.family {
            case .count:
                guard function != .countValues else { return nil }
                self = .number
            case .moment where aggregate.disclosure.revealsNonZero:
                self = function == .sum ? .sum : .figure
            case .moment: self = .figure
            case .pairs: self = function == .regressionCount ? .number : .figure
            case .truth, .mode, .quantile, .extreme: return nil
            }
        }
    }

    /// The aggregate's results are rounded.
    static func applies(to aggregate: BoundaryAggregate) -> Bool { Kind(aggregate) != nil }

    private func total(_ value: Value) -> Value? {
        switch value {
        case .integer(let whole): .integer(count(whole))
        case .numeric(let exact): .numeric(total(exact))
        case .double(let double): double.value.isFinite ? .double(CanonicalDouble(total(double.value))) : nil
        case .null, .boolean, .text, .date, .timestamp: nil
        }
    }

    private func total(_ exact: Rational) -> Rational {
        if exact.denominator == 1, let whole = Int64(exactly: exact.numerator) { return Rational(count(whole)) }
        return Rational(exactly: total(exact.toDouble())) ?? exact
    }

    private func total(_ double: Double) -> Double {
        let nearest = (double / Double(base)).rounded(.toNearestOrEven) * Double(base)
        return double >= Double(threshold) ? max(nearest, Double(least)) : nearest
    }

    /// Three significant digits of the nearest double. NaN and the infinities stay.
    static func figure(_ value: Value) -> Value {
        guard let double = value.double, double.isFinite else { return value }
        let digits = String(format: "%.2e", double)
        switch value {
        case .double: return Double(digits).map { .double(CanonicalDouble($0)) } ?? value
        case .numeric: return rational(digits).map(Value.numeric) ?? value
        case .integer: return rational(digits).map { .integer(Int64(clamping: $0.numerator)) } ?? value
        case .null, .boolean, .text, .date, .timestamp: return value
        }
    }

    /// Of `-1.23e+04`.
    private static func rational(_ digits: String) -> Rational? {
        let parts = digits.split(separator: "e")
        guard parts.count == 2, let mantissa = BigInt(parts[0].filter { $0 != "." }, radix: 10), let exponent = Int(parts[1]) else { return nil }
        let power = BigInt(10).power(abs(exponent - 2))
        return exponent >= 2 ? Rational(mantissa * power) : Rational(mantissa, over: power)
    }
}

extension Value {
    /// Of a number.
    fileprivate var double: Double? {
        switch self {
        case .integer(let whole): Double(whole)
        case .numeric(let exact): exact.toDouble()
        case .double(let double): double.value
        case .null, .boolean, .text, .date, .timestamp: nil
        }
    }
}

extension DisclosureRules {
    var cellRounding: CellRounding? { rounding.map { CellRounding(base: $0, threshold: threshold) } }
}
