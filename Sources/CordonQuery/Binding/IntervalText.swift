import BigInt
import CordonValues

/// A constant interval, and how its text reads: `1 year 2 months`, `3 days 04:05:06.7`, `-2 weeks`, `1.5 hours`, `90 days ago`.
struct IntervalText: Hashable {
    var months: Int64 = 0
    var days: Int64 = 0
    var microseconds: Int64 = 0

    static let microsecondsPerHour: Int64 = 3600 * CalendarTimestamp.microsecondsPerSecond

    init(months: Int64, days: Int64, microseconds: Int64) {
        self.months = months
        self.days = days
        self.microseconds = microseconds
    }

    /// `unit` is what a number without one counts: that of `INTERVAL '1' DAY`, else seconds. Nil for any other text.
    init?(_ text: String, unit: IntervalUnit = .second) {
        var words = Self.words(text)
        var isAgo = false
        if words.last == "ago" {
            isAgo = true
            words.removeLast()
        }
        guard !words.isEmpty else { return nil }
        var number: Rational?
        for word in words {
            if word.contains(":") {
                // A number before a time counts days: `1 02:03:04`.
                if let days = number {
                    guard add(days, .day) else { return nil }
                    number = nil
                }
                guard let time = Self.clock(word), add(time) else { return nil }
            } else if let next = Rational(decimal: word), !word.contains("e") {
                guard number == nil else { return nil }
                number = next
            } else {
                guard let count = number, let named = IntervalUnit(word: word), add(count, named) else { return nil }
                number = nil
            }
        }
        if let number { guard add(number, unit) else { return nil } }
        if isAgo {
            guard let negated = scaled(by: Rational(-1 as Int64)) else { return nil }
            self = negated
        }
    }

    /// Numbers and letters apart: `1day` is two words.
    private static func words(_ text: String) -> [String] {
        var words: [String] = []
        for part in text.lowercased().split(whereSeparator: { $0 == " " || $0 == "\t" || $0 == "\n" || $0 == "@" }) {
            let digits = part.prefix { "0123456789.+-:".contains($0) }
            if !digits.isEmpty { words.append(String(digits)) }
            if digits.count < part.count { words.append(String(part.dropFirst(digits.count))) }
        }
        return words
    }

    /// `[-]HH:MM[:SS[.ffffff]]`, in microseconds.
    private static func clock(_ word: String) -> Int64? {
        let isNegative = word.hasPrefix("-")
        let parts = word.drop { $0 == "-" || $0 == "+" }.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard (2...3).contains(parts.count), let hours = Int64(parts[0]), let minutes = Int64(parts[1]), hours >= 0, hours < 1_000_000_000,
            (0..<60).contains(minutes), let seconds = parts.count == 3 ? Rational(decimal: parts[2]) : .zero,
            seconds >= .zero, seconds < Rational(60 as Int64)
        else { return nil }
        let rest = (seconds * Rational(CalendarTimestamp.microsecondsPerSecond)).nearestWhole
        guard let rest else { return nil }
        let total = hours * microsecondsPerHour + minutes * 60_000_000 + rest
        return isNegative ? -total : total
    }

    private mutating func add(_ time: Int64) -> Bool {
        let (sum, overflow) = microseconds.addingReportingOverflow(time)
        microseconds = sum
        return !overflow
    }

    /// Fractions go over to the smaller unit: of a year to months, of a month of 30 days and of a week to days, of a day to its time.
    private mutating func add(_ count: Rational, _ unit: IntervalUnit) -> Bool {
        switch unit.size {
        case .months(let size):
            let total = count * Rational(size)
            if size > 1 { return add(&months, total.nearestWhole) }
            let whole = total.towardZero
            return add(&months, whole) && addDays((total - Rational(whole ?? 0 as Int64)) * Rational(30 as Int64))
        case .days(let size): return addDays(count * Rational(size))
        case .microseconds(let size): return add(&microseconds, (count * Rational(size)).nearestWhole)
        }
    }

    private mutating func addDays(_ count: Rational) -> Bool {
        let whole = count.towardZero
        let rest = (count - Rational(whole ?? 0 as Int64)) * Rational(CalendarTimestamp.microsecondsPerDay)
        return add(&days, whole) && add(&microseconds, rest.nearestWhole)
    }

    private func add(_ place: inout Int64, _ amount: Int64?) -> Bool {
        guard let amount else { return false }
        let (sum, overflow) = place.addingReportingOverflow(amount)
        place = sum
        return !overflow
    }

    /// PostgreSQL's `interval * number`: what a fraction leaves of months becomes days of 30 to a month, of days time. Nil on overflow.
    func scaled(by factor: Rational) -> IntervalText? {
        let allMonths = Rational(months) * factor
        let allDays = Rational(days) * factor
        guard let wholeMonths = allMonths.towardZero, let wholeDays = allDays.towardZero else { return nil }
        let monthDays = (allMonths - Rational(wholeMonths)) * Rational(30 as Int64)
        guard let wholeMonthDays = monthDays.towardZero else { return nil }
        let rest = allDays - Rational(wholeDays) + monthDays - Rational(wholeMonthDays)
        guard let carried = rest.towardZero else { return nil }
        let time = Rational(microseconds) * factor + (rest - Rational(carried)) * Rational(CalendarTimestamp.microsecondsPerDay)
        guard let microseconds = time.nearestWhole else { return nil }
        var days = wholeDays
        guard add(&days, wholeMonthDays), add(&days, carried) else { return nil }
        return IntervalText(months: wholeMonths, days: days, microseconds: microseconds)
    }
}

enum IntervalUnit {
    case microsecond, millisecond, second, minute, hour, day, week, month, year, decade, century, millennium

    enum Size {
        case months(Int64), days(Int64), microseconds(Int64)
    }

    var size: Size {
        switch self {
        case .microsecond: .microseconds(1)
        case .millisecond: .microseconds(1000)
        case .second: .microseconds(CalendarTimestamp.microsecondsPerSecond)
        case .minute: .microseconds(60 * CalendarTimestamp.microsecondsPerSecond)
        case .hour: .microseconds(3600 * CalendarTimestamp.microsecondsPerSecond)
        case .day: .days(1)
        case .week: .days(7)
        case .month: .months(1)
        case .year: .months(12)
        case .decade: .months(120)
        case .century: .months(1200)
        case .millennium: .months(12_000)
        }
    }

    init?(word: String) {
        switch word {
        case "microsecond", "microseconds", "us", "usec", "usecs": self = .microsecond
        case "millisecond", "milliseconds", "ms", "msec", "msecs": self = .millisecond
        case "second", "seconds", "sec", "secs", "s": self = .second
        case "minute", "minutes", "min", "mins", "m": self = .minute
        case "hour", "hours", "hr", "hrs", "h": self = .hour
        case "day", "days", "d": self = .day
        case "week", "weeks", "w": self = .week
        case "month", "months", "mon", "mons": self = .month
        case "year", "years", "yr", "yrs", "y": self = .year
        case "decade", "decades", "dec", "decs": self = .decade
        case "century", "centuries", "c", "cent": self = .century
        case "millennium", "millennia", "mil", "mils": self = .millennium
        default: return nil
        }
    }

    /// The last field of `INTERVAL '…' YEAR TO MONTH` and its like, by the bits that PostgreSQL's grammar gives them (`datetime.h`).
    init?(mask: Int) {
        let fields: [(bit: Int, unit: IntervalUnit)] = [(12, .second), (11, .minute), (10, .hour), (3, .day), (1, .month), (2, .year)]
        guard let found = fields.first(where: { mask & (1 << $0.bit) != 0 }) else { return nil }
        self = found.unit
    }
}

extension Rational {
    /// Nil beyond 64 bits.
    var towardZero: Int64? { Int64(exactly: numerator / denominator) }

    /// Halves to even; nil beyond 64 bits.
    var nearestWhole: Int64? {
        let doubled = numerator * 2 + denominator
        let (quotient, remainder) = doubled.quotientAndRemainder(dividingBy: denominator * 2)
        let floored = remainder < 0 ? quotient - 1 : quotient
        let isTie = remainder == 0 && floored % 2 != 0
        return Int64(exactly: isTie ? floored - 1 : floored)
    }
}
