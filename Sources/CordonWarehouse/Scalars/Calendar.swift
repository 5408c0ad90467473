import CordonQuery
import CordonValues

extension ScalarFunction {
    func applyCalendar(_ arguments: [Value]) -> Value {
        guard case .date(let date)? = arguments.first else { return .null }
        if self == .daysBetween {
            guard case .date(let other)? = arguments.dropFirst().first else { return .null }
            return .integer(Int64(date.daysSince1970) - Int64(other.daysSince1970))
        }
        if let part = part(of: date) { return .integer(part) }
        return start(of: date).map(Value.date) ?? .null
    }

    /// EXTRACT's year, month or day; nil for the other functions.
    public func part(of date: CalendarDate) -> Int64? {
        switch self {
        case .year: Int64(date.components.year)
        case .month: Int64(date.components.month)
        case .day: Int64(date.components.day)
        default: nil
        }
    }

    /// date_trunc's month, quarter or year; nil for the other functions.
    public func start(of date: CalendarDate) -> CalendarDate? {
        let (year, month, _) = date.components
        return switch self {
        case .monthStart: CalendarDate(year: year, month: month, day: 1)
        case .quarterStart: CalendarDate(year: year, month: (month - 1) / 3 * 3 + 1, day: 1)
        case .yearStart: CalendarDate(year: year, month: 1, day: 1)
        default: nil
        }
    }
}
