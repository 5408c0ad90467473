import CordonQuery
import CordonValues

extension ScalarFunction {
    func applyCalendar(_ arguments: [Value], _ type: ValueType) -> Value {
        guard let first = arguments.first else { return .null }
        switch self {
        case .makeDate, .makeTimestamp: return Self.made(arguments)
        case .daysBetween, .addDays: return dayArithmetic(first, arguments.dropFirst().first)
        case .microsecondsBetween, .ageMonths, .ageDays, .ageMicroseconds: return difference(first, arguments.dropFirst().first)
        case .addInterval: return Self.shifted(first, arguments.dropFirst().compactMap(\.whole))
        case .toChar:
            guard case .timestamp(let time) = first, case .text(let format)? = arguments.dropFirst().first else { return .null }
            return .text(DateFormat(format).text(of: time))
        case .toDate:
            guard case .text(let text) = first, case .text(let format)? = arguments.dropFirst().first else { return .null }
            return DateFormat(format).date(in: text).map(Value.date) ?? .null
        default: break
        }
        switch first {
        case .date(let date): return start(of: date).map(Value.date) ?? .null
        case .timestamp(let time): return start(of: time).map(Value.timestamp) ?? .null
        case .null, .boolean, .integer, .numeric, .double, .text: return .null
        }
    }

    private func dayArithmetic(_ first: Value, _ second: Value?) -> Value {
        guard case .date(let date) = first else { return .null }
        switch (self, second) {
        case (.daysBetween, .date(let other)?): return .integer(Int64(date.daysSince1970) - Int64(other.daysSince1970))
        case (.addDays, .integer(let days)?): return date.adding(days: days).map(Value.date) ?? .null
        default: return .null
        }
    }

    private func difference(_ first: Value, _ second: Value?) -> Value {
        guard case .timestamp(let later) = first, case .timestamp(let earlier)? = second else { return .null }
        switch self {
        case .ageMonths: return .integer(CalendarAge(later, earlier).months)
        case .ageDays: return .integer(CalendarAge(later, earlier).days)
        case .ageMicroseconds: return .integer(CalendarAge(later, earlier).microseconds)
        default: return .integer(later.microsecondsSince1970 - earlier.microsecondsSince1970)
        }
    }

    private static func shifted(_ first: Value, _ steps: [Int64]) -> Value {
        guard case .timestamp(let time) = first, steps.count == 3 else { return .null }
        return time.adding(months: steps[0], days: steps[1], microseconds: steps[2]).map(Value.timestamp) ?? .null
    }

    /// make_date(year, month, day), and make_timestamp with hour, minute and seconds as well.
    private static func made(_ arguments: [Value]) -> Value {
        let wholes = arguments.prefix(5).compactMap { $0.whole.flatMap { Int(exactly: $0) } }
        guard wholes.count == min(arguments.count, 5), wholes.count >= 3,
            let date = CalendarDate(year: wholes[0], month: wholes[1], day: wholes[2])
        else { return .null }
        guard arguments.count > 3 else { return .date(date) }
        guard arguments.count == 6, case .double(let seconds) = arguments[5], (0...24).contains(wholes[3]), (0..<60).contains(wholes[4]),
            (0...60).contains(seconds.value)
        else { return .null }
        let microsecond = Int64(wholes[3] * 3600 + wholes[4] * 60) * CalendarTimestamp.microsecondsPerSecond
            + Int64((seconds.value * 1e6).rounded(.toNearestOrEven))
        guard microsecond <= CalendarTimestamp.microsecondsPerDay else { return .null }
        return CalendarTimestamp(date).adding(months: 0, days: 0, microseconds: microsecond).map(Value.timestamp) ?? .null
    }

    /// date_trunc to the beginning of a unit of days or more; nil for other functions, and for a decade that begins before year 1.
    public func start(of date: CalendarDate) -> CalendarDate? {
        let (year, month, _) = date.components
        return switch self {
        case .dayStart: date
        case .weekStart: date.adding(days: Int64(1 - date.isoDayOfWeek))
        case .monthStart: CalendarDate(year: year, month: month, day: 1)
        case .quarterStart: CalendarDate(year: year, month: (month - 1) / 3 * 3 + 1, day: 1)
        case .yearStart: CalendarDate(year: year, month: 1, day: 1)
        case .decadeStart: CalendarDate(year: year / 10 * 10, month: 1, day: 1)
        case .centuryStart: CalendarDate(year: (year - 1) / 100 * 100 + 1, month: 1, day: 1)
        case .millenniumStart: CalendarDate(year: (year - 1) / 1000 * 1000 + 1, month: 1, day: 1)
        default: nil
        }
    }

    /// date_trunc of a timestamp, to any unit; nil for other functions.
    public func start(of time: CalendarTimestamp) -> CalendarTimestamp? {
        let unit: Int64
        switch self {
        case .hourStart: unit = 3600 * CalendarTimestamp.microsecondsPerSecond
        case .minuteStart: unit = 60 * CalendarTimestamp.microsecondsPerSecond
        case .secondStart: unit = CalendarTimestamp.microsecondsPerSecond
        case .millisecondStart: unit = 1000
        default: return start(of: time.date).map { CalendarTimestamp($0) }
        }
        return CalendarTimestamp(time.date, microsecond: time.microsecondOfDay / unit * unit)
    }
}

extension Value {
    var whole: Int64? {
        guard case .integer(let value) = self else { return nil }
        return value
    }
}
