extension CalendarDate {
    /// 1 on the first of January.
    public var dayOfYear: Int {
        // The first of January of a date's year is a date.
        Int(daysSince1970 - (CalendarDate(year: components.year, month: 1, day: 1) ?? self).daysSince1970) + 1
    }

    /// Monday 1 to Sunday 7. 1970-01-01 was a Thursday.
    public var isoDayOfWeek: Int { ((Int(daysSince1970) + 3) % 7 + 7) % 7 + 1 }

    /// ISO 8601's week: the first one of a year holds its first Thursday. A day may belong to a week of the year before or after.
    public var isoWeek: (year: Int, week: Int) {
        let year = components.year
        let week = (dayOfYear - isoDayOfWeek + 10) / 7
        if week < 1 { return (year - 1, Self.weeks(of: year - 1)) }
        if week > Self.weeks(of: year) { return (year + 1, 1) }
        return (year, week)
    }

    /// 53 in years whose first of January, or in leap years also whose second, is a Thursday.
    private static func weeks(of year: Int) -> Int {
        // Day of the week of 31 December, Sunday 0, of this year and of the one before.
        func last(_ year: Int) -> Int { (year + year / 4 - year / 100 + year / 400) % 7 }
        return last(year) == 4 || last(year - 1) == 3 ? 53 : 52
    }
}
