import CordonValues

extension ExpressionBinder {
    /// EXTRACT(field FROM x), which is numeric, and date_part('field', x), which is double precision.
    mutating func field(
        _ name: ScalarName, _ call: SyntaxCall, _ span: Range<Int>, _ clause: Clause
    ) throws(Diagnostic) -> BoundExpression {
        let unit = try Self.constantField(call, name.example)
        let result: BoundExpression
        switch try operand(call.arguments[1], in: clause) {
        case .interval(let interval): result = try part(unit, of: interval, call.arguments[0].span)
        case .value(let value): result = try part(unit, of: value, name, call.arguments[0].span, span)
        }
        return name == .extract ? result : .cast(result, to: .double, span)
    }

    private static func constantField(_ call: SyntaxCall, _ example: String) throws(Diagnostic) -> String {
        guard case .literal(.string(let field)) = call.arguments[0].form else {
            throw Diagnostic(.unsupported, "\(call.name) takes a constant field.", span: call.arguments[0].span, hint: "Write \(example).")
        }
        return field.lowercased()
    }

    private func part(
        _ unit: String, of value: BoundExpression, _ name: ScalarName, _ unitSpan: Range<Int>, _ span: Range<Int>
    ) throws(Diagnostic) -> BoundExpression {
        guard let field = TimeField(word: unit) else { throw Self.unknownField(unit, unitSpan) }
        if value.type == .date, !value.isUntyped {
            if !field.isWithinDay { return .call(field.function, [value], .numeric, span) }
            guard name == .datePart else {
                throw Diagnostic(
                    .typeMismatch, "A date has no \(unit).", span: unitSpan, hint: "Read a timestamp, or a field of days and more: year, month, day, week, dow.")
            }
        }
        return .call(field.function, [try coerced(value, to: .timestamp)], .numeric, span)
    }

    /// A field of an interval, as PostgreSQL reads one.
    private mutating func part(_ unit: String, of interval: BoundInterval, _ unitSpan: Range<Int>) throws(Diagnostic) -> BoundExpression {
        let span = interval.span
        func constant(_ value: Int64) -> BoundExpression { .constant(.integer(value), .bigint, span) }
        func whole(_ function: ScalarFunction, _ part: BoundExpression, _ number: Int64) -> BoundExpression {
            .call(function, [part, constant(number)], .bigint, span)
        }
        func exact(_ part: BoundExpression) -> BoundExpression { .cast(part, to: .numeric) }
        func fraction(_ part: BoundExpression, _ divisor: Int64) -> BoundExpression {
            .call(.divide, [exact(part), .constant(.numeric(Rational(divisor)), .numeric, span)], .numeric, span)
        }
        let second = CalendarTimestamp.microsecondsPerSecond
        let inMinute = whole(.modulo, interval.microseconds, 60 * second)
        switch TimeField(word: unit) {
        case .year?: return exact(whole(.divide, interval.months, 12))
        case .month?: return exact(whole(.modulo, interval.months, 12))
        case .quarter?: return exact(whole(.add, whole(.divide, whole(.modulo, interval.months, 12), 3), 1))
        case .decade?: return exact(whole(.divide, interval.months, 120))
        case .century?: return exact(whole(.divide, interval.months, 1200))
        case .millennium?: return exact(whole(.divide, interval.months, 12_000))
        case .day?: return exact(interval.days)
        case .hour?: return exact(whole(.divide, interval.microseconds, 3600 * second))
        case .minute?: return exact(whole(.modulo, whole(.divide, interval.microseconds, 60 * second), 60))
        case .second?: return fraction(inMinute, second)
        case .milliseconds?: return fraction(inMinute, 1000)
        case .microseconds?: return exact(inMinute)
        case .epoch?: return try epoch(interval)
        case .week?, .isoYear?, .dayOfWeek?, .isoDayOfWeek?, .dayOfYear?, .julian?, nil: throw Self.unknownField(unit, unitSpan)
        }
    }

    /// Seconds, with years of 365.25 days and months of 30.
    private mutating func epoch(_ interval: BoundInterval) throws(Diagnostic) -> BoundExpression {
        let span = interval.span
        try spend(interval.months.size, at: span)
        func times(_ part: BoundExpression, _ size: Int64) -> BoundExpression {
            BoundInterval.arithmetic(.multiply, part, .constant(.integer(size), .bigint, span), span)
        }
        func months(_ function: ScalarFunction) -> BoundExpression {
            if case .integer(0)? = interval.months.constant { return interval.months }
            return .call(function, [interval.months, .constant(.integer(12), .bigint, span)], .bigint, span)
        }
        let parts = [times(months(.divide), 31_557_600), times(months(.modulo), 2_592_000), times(interval.days, 86_400)]
        let seconds = parts.dropFirst().reduce(parts[0]) { BoundInterval.arithmetic(.add, $0, $1, span) }
        let million = BoundExpression.constant(.numeric(Rational(CalendarTimestamp.microsecondsPerSecond)), .numeric, span)
        let rest = BoundExpression.call(.divide, [.cast(interval.microseconds, to: .numeric), million], .numeric, span)
        return .call(.add, [.cast(seconds, to: .numeric), rest], .numeric, span)
    }

    /// date_trunc('field', x): a date of a date, a timestamp of a timestamp.
    mutating func truncation(_ call: SyntaxCall, _ span: Range<Int>, _ clause: Clause) throws(Diagnostic) -> BoundExpression {
        let unit = try Self.constantField(call, ScalarName.dateTrunc.example)
        let bound = try bind(call.arguments[1], in: clause)
        let value = bound.isUntyped ? try typed(bound, as: .timestamp) : bound
        guard value.type == .date || value.type == .timestamp else { return try coerced(value, to: .timestamp) }
        guard let field = TimeField(word: unit), let function = field.truncation else { throw Self.unknownField(unit, call.arguments[0].span) }
        guard value.type == .date else {
            return field == .microseconds ? value : .call(function, [value], .timestamp, span)
        }
        guard !field.isWithinDay else {
            throw Diagnostic(
                .typeMismatch, "A date has no \(unit).", span: call.arguments[0].span, hint: "Write \(ScalarName.dateTrunc.example).")
        }
        return .call(function, [value], .date, span)
    }

    private static func unknownField(_ unit: String, _ span: Range<Int>) -> Diagnostic {
        Diagnostic(
            .unsupported, "There is no field \(unit.prefix(20)) here.", span: span,
            hint: "Fields are year, quarter, month, week, day, hour, minute, second, and in EXTRACT also isoyear, doy, dow, isodow, decade, century, epoch.")
    }

    func toChar(_ arguments: [BoundExpression], _ span: Range<Int>) throws(Diagnostic) -> BoundExpression {
        let value = arguments[0]
        guard value.isUntyped || value.type == .date || value.type == .timestamp else {
            throw Diagnostic(
                .unsupported, "to_char takes a date or timestamp here, and this is \(value.type.withArticle).", span: value.span,
                hint: "Cast to text, after round(x, n).")
        }
        return .call(.toChar, [try coerced(value, to: .timestamp), try format(arguments[1], forReading: false)], .text, span)
    }

    /// A constant format whose every letter is a pattern or quoted.
    func format(_ argument: BoundExpression, forReading: Bool) throws(Diagnostic) -> BoundExpression {
        guard argument.isUntyped || argument.type == .text, let constant = argument.constant else {
            throw Diagnostic(.unsupported, "A date format is a constant text.", span: argument.span, hint: "Write 'YYYY-MM-DD'.")
        }
        guard case .text(let text) = constant else { return try coerced(argument, to: .text) }
        guard DateFormat(text).isUnderstood(forReading: forReading) else {
            throw Diagnostic(
                .unsupported, "A pattern of this date format is not supported in this version.", span: argument.span,
                hint: forReading
                    ? "Patterns are YYYY MM DD Mon Month DDD; put other letters in double quotes."
                    : "Patterns are YYYY IYYY Q MM Mon Month WW IW DDD DD D ID Dy Day HH24 HH12 MI SS MS US AM; put other letters in double quotes.")
        }
        return .constant(constant, .text, argument.span)
    }
}

/// The fields of EXTRACT, date_part and date_trunc, by the names that PostgreSQL knows them.
enum TimeField {
    case year, isoYear, quarter, month, week, day, dayOfYear, dayOfWeek, isoDayOfWeek, decade, century, millennium, julian, epoch
    case hour, minute, second, milliseconds, microseconds

    init?(word: String) {
        switch word {
        case "isoyear": self = .isoYear
        case "quarter", "qtr": self = .quarter
        case "doy": self = .dayOfYear
        case "dow": self = .dayOfWeek
        case "isodow": self = .isoDayOfWeek
        case "julian", "j", "jd": self = .julian
        case "epoch": self = .epoch
        default:
            switch IntervalUnit(word: word) {
            case .microsecond?: self = .microseconds
            case .millisecond?: self = .milliseconds
            case .second?: self = .second
            case .minute?: self = .minute
            case .hour?: self = .hour
            case .day?: self = .day
            case .week?: self = .week
            case .month?: self = .month
            case .year?: self = .year
            case .decade?: self = .decade
            case .century?: self = .century
            case .millennium?: self = .millennium
            case nil: return nil
            }
        }
    }

    var isWithinDay: Bool {
        switch self {
        case .hour, .minute, .second, .milliseconds, .microseconds: true
        case .year, .isoYear, .quarter, .month, .week, .day, .dayOfYear, .dayOfWeek, .isoDayOfWeek, .decade, .century, .millennium, .julian,
            .epoch:
            false
        }
    }

    var function: ScalarFunction {
        switch self {
        case .year: .year
        case .isoYear: .isoYear
        case .quarter: .quarter
        case .month: .month
        case .week: .week
        case .day: .day
        case .dayOfYear: .dayOfYear
        case .dayOfWeek: .dayOfWeek
        case .isoDayOfWeek: .isoDayOfWeek
        case .decade: .decade
        case .century: .century
        case .millennium: .millennium
        case .julian: .julianDay
        case .epoch: .epoch
        case .hour: .hour
        case .minute: .minute
        case .second: .second
        case .milliseconds: .milliseconds
        case .microseconds: .microseconds
        }
    }

    /// Nil for fields that date_trunc does not have.
    var truncation: ScalarFunction? {
        switch self {
        case .year: .yearStart
        case .quarter: .quarterStart
        case .month: .monthStart
        case .week: .weekStart
        case .day: .dayStart
        case .decade: .decadeStart
        case .century: .centuryStart
        case .millennium: .millenniumStart
        case .hour: .hourStart
        case .minute: .minuteStart
        case .second: .secondStart
        // A timestamp is whole in microseconds: the caller leaves it as it is.
        case .milliseconds, .microseconds: .millisecondStart
        case .isoYear, .dayOfYear, .dayOfWeek, .isoDayOfWeek, .julian, .epoch: nil
        }
    }
}
