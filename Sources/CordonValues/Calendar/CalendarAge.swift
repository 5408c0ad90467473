/// age(later, earlier) as PostgreSQL counts it (`timestamp_age` in its timestamp.c): field by field, borrowing from the days of the
/// earlier one's month. All three are negative or zero where `later` comes first.
public struct CalendarAge: Sendable, Hashable {
    public let months: Int64
    public let days: Int64
    public let microseconds: Int64

    public init(_ later: CalendarTimestamp, _ earlier: CalendarTimestamp) {
        let isReversed = later < earlier
        let (high, low) = isReversed ? (earlier, later) : (later, earlier)
        let (top, bottom) = (high.date.components, low.date.components)
        var months = (top.year - bottom.year) * 12 + top.month - bottom.month
        var days = top.day - bottom.day
        var time = high.microsecondOfDay - low.microsecondOfDay
        if time < 0 {
            time += CalendarTimestamp.microsecondsPerDay
            days -= 1
        }
        while days < 0 {
            // The month of the second argument where the first is later, else that of the first: the lower one's in both cases.
            days += CalendarDate.days(inMonth: bottom.month, of: bottom.year)
            months -= 1
        }
        let sign: Int64 = isReversed ? -1 : 1
        (self.months, self.days, microseconds) = (sign * Int64(months), sign * Int64(days), sign * time)
    }
}
