import CordonQuery
import CordonSQLite
import CordonValues
import CordonWarehouse

/// Bodies of date functions that box no values.
enum CalendarRoutines {
    typealias Body = (borrowing ScalarFunctionCall) -> Void

    /// Nil for other routines.
    static func body(of routine: ScalarRoutine) -> Body? {
        switch routine.operation {
        case .cast where routine.arguments == [.timestamp] && routine.result == .date: return day
        case .cast, .flooredQuotient: return nil
        case .call(let function):
            switch routine.arguments {
            case [.date]: return ofDate(function, routine.result)
            case [.timestamp]: return ofTimestamp(function, routine.result)
            case [.date, .bigint] where function == .addDays: return addDays
            case [.timestamp, .bigint, .bigint, .bigint] where function == .addInterval: return addInterval
            case [.timestamp, .timestamp]: return age(function)
            default: return nil
            }
        }
    }

    private static func day(_ call: borrowing ScalarFunctionCall) {
        guard !call.isNull(0) else { return }
        call.return(call.integer(0).flooredQuotient(CalendarTimestamp.microsecondsPerDay))
    }

    private static func ofDate(_ function: ScalarFunction, _ result: ValueType) -> Body? {
        if result.isWhole, function.part(of: CalendarDate.first) != nil {
            return { call in
                guard !call.isNull(0), let part = CalendarDate(daysSince1970: call.integer(0)).flatMap(function.part(of:)) else { return }
                call.return(part)
            }
        }
        guard result == .date else { return nil }
        return { call in
            guard !call.isNull(0), let start = CalendarDate(daysSince1970: call.integer(0)).flatMap(function.start(of:)) else { return }
            call.return(Int64(start.daysSince1970))
        }
    }

    private static func ofTimestamp(_ function: ScalarFunction, _ result: ValueType) -> Body? {
        if result.isWhole, function.part(of: CalendarTimestamp.first) != nil {
            return { call in
                guard !call.isNull(0), let time = CalendarTimestamp(microsecondsSince1970: call.integer(0)),
                    let part = function.part(of: time)
                else { return }
                call.return(part)
            }
        }
        guard result == .timestamp else { return nil }
        return { call in
            guard !call.isNull(0), let time = CalendarTimestamp(microsecondsSince1970: call.integer(0)), let start = function.start(of: time)
            else { return }
            call.return(start.microsecondsSince1970)
        }
    }

    private static func addDays(_ call: borrowing ScalarFunctionCall) {
        guard !call.isNull(0), !call.isNull(1), let date = CalendarDate(daysSince1970: call.integer(0)),
            let sum = date.adding(days: call.integer(1))
        else { return }
        call.return(Int64(sum.daysSince1970))
    }

    private static func addInterval(_ call: borrowing ScalarFunctionCall) {
        guard !call.isNull(0), !call.isNull(1), !call.isNull(2), !call.isNull(3),
            let time = CalendarTimestamp(microsecondsSince1970: call.integer(0)),
            let sum = time.adding(months: call.integer(1), days: call.integer(2), microseconds: call.integer(3))
        else { return }
        call.return(sum.microsecondsSince1970)
    }

    private static func age(_ function: ScalarFunction) -> Body? {
        let part: KeyPath<CalendarAge, Int64>
        switch function {
        case .ageMonths: part = \.months
        case .ageDays: part = \.days
        case .ageMicroseconds: part = \.microseconds
        default: return nil
        }
        return { call in
            guard !call.isNull(0), !call.isNull(1), let later = CalendarTimestamp(microsecondsSince1970: call.integer(0)),
                let earlier = CalendarTimestamp(microsecondsSince1970: call.integer(1))
            else { return }
            call.return(CalendarAge(later, earlier)[keyPath: part])
        }
    }
}
