/// A day and a time of day without a zone, as microseconds since 1970-01-01 00:00:00 of the proleptic Gregorian calendar. Years 0001
/// to 9999. A day has 86,400 seconds.
public struct CalendarTimestamp: Sendable, Hashable, Comparable {
    public let microsecondsSince1970: Int64

    public static let microsecondsPerSecond: Int64 = 1_000_000
    public static let microsecondsPerDay: Int64 = 86_400_000_000

    public static let first = CalendarTimestamp(CalendarDate.first)
    public static let last = CalendarTimestamp(CalendarDate.last, addingWithinDay: microsecondsPerDay - 1)

    /// Nil outside years 0001 to 9999.
    public init?(microsecondsSince1970 microseconds: Int64) {
        guard microseconds >= Self.first.microsecondsSince1970, microseconds <= Self.last.microsecondsSince1970 else { return nil }
        microsecondsSince1970 = microseconds
    }

    /// Midnight at the beginning of a day.
    public init(_ date: CalendarDate) { self.init(date, addingWithinDay: 0) }

    /// Nil unless `microsecond` is a time of the day, from 0 to 86,399,999,999.
    public init?(_ date: CalendarDate, microsecond: Int64) {
        guard (0..<Self.microsecondsPerDay).contains(microsecond) else { return nil }
        self.init(date, addingWithinDay: microsecond)
    }

    private init(_ date: CalendarDate, addingWithinDay microsecond: Int64) {
        microsecondsSince1970 = Int64(date.daysSince1970) * Self.microsecondsPerDay + microsecond
    }

    public var date: CalendarDate {
        // The day of a timestamp of the years 0001 to 9999 is a date of those years.
        CalendarDate(daysSince1970: microsecondsSince1970.flooredQuotient(Self.microsecondsPerDay)) ?? .first
    }

    /// The time of day, from 0 to 86,399,999,999.
    public var microsecondOfDay: Int64 {
        microsecondsSince1970 - microsecondsSince1970.flooredQuotient(Self.microsecondsPerDay) * Self.microsecondsPerDay
    }

    public static func < (left: Self, right: Self) -> Bool { left.microsecondsSince1970 < right.microsecondsSince1970 }
}

extension CalendarTimestamp: CustomStringConvertible {
    /// ISO 8601 with a space: `2024-01-31 10:20:30`, and as many digits of a fraction as it has.
    public var description: String {
        let seconds = microsecondOfDay / Self.microsecondsPerSecond
        let time = [seconds / 3600, seconds / 60 % 60, seconds % 60].map { ($0 < 10 ? "0" : "") + String($0) }
        let rest = microsecondOfDay % Self.microsecondsPerSecond
        return "\(date) " + time.joined(separator: ":") + (rest == 0 ? "" : "." + Self.fraction(rest))
    }

    private static func fraction(_ microseconds: Int64) -> String {
        let digits = String(microseconds)
        let padded = String(repeating: "0", count: max(0, 6 - digits.utf8.count)) + digits
        return String(padded.prefix(through: padded.lastIndex { $0 != "0" } ?? padded.startIndex))
    }
}

extension Int64 {
    /// The greatest whole number not above the quotient by a positive divisor.
    public func flooredQuotient(_ divisor: Int64) -> Int64 {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? quotient - 1 : quotient
    }
}
