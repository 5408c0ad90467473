import BigInt
import CordonValues

extension Value {
    /// CAST as PostgreSQL does it, but NULL where it fails: text that is no value of the type, a number outside it, a pair of types
    /// without a cast, a double that is not finite. Dates and times read as ISO 8601 writes them (``CalendarTimestamp/init(text:)``).
    public func cast(to type: ValueType) -> Value {
        switch type {
        case .integer, .bigint: castToWhole(type)
        case .numeric: castToNumeric
        case .double: castToDouble
        case .boolean: castToBoolean
        case .date: castToDate
        case .timestamp: castToTimestamp
        case .text: castToText
        }
    }

    private func castToWhole(_ type: ValueType) -> Value {
        switch self {
        case .integer(let value): Value(whole: value, type)
        case .boolean(let value): .integer(value ? 1 : 0)
        case .numeric(let value): Value(whole: value.roundedHalfAway, type)
        case .double(let value): Value(whole: Int64(exactly: value.value.rounded(.toNearestOrEven)), type)
        case .text(let text): Value(whole: text.trimmedASCII.flatMap { Int64($0) }, type)
        case .null, .date, .timestamp: .null
        }
    }

    private var castToNumeric: Value {
        switch self {
        case .integer(let value): .numeric(Rational(value))
        case .numeric: self
        case .double(let value): Value(bounded: Rational(shortest15: value.value))
        case .text(let text): Value(bounded: text.trimmedASCII.flatMap { Rational(decimal: $0) })
        case .null, .boolean, .date, .timestamp: .null
        }
    }

    private var castToDouble: Value {
        switch self {
        case .integer(let value): return .double(Double(value))
        case .numeric(let value): return Value(finite: value.doubleUnlessUnderflow)
        case .double(let value): return Value(finite: value.value)
        case .text(let text):
            // Only what reads as a decimal number, so that neither `nan` nor `0x10` is one; then correctly rounded.
            guard let decimal = text.trimmedASCII, let exact = Rational(decimal: decimal) else { return .null }
            return Value(finite: exact.doubleUnlessUnderflow)
        case .null, .boolean, .date, .timestamp: return .null
        }
    }

    private var castToBoolean: Value {
        switch self {
        case .boolean: self
        case .integer(let value): .boolean(value != 0)
        case .text(let text): Value(truth: text.trimmedASCII.flatMap(Bool.init(postgres:)))
        case .null, .numeric, .double, .date, .timestamp: .null
        }
    }

    private var castToDate: Value {
        switch self {
        case .date: self
        case .timestamp(let value): .date(value.date)
        case .text(let text): text.trimmedASCII.flatMap(CalendarDate.init(text:)).map(Value.date) ?? .null
        case .null, .boolean, .integer, .numeric, .double: .null
        }
    }

    private var castToTimestamp: Value {
        switch self {
        case .timestamp: self
        case .date(let value): .timestamp(CalendarTimestamp(value))
        case .text(let text): text.trimmedASCII.flatMap(CalendarTimestamp.init(text:)).map(Value.timestamp) ?? .null
        case .null, .boolean, .integer, .numeric, .double: .null
        }
    }

    private var castToText: Value {
        switch self {
        case .null: .null
        case .text: self
        case .boolean(let value): .text(value ? "true" : "false")
        case .integer(let value): .text(String(value))
        case .date(let value): .text(value.description)
        case .timestamp(let value): .text(value.description)
        case .double: text(as: .double).map(Value.text) ?? .null
        case .numeric: text(as: .numeric).map(Value.text) ?? .null
        }
    }
}

extension Bool {
    /// PostgreSQL's words for truth, in any case, also shortened as long as they stay unique.
    fileprivate init?(postgres word: String) {
        let word = CaseMapping.lower(word)
        let shortest = word == "o" ? 2 : 1
        guard word.utf8.count >= shortest else { return nil }
        if word == "1" || "true".hasPrefix(word) || "yes".hasPrefix(word) || word == "on" {
            self = true
        } else if word == "0" || "false".hasPrefix(word) || "no".hasPrefix(word) || (word.utf8.count >= 2 && "off".hasPrefix(word)) {
            self = false
        } else {
            return nil
        }
    }
}

extension String {
    /// Without the white space that PostgreSQL skips around a number; nil when something beyond ASCII is left.
    fileprivate var trimmedASCII: String? {
        let blank: (UInt8) -> Bool = { $0 == 0x20 || (0x09...0x0D).contains($0) }
        let bytes = utf8
        guard let first = bytes.firstIndex(where: { !blank($0) }), let last = bytes.lastIndex(where: { !blank($0) }) else { return nil }
        let core = self[first...last]
        return core.utf8.allSatisfy { $0 < 0x80 } ? String(core) : nil
    }
}

extension Rational {
    /// A double as PostgreSQL casts it to numeric: its first 15 significant decimal digits.
    fileprivate init?(shortest15 value: Double) {
        guard let exact = Rational(exactly: value) else { return nil }
        guard exact != .zero else { self = .zero; return }
        // Digits before the point, negative for zeros after it; log10 may err by one, which the second look corrects.
        let magnitude = exact < .zero ? -exact : exact
        var places = 14 - Int64(Double.decimalExponent(of: value))
        var rounded = magnitude.rounded(decimals: places) { $0.roundedHalfEven }
        if rounded * Rational.power(of: places) >= Rational.power(of: 15) {
            places -= 1
            rounded = magnitude.rounded(decimals: places) { $0.roundedHalfEven }
        }
        self = exact < .zero ? -rounded : rounded
    }

    private static func power(of places: Int64) -> Rational {
        let power = BigInt(10).power(Int(abs(places)))
        return places >= 0 ? Rational(power) : Rational(1, over: power) ?? .zero
    }

    /// Nil where a number other than zero would become zero.
    fileprivate var doubleUnlessUnderflow: Double? {
        let result = toDouble()
        return result == 0 && self != .zero ? nil : result
    }
}

extension Double {
    /// The exponent of the first significant digit, from the shortest decimal text, which is exact about it.
    fileprivate static func decimalExponent(of value: Double) -> Int { DecimalDigits(value).exponent }
}

/// The shortest decimal digits of a finite double other than zero: d.ddd × 10^exponent, without zeros at either end.
private struct DecimalDigits {
    let digits: String
    let exponent: Int

    init(_ value: Double) {
        // Swift's description is the shortest text that reads back; only its layout differs.
        let halves = value.magnitude.description.split(separator: "e")
        let mantissa = halves.first ?? ""
        let written = halves.count == 2 ? Int(halves[1]) ?? 0 : 0
        let parts = mantissa.split(separator: ".", omittingEmptySubsequences: false)
        let whole = parts.first ?? ""
        let all = whole + (parts.count > 1 ? parts[1] : "")
        let leading = all.prefix { $0 == "0" }.utf8.count
        var significant = all.dropFirst(leading)
        while significant.last == "0" { significant.removeLast() }
        digits = String(significant)
        exponent = written + whole.utf8.count - 1 - leading
    }
}
