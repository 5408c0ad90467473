/// A text being read by a format of to_date.
struct FormattedText {
    private var rest: Substring.UTF8View

    init(_ text: String) { rest = Substring(text).utf8 }

    /// A separator of the format takes one separator of the text, or none; a letter takes one character.
    mutating func skip(_ literal: String) {
        for byte in literal.utf8 {
            let isLetter = Self.isWordly(byte)
            if isLetter { rest = rest.dropFirst() } else if let next = rest.first, !Self.isWordly(next) { rest = rest.dropFirst() }
        }
    }

    mutating func number(atMost digits: Int) -> Int? {
        skipSeparators()
        let found = rest.prefix(digits).prefix { (0x30...0x39).contains($0) }
        rest = rest.dropFirst(found.count)
        return Int(String(Substring(found)))
    }

    /// The position of the name that the text begins with, in any case.
    mutating func name(among names: [String]) -> Int? {
        skipSeparators()
        let start = String(Substring(rest)).lowercased()
        guard let found = names.indices.first(where: { start.hasPrefix(names[$0].lowercased()) }) else { return nil }
        rest = rest.dropFirst(names[found].utf8.count)
        return found
    }

    private mutating func skipSeparators() {
        while let next = rest.first, !Self.isWordly(next) { rest = rest.dropFirst() }
    }

    /// Letters, digits and everything beyond ASCII.
    private static func isWordly(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || byte >= 0x80
    }
}

/// What a format has read so far of a day.
struct FormattedDay {
    private var year: Int?
    private var month = 1
    private var day = 1
    private var dayOfYear: Int?
    private var julian: Int?

    /// False where the text does not go on as the pattern says, and for patterns that to_date has no use for here.
    mutating func read(_ pattern: DatePattern, _ text: inout FormattedText, isFixed: Bool) -> Bool {
        func number(_ width: Int) -> Int? { text.number(atMost: isFixed ? width : pattern == .year || pattern == .julian ? 9 : width) }
        switch pattern {
        case .year: year = number(4); return year != nil
        case .month: return set(&month, number(2))
        case .day: return set(&day, number(2))
        case .dayOfYear: dayOfYear = number(3); return dayOfYear != nil
        case .julian: julian = number(9); return julian != nil
        case .upperMonth, .titleMonth, .lowerMonth: return set(&month, text.name(among: DatePattern.months).map { $0 + 1 })
        case .upperMon, .titleMon, .lowerMon:
            return set(&month, text.name(among: DatePattern.months.map { String($0.prefix(3)) }).map { $0 + 1 })
        case .hour24, .hour12, .hour, .minute, .second: return number(2) != nil
        case .millisecond, .microsecond: return number(6) != nil
        case .upperDay, .titleDay, .lowerDay: return text.name(among: DatePattern.days) != nil
        case .upperDy, .titleDy, .lowerDy: return text.name(among: DatePattern.days.map { String($0.prefix(3)) }) != nil
        case .isoYear, .yearOf3, .yearOf2, .yearOf1, .isoDayOfWeek, .dayOfWeek, .isoWeek, .weekOfYear, .weekOfMonth, .century, .quarter,
            .secondsOfDay, .upperMeridiem, .upperMeridiemPM, .lowerMeridiem, .lowerMeridiemPM:
            return false
        }
    }

    private func set(_ place: inout Int, _ value: Int?) -> Bool {
        if let value { place = value }
        return value != nil
    }

    var date: CalendarDate? {
        if let julian { return CalendarDate(daysSince1970: Int64(julian) - 2_440_588) }
        guard let year else { return nil }
        guard let dayOfYear else { return CalendarDate(year: year, month: month, day: day) }
        guard (1...366).contains(dayOfYear), let first = CalendarDate(year: year, month: 1, day: 1),
            let found = first.adding(days: Int64(dayOfYear - 1)), found.components.year == year
        else { return nil }
        return found
    }
}
