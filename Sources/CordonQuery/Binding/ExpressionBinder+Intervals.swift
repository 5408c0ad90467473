import CordonValues

extension ExpressionBinder {
    /// An expression that is a value. An interval is not one: no column, key or result has that type.
    mutating func bind(_ syntax: SyntaxExpression, in clause: Clause) throws(Diagnostic) -> BoundExpression {
        switch try operand(syntax, in: clause) {
        case .value(let value): return value
        case .interval(let interval): throw Self.misplacedInterval(interval.span)
        }
    }

    static func misplacedInterval(_ span: Range<Int>) -> Diagnostic {
        Diagnostic(
            .unsupported, "An interval is no value of its own here.", span: span,
            hint: "Add it to a date, compare it with another, or read it: EXTRACT(YEAR FROM age(x, y)), EXTRACT(EPOCH FROM x - y) / 3600.")
    }

    /// INTERVAL '…', with or without fields after it.
    func interval(_ operand: BoundExpression, _ type: SyntaxType, _ span: Range<Int>) throws(Diagnostic) -> BoundInterval {
        let null = BoundExpression.constant(.null, .bigint, span)
        guard operand.isUntyped, let constant = operand.constant else {
            throw Diagnostic(
                .unsupported, "Only a constant is cast to an interval.", span: span, hint: "Write INTERVAL '1 day' * x, or make_interval(days => x).")
        }
        guard case .text(let text) = constant else { return BoundInterval(null, null, null, span) }
        // INTERVAL_FULL_RANGE stands for no fields.
        let mask = type.modifiers.first ?? 0x7FFF
        guard mask == 0x7FFF || IntervalUnit(mask: mask) != nil else { throw Self.unreadableInterval(span) }
        guard let read = IntervalText(text, unit: IntervalUnit(mask: mask & 0x1FFF) ?? .second) else { throw Self.unreadableInterval(span) }
        return BoundInterval(read, span)
    }

    static func unreadableInterval(_ span: Range<Int>) -> Diagnostic {
        Diagnostic(.typeMismatch, "This text is not an interval.", span: span, hint: "Write INTERVAL '30 days' or INTERVAL '1 year 2 months'.")
    }

    /// An operand beside an interval: a text in quotes is one too.
    func asInterval(_ operand: BoundOperand) throws(Diagnostic) -> BoundInterval? {
        switch operand {
        case .interval(let interval): return interval
        case .value(let value):
            guard value.isUntyped, case .text(let text)? = value.constant else { return nil }
            guard let read = IntervalText(text) else { throw Self.unreadableInterval(value.span) }
            return BoundInterval(read, value.span)
        }
    }

    /// make_interval(years, months, weeks, days, hours, mins, secs), by position or by name.
    mutating func makeInterval(_ call: SyntaxCall, _ span: Range<Int>, _ clause: Clause) throws(Diagnostic) -> BoundInterval {
        let names = ["years", "months", "weeks", "days", "hours", "mins", "secs"]
        let zero = BoundExpression.constant(.integer(0), .bigint, span)
        var parts = names.map { _ in zero }
        for (position, argument) in call.arguments.enumerated() {
            var (place, value) = (position, argument)
            if case .named(let name, let inner) = argument.form {
                guard let found = names.firstIndex(of: name) else {
                    throw Diagnostic(
                        .typeMismatch, "make_interval has no argument \(name).", span: argument.span,
                        hint: "Its arguments are \(names.joined(separator: ", ")).")
                }
                (place, value) = (found, inner)
            }
            let bound = try bind(value, in: clause)
            parts[place] = place == 6 ? try microseconds(bound) : try coerced(bound, to: .bigint)
        }
        func sum(_ pairs: [(part: BoundExpression, size: Int64)]) -> BoundExpression {
            pairs.reduce(zero) { total, pair in
                let scaled = BoundInterval.arithmetic(.multiply, pair.part, .constant(.integer(pair.size), .bigint, span), span)
                return BoundInterval.arithmetic(.add, total, pair.size == 1 ? pair.part : scaled, span)
            }
        }
        return BoundInterval(
            sum([(parts[0], 12), (parts[1], 1)]), sum([(parts[2], 7), (parts[3], 1)]),
            sum([(parts[4], IntervalText.microsecondsPerHour), (parts[5], 60_000_000), (parts[6], 1)]), span)
    }

    /// Seconds with a fraction in whole microseconds.
    private func microseconds(_ seconds: BoundExpression) throws(Diagnostic) -> BoundExpression {
        if let number = seconds.number, let whole = (number * Rational(CalendarTimestamp.microsecondsPerSecond)).nearestWhole {
            return .constant(.integer(whole), .bigint, seconds.span)
        }
        let million = BoundExpression.constant(.numeric(Rational(CalendarTimestamp.microsecondsPerSecond)), .numeric, seconds.span)
        let product = BoundExpression.call(.multiply, [try coerced(seconds, to: .numeric), million], .numeric, seconds.span)
        return .cast(product, to: .bigint)
    }

    /// age(later, earlier), and age(x) as of the cut-off date.
    mutating func age(_ call: SyntaxCall, _ span: Range<Int>, _ clause: Clause) throws(Diagnostic) -> BoundInterval {
        var times: [BoundExpression] = []
        for argument in try bindAll(call.arguments, in: clause) { times.append(try coerced(argument, to: .timestamp)) }
        if times.count == 1 { times.insert(.cast(.cutoff(span), to: .timestamp), at: 0) }
        try spend(2 * times.reduce(0) { $0 + $1.size }, at: span)
        func part(_ function: ScalarFunction) -> BoundExpression { .call(function, times, .bigint, span) }
        return BoundInterval(part(.ageMonths), part(.ageDays), part(.ageMicroseconds), span)
    }

    /// timestamp − timestamp: days and a time, no months.
    func difference(_ later: BoundExpression, _ earlier: BoundExpression, _ span: Range<Int>) throws(Diagnostic) -> BoundInterval {
        let operands = [try coerced(later, to: .timestamp), try coerced(earlier, to: .timestamp)]
        if let days = operands.map(\.dateOfMidnight).allPresent {
            let zero = BoundExpression.constant(.integer(0), .bigint, span)
            return BoundInterval(zero, try coerced(.call(.daysBetween, days, .integer, span), to: .bigint), zero, span)
        }
        let total = BoundExpression.call(.microsecondsBetween, operands, .bigint, span)
        let day = BoundExpression.constant(.integer(CalendarTimestamp.microsecondsPerDay), .bigint, span)
        return BoundInterval(
            .constant(.integer(0), .bigint, span), .call(.divide, [total, day], .bigint, span), .call(.modulo, [total, day], .bigint, span), span)
    }

    /// date or timestamp ± interval.
    func shifted(_ time: BoundExpression, by interval: BoundInterval, _ function: ScalarFunction, _ span: Range<Int>) throws(Diagnostic) -> BoundExpression {
        let none = BoundInterval(IntervalText(months: 0, days: 0, microseconds: 0), span)
        let steps = function == .add ? interval : none.combined(.subtract, with: interval, span)
        return .call(.addInterval, [try coerced(time, to: .timestamp)] + steps.parts, .timestamp, span)
    }

    /// As PostgreSQL orders intervals: months of 30 days, days of 24 hours.
    func length(of interval: BoundInterval) -> BoundExpression {
        let span = interval.span
        func constant(_ value: Int64) -> BoundExpression { .constant(.integer(value), .bigint, span) }
        let days = BoundInterval.arithmetic(.add, BoundInterval.arithmetic(.multiply, interval.months, constant(30), span), interval.days, span)
        return BoundInterval.arithmetic(
            .add, BoundInterval.arithmetic(.multiply, days, constant(CalendarTimestamp.microsecondsPerDay), span), interval.microseconds, span)
    }

    /// interval * number and interval / number.
    func scaled(
        _ interval: BoundInterval, by factor: BoundExpression, _ function: ScalarFunction, _ span: Range<Int>
    ) throws(Diagnostic) -> BoundInterval {
        if function == .multiply, factor.type.isWhole, !factor.isUntyped { return interval.scaled(by: try coerced(factor, to: .bigint), span) }
        let number = function == .multiply ? factor.number : factor.number.flatMap { Rational.one.divided(by: $0) }
        guard let number, let constant = interval.constant, let result = constant.scaled(by: number) else {
            throw Diagnostic(
                .unsupported, "An interval is multiplied by whole numbers, or, a constant one, by any constant.", span: span,
                hint: "Write INTERVAL '1 hour' * CAST(x AS integer).")
        }
        return BoundInterval(result, span)
    }
}

extension BoundExpression {
    /// The date whose midnight a timestamp is, where it is a date that was cast.
    fileprivate var dateOfMidnight: BoundExpression? {
        if case .timestamp(let time)? = constant {
            return CalendarTimestamp(time.date) == time ? .constant(.date(time.date), .date, span) : nil
        }
        guard type == .timestamp, case .cast(let operand) = form, operand.type == .date else { return nil }
        return operand
    }
}

extension [BoundExpression?] {
    /// All of them; nil where one is missing.
    fileprivate var allPresent: [BoundExpression]? {
        let present = compactMap { $0 }
        return present.count == count ? present : nil
    }
}
