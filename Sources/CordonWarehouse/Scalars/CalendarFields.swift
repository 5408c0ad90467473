import BigInt
import CordonQuery
import CordonValues

extension ScalarFunction {
    /// A field of EXTRACT that is a whole number and a matter of the day alone; nil for every other function.
    public func part(of date: CalendarDate) -> Int64? {
        let (year, month, day) = date.components
        switch self {
        case .year: return Int64(year)
        case .quarter: return Int64((month - 1) / 3 + 1)
        case .month: return Int64(month)
        case .day: return Int64(day)
        case .decade: return Int64(year / 10)
        case .century: return Int64((year + 99) / 100)
        case .millennium: return Int64((year + 999) / 1000)
        case .dayOfYear: return Int64(date.dayOfYear)
        case .dayOfWeek: return Int64(date.isoDayOfWeek % 7)
        case .isoDayOfWeek: return Int64(date.isoDayOfWeek)
        case .week: return Int64(date.isoWeek.week)
        case .isoYear: return Int64(date.isoWeek.year)
        case .julianDay: return Int64(date.daysSince1970) + 2_440_588
        default: return nil
        }
    }

    /// A field of EXTRACT that is a whole number; nil for every other function, and for seconds with their fractions.
    public func part(of time: CalendarTimestamp) -> Int64? {
        let second = CalendarTimestamp.microsecondsPerSecond
        switch self {
        case .hour: return time.microsecondOfDay / (3600 * second)
        case .minute: return time.microsecondOfDay / (60 * second) % 60
        case .microseconds: return time.microsecondOfDay % (60 * second)
        case .julianDay: return nil
        default: return part(of: time.date)
        }
    }

    /// EXTRACT's fields that have fractions.
    private func fraction(of time: CalendarTimestamp) -> Rational? {
        let minute = 60 * CalendarTimestamp.microsecondsPerSecond
        return switch self {
        case .second: Rational(BigInt(time.microsecondOfDay % minute), over: 1_000_000)
        case .milliseconds: Rational(BigInt(time.microsecondOfDay % minute), over: 1000)
        case .epoch: Rational(BigInt(time.microsecondsSince1970), over: 1_000_000)
        case .julianDay:
            Rational(Int64(time.date.daysSince1970) + 2_440_588)
                + (Rational(BigInt(time.microsecondOfDay), over: BigInt(CalendarTimestamp.microsecondsPerDay)) ?? .zero)
        default: nil
        }
    }

    func applyField(_ argument: Value, _ type: ValueType) -> Value {
        switch argument {
        case .date(let date):
            let whole = self == .epoch ? Int64(date.daysSince1970) * 86_400 : part(of: date)
            return whole.map { Value(field: $0, type) } ?? .null
        case .timestamp(let time):
            if let whole = part(of: time) { return Value(field: whole, type) }
            return Value(bounded: fraction(of: time))
        case .null, .boolean, .integer, .numeric, .double, .text: return .null
        }
    }
}

extension Value {
    /// A field is numeric; a database that carries whole numerics as integers asks for one of those.
    fileprivate init(field: Int64, _ type: ValueType) {
        self = type == .numeric ? .numeric(Rational(field)) : .integer(field)
    }
}
