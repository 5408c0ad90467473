import CordonValues

/// How the text of one field reads as a value of a catalog column's type. Numbers are read exactly: `63.0` is the integer 63, `63.5`
/// in a whole column is no value.
public struct FieldReading: Sendable {
    private let type: ValueType
    private let decimalComma: Bool
    private let dates: DateEncoding

    public init(_ column: CatalogColumn, decimalComma: Bool, dates: DateEncoding) {
        type = column.type
        self.decimalComma = decimalComma
        self.dates = dates
    }

    /// The value that `text` writes, never NULL; nil when it writes none of this type.
    public func value(_ text: String) -> Value? {
        switch type {
        case .text: .text(text)
        case .boolean: Self.truths[text.lowercased()].map(Value.boolean)
        case .integer: whole(text).flatMap { Int32(exactly: $0) }.map { .integer(Int64($0)) }
        case .bigint: whole(text).map(Value.integer)
        case .numeric: Rational(decimal: pointed(text)).map(Value.numeric)
        case .double: double(text)
        case .date: date(text).map(Value.date)
        case .timestamp: timestamp(text).map(Value.timestamp)
        }
    }

    /// The value that a number means which the source holds as such; nil when it is none of this type.
    public func value(_ number: Int64) -> Value? {
        switch type {
        case .bigint: .integer(number)
        case .integer: Int32(exactly: number).map { .integer(Int64($0)) }
        case .double: .double(Double(number))
        case .boolean, .numeric, .text, .date, .timestamp: value(String(number))
        }
    }

    /// As above, for a number with a fraction. It is read as the shortest decimal that means it.
    public func value(_ number: Double) -> Value? {
        guard number.isFinite else { return nil }
        return type == .double ? .double(number) : value(decimalComma ? number.description.replacing(".", with: ",") : number.description)
    }

    /// PostgreSQL's spellings.
    private static let truths = [
        "true": true, "t": true, "yes": true, "y": true, "on": true, "1": true,
        "false": false, "f": false, "no": false, "n": false, "off": false, "0": false,
    ]

    private func pointed(_ text: String) -> String {
        guard decimalComma else { return text }
        // A point would then be a thousands separator, which is refused like every other one.
        return text.contains(".") ? "" : text.replacing(",", with: ".")
    }

    private func whole(_ text: String) -> Int64? {
        if let plain = Int64(text) { return plain }
        guard let exact = Rational(decimal: pointed(text)), exact.isWhole else { return nil }
        return Int64(exactly: exact.numerator)
    }

    private func double(_ text: String) -> Value? {
        let written = pointed(text)
        // Swift's reader also takes hexadecimal, inf and nan; a warehouse's measures are decimal and finite.
        guard written.utf8.allSatisfy(Self.isDecimal),
            written.utf8.count <= 400, let number = Double(written.hasPrefix(".") ? "0" + written : written), number.isFinite
        else { return nil }
        return .double(number)
    }

    private static func isDecimal(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x2B, 0x2D, 0x2E, 0x45, 0x65: true
        default: false
        }
    }

    private func date(_ text: String) -> CalendarDate? {
        switch dates {
        case .iso: return Self.isoDay(text)
        case .unixSeconds, .julianDay: return timestamp(text)?.date
        }
    }

    /// To the microsecond; what is finer is cut off.
    private func timestamp(_ text: String) -> CalendarTimestamp? {
        switch dates {
        case .iso: return CalendarTimestamp(text: text)
        case .unixSeconds:
            guard let seconds = Rational(decimal: pointed(text)) else { return nil }
            return moment(seconds * Rational(CalendarTimestamp.microsecondsPerSecond))
        case .julianDay:
            guard let days = Rational(decimal: pointed(text)) else { return nil }
            return moment((days + Self.julianOffset) * Rational(CalendarTimestamp.microsecondsPerDay))
        }
    }

    /// `YYYY-MM-DD` or `YYYYMMDD`, alone or with a time of day after it.
    public static func isoDay(_ text: String) -> CalendarDate? {
        let digits = text.utf8.prefix { (0x30...0x39).contains($0) }.count
        let length = digits == 8 ? 8 : 10
        let rest = text.utf8.dropFirst(length).first
        guard rest == nil || rest == UInt8(ascii: "T") || rest == UInt8(ascii: " ") else { return nil }
        guard digits == 8 else { return CalendarDate(iso: String(text.prefix(10))) }
        return CalendarDate(iso: "\(text.prefix(4))-\(text.dropFirst(4).prefix(2))-\(text.dropFirst(6).prefix(2))")
    }

    /// 1970-01-01T00:00Z is Julian day 2440587.5.
    private static let julianOffset = Rational(-4_881_175, over: 2) ?? .zero

    private func moment(_ microseconds: Rational) -> CalendarTimestamp? {
        let (quotient, remainder) = microseconds.numerator.quotientAndRemainder(dividingBy: microseconds.denominator)
        guard let truncated = Int64(exactly: quotient), truncated > .min else { return nil }
        return CalendarTimestamp(microsecondsSince1970: remainder < 0 ? truncated - 1 : truncated)
    }
}

extension CatalogColumn {
    /// False when the column is a category with a code list and `value` is not in it. NULL is always admitted here; whether it may
    /// be NULL is ``nullable``'s to say.
    public func admits(_ value: Value) -> Bool {
        guard case .category(let codes) = role, !codes.isEmpty, !value.isNull else { return true }
        return codes.contains { $0.value == value }
    }
}
