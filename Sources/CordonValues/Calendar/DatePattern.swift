/// The patterns, the longer before those that begin them.
enum DatePattern: String, CaseIterable, Sendable {
    case isoYear = "IYYY", year = "YYYY", yearOf3 = "YYY", yearOf2 = "YY", yearOf1 = "Y"
    case upperMonth = "MONTH", titleMonth = "Month", lowerMonth = "month"
    case upperMon = "MON", titleMon = "Mon", lowerMon = "mon", month = "MM"
    case upperDay = "DAY", titleDay = "Day", lowerDay = "day", upperDy = "DY", titleDy = "Dy", lowerDy = "dy"
    case dayOfYear = "DDD", day = "DD", isoDayOfWeek = "ID", dayOfWeek = "D"
    case isoWeek = "IW", weekOfYear = "WW", weekOfMonth = "W", century = "CC", quarter = "Q", julian = "J"
    case hour24 = "HH24", hour12 = "HH12", hour = "HH", minute = "MI", secondsOfDay = "SSSS", second = "SS"
    case millisecond = "MS", microsecond = "US"
    case upperMeridiem = "AM", upperMeridiemPM = "PM", lowerMeridiem = "am", lowerMeridiemPM = "pm"

    static let months = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"]
    static let days = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]

    /// Patterns of digits may be written in lower case too.
    static func longest(at text: Substring) -> Self? {
        allCases.filter { text.hasPrefix($0.rawValue) || $0.isNumber && text.hasPrefix($0.rawValue.lowercased()) }
            .max { $0.rawValue.count < $1.rawValue.count }
    }

    var isNumber: Bool {
        switch self {
        case .upperMonth, .titleMonth, .lowerMonth, .upperMon, .titleMon, .lowerMon, .upperDay, .titleDay, .lowerDay, .upperDy, .titleDy,
            .lowerDy, .upperMeridiem, .upperMeridiemPM, .lowerMeridiem, .lowerMeridiemPM:
            false
        case .isoYear, .year, .yearOf3, .yearOf2, .yearOf1, .month, .dayOfYear, .day, .isoDayOfWeek, .dayOfWeek, .isoWeek, .weekOfYear,
            .weekOfMonth, .century, .quarter, .julian, .hour24, .hour12, .hour, .minute, .secondsOfDay, .second, .millisecond, .microsecond:
            true
        }
    }

    /// Patterns that to_date has a use for.
    var tellsDay: Bool {
        switch self {
        case .year, .month, .day, .dayOfYear, .julian, .upperMonth, .titleMonth, .lowerMonth, .upperMon, .titleMon, .lowerMon, .hour24,
            .hour12, .hour, .minute, .second, .millisecond, .microsecond, .upperDay, .titleDay, .lowerDay, .upperDy, .titleDy, .lowerDy:
            true
        case .isoYear, .yearOf3, .yearOf2, .yearOf1, .isoDayOfWeek, .dayOfWeek, .isoWeek, .weekOfYear, .weekOfMonth, .century, .quarter,
            .secondsOfDay, .upperMeridiem, .upperMeridiemPM, .lowerMeridiem, .lowerMeridiemPM:
            false
        }
    }

    func text(of time: CalendarTimestamp, suppressesPadding: Bool) -> String {
        if let (number, width) = number(of: time) {
            let digits = String(number)
            return suppressesPadding ? digits : String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
        }
        let name = name(of: time)
        guard !suppressesPadding, [.upperMonth, .titleMonth, .lowerMonth, .upperDay, .titleDay, .lowerDay].contains(self) else { return name }
        return name + String(repeating: " ", count: max(0, 9 - name.utf8.count))
    }

    /// The number of a pattern and how many digits it has at least; nil for names.
    private func number(of time: CalendarTimestamp) -> (Int, Int)? {
        let date = time.date
        let (year, month, day) = date.components
        let seconds = Int(time.microsecondOfDay / CalendarTimestamp.microsecondsPerSecond)
        let fraction = Int(time.microsecondOfDay % CalendarTimestamp.microsecondsPerSecond)
        return switch self {
        case .isoYear: (date.isoWeek.year, 4)
        case .year: (year, 4)
        case .yearOf3: (year % 1000, 3)
        case .yearOf2: (year % 100, 2)
        case .yearOf1: (year % 10, 1)
        case .month: (month, 2)
        case .dayOfYear: (date.dayOfYear, 3)
        case .day: (day, 2)
        case .isoDayOfWeek: (date.isoDayOfWeek, 1)
        case .dayOfWeek: (date.isoDayOfWeek % 7 + 1, 1)
        case .isoWeek: (date.isoWeek.week, 2)
        case .weekOfYear: ((date.dayOfYear - 1) / 7 + 1, 2)
        case .weekOfMonth: ((day - 1) / 7 + 1, 1)
        case .century: ((year + 99) / 100, 2)
        case .quarter: ((month - 1) / 3 + 1, 1)
        case .julian: (Int(date.daysSince1970) + 2_440_588, 1)
        case .hour24: (seconds / 3600, 2)
        case .hour12, .hour: ((seconds / 3600 + 11) % 12 + 1, 2)
        case .minute: (seconds / 60 % 60, 2)
        case .secondsOfDay: (seconds, 1)
        case .second: (seconds % 60, 2)
        case .millisecond: (fraction / 1000, 3)
        case .microsecond: (fraction, 6)
        case .upperMonth, .titleMonth, .lowerMonth, .upperMon, .titleMon, .lowerMon, .upperDay, .titleDay, .lowerDay, .upperDy, .titleDy,
            .lowerDy, .upperMeridiem, .upperMeridiemPM, .lowerMeridiem, .lowerMeridiemPM:
            nil
        }
    }

    private func name(of time: CalendarTimestamp) -> String {
        let month = Self.months[(time.date.components.month - 1) % 12]
        let day = Self.days[(time.date.isoDayOfWeek - 1) % 7]
        let meridiem = time.microsecondOfDay < CalendarTimestamp.microsecondsPerDay / 2 ? "AM" : "PM"
        return switch self {
        case .upperMonth: month.uppercased()
        case .titleMonth: month
        case .lowerMonth: month.lowercased()
        case .upperMon: month.prefix(3).uppercased()
        case .titleMon: String(month.prefix(3))
        case .lowerMon: month.prefix(3).lowercased()
        case .upperDay: day.uppercased()
        case .titleDay: day
        case .lowerDay: day.lowercased()
        case .upperDy: day.prefix(3).uppercased()
        case .titleDy: String(day.prefix(3))
        case .lowerDy: day.prefix(3).lowercased()
        case .lowerMeridiem, .lowerMeridiemPM: meridiem.lowercased()
        default: meridiem
        }
    }
}
