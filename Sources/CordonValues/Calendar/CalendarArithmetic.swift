extension CalendarDate {
    /// Nil outside the calendar.
    public func adding(days: Int64) -> CalendarDate? {
        let (sum, overflow) = Int64(daysSince1970).addingReportingOverflow(days)
        return overflow ? nil : CalendarDate(daysSince1970: sum)
    }

    /// So many months later, on the last day of the month where it has no such day; nil outside the calendar.
    fileprivate func adding(months: Int64) -> CalendarDate? {
        let (year, month, day) = components
        let (total, overflow) = Int64(year * 12 + month - 1).addingReportingOverflow(months)
        guard !overflow, let newYear = Int(exactly: total.flooredQuotient(12)), (1...9999).contains(newYear) else { return nil }
        let newMonth = Int(total - Int64(newYear) * 12) + 1
        return CalendarDate(year: newYear, month: newMonth, day: min(day, Self.days(inMonth: newMonth, of: newYear)))
    }
}

extension CalendarTimestamp {
    /// PostgreSQL's order: the months first, then the days, then the time. Nil outside the calendar at any step.
    public func adding(months: Int64, days: Int64, microseconds: Int64) -> CalendarTimestamp? {
        var date = self.date
        if months != 0 {
            guard let later = date.adding(months: months) else { return nil }
            date = later
        }
        guard let day = date.adding(days: days) else { return nil }
        let (sum, overflow) = (Int64(day.daysSince1970) * Self.microsecondsPerDay + microsecondOfDay).addingReportingOverflow(microseconds)
        return overflow ? nil : CalendarTimestamp(microsecondsSince1970: sum)
    }
}
