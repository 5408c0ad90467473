/// Reads days and times as ISO 8601 and PostgreSQL's output write them: `2024-01-31`, `20240131`, `2024-1-5`, then after a blank or
/// a `T` an hour and minute, seconds, a fraction (rounded to six digits), and a zone, which a timestamp without zone leaves out of
/// account as PostgreSQL does. Nothing else: no names of months.
struct CalendarText {
    private var bytes: Substring.UTF8View

    init(_ text: String) { bytes = Substring(text).utf8 }

    /// The day and, where one is written, the microsecond of the day; 24:00:00 is the next day's 0:00.
    mutating func read() -> (date: CalendarDate, microsecond: Int64?)? {
        guard let date = day() else { return nil }
        guard let separator = bytes.first else { return (date, nil) }
        guard separator == 0x20 || separator == 0x54 || separator == 0x74 else { return nil }
        bytes.removeFirst()
        guard let time = time(), zone() else { return nil }
        guard time == CalendarTimestamp.microsecondsPerDay else { return (date, time) }
        return CalendarDate(daysSince1970: Int64(date.daysSince1970) + 1).map { ($0, 0) }
    }

    private mutating func day() -> CalendarDate? {
        let start = digits(8)
        if start.count == 8 { return CalendarDate(year: start.value / 10_000, month: start.value / 100 % 100, day: start.value % 100) }
        guard start.count == 4, skip(0x2D) else { return nil }
        let month = digits(2)
        guard month.count > 0, skip(0x2D) else { return nil }
        let day = digits(2)
        guard day.count > 0 else { return nil }
        return CalendarDate(year: start.value, month: month.value, day: day.value)
    }

    private mutating func time() -> Int64? {
        let hour = digits(2)
        guard hour.count > 0, skip(0x3A) else { return nil }
        let minute = digits(2)
        guard minute.count == 2 else { return nil }
        var second = (value: 0, count: 0)
        var fraction = 0
        if skip(0x3A) {
            second = digits(2)
            guard second.count == 2 else { return nil }
            if skip(0x2E) {
                guard let read = readFraction() else { return nil }
                fraction = read
            }
        }
        guard hour.value <= 24, minute.value < 60, second.value < 60 else { return nil }
        let total = Int64(hour.value * 3600 + minute.value * 60 + second.value) * CalendarTimestamp.microsecondsPerSecond + Int64(fraction)
        return total <= CalendarTimestamp.microsecondsPerDay ? total : nil
    }

    private mutating func readFraction() -> Int? {
        let written = digits(6)
        guard written.count > 0 else { return nil }
        let next = digits(1)
        while digits(1).count > 0 {}
        return (written.count..<6).reduce(written.value) { value, _ in value * 10 } + (next.value >= 5 ? 1 : 0)
    }

    /// `Z`, `+02`, `-0530` or `+05:30`, and nothing after it; true also where there is none.
    private mutating func zone() -> Bool {
        if bytes.isEmpty || skip(0x5A) || skip(0x7A) { return bytes.isEmpty }
        guard skip(0x2B) || skip(0x2D), digits(2).count == 2 else { return false }
        let hasColon = skip(0x3A)
        let minutes = digits(2).count
        return bytes.isEmpty && (minutes == 2 || minutes == 0 && !hasColon)
    }

    /// Up to so many digits.
    private mutating func digits(_ most: Int) -> (value: Int, count: Int) {
        var result = (value: 0, count: 0)
        while result.count < most, let byte = bytes.first, (0x30...0x39).contains(byte) {
            result = (result.value * 10 + Int(byte - 0x30), result.count + 1)
            bytes.removeFirst()
        }
        return result
    }

    private mutating func skip(_ byte: UInt8) -> Bool {
        guard bytes.first == byte else { return false }
        bytes.removeFirst()
        return true
    }
}

extension CalendarDate {
    /// The day of an ISO day or timestamp (see ``CalendarTimestamp/init(text:)``); nil for any other text.
    public init?(text: String) {
        var reader = CalendarText(text)
        guard let read = reader.read() else { return nil }
        self = read.date
    }
}

extension CalendarTimestamp {
    /// Reads `2024-01-31 10:20:30.5`, with a `T`, without seconds, or a day alone, which is its midnight; nil for any other text.
    public init?(text: String) {
        var reader = CalendarText(text)
        guard let read = reader.read() else { return nil }
        self.init(read.date, microsecond: read.microsecond ?? 0)
    }
}
