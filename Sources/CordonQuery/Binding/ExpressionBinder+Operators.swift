import CordonValues

extension ExpressionBinder {
    /// An operator, of which each side may be an interval.
    mutating func binary(
        _ operation: SyntaxOperator, _ left: BoundOperand, _ right: BoundOperand, _ span: Range<Int>
    ) throws(Diagnostic) -> BoundOperand {
        switch (left, right) {
        case (.value(let left), .value(let right)):
            if operation == .subtract, Self.isDifferenceOfTimes(left, right) { return .interval(try difference(left, right, span)) }
            return .value(try binary(operation, left, right, span))
        case (.interval(let interval), .value(let value)), (.value(let value), .interval(let interval)):
            if let both = try intervals(left, right) { return try binary(operation, both.0, both.1, span) }
            let isIntervalFirst = if case .interval = left { true } else { false }
            return try binary(operation, interval, value, isIntervalFirst, span)
        case (.interval(let left), .interval(let right)):
            return try binary(operation, left, right, span)
        }
    }

    /// Dates give a number of days; with a timestamp on either side it is an interval.
    private static func isDifferenceOfTimes(_ left: BoundExpression, _ right: BoundExpression) -> Bool {
        let types = [left, right].map { $0.isUntyped ? ValueType.timestamp : $0.type }
        guard !(left.isUntyped && right.isUntyped), types.allSatisfy({ $0 == .date || $0 == .timestamp }) else { return false }
        return left.type == .timestamp && !left.isUntyped || right.type == .timestamp && !right.isUntyped
    }

    private func intervals(_ left: BoundOperand, _ right: BoundOperand) throws(Diagnostic) -> (BoundInterval, BoundInterval)? {
        guard let left = try asInterval(left), let right = try asInterval(right) else { return nil }
        return (left, right)
    }

    private mutating func binary(
        _ operation: SyntaxOperator, _ interval: BoundInterval, _ value: BoundExpression, _ isIntervalFirst: Bool, _ span: Range<Int>
    ) throws(Diagnostic) -> BoundOperand {
        let isTime = !value.isUntyped && (value.type == .date || value.type == .timestamp)
        let isNumber = !value.isUntyped && value.type.isNumber
        switch operation {
        case .add where isTime: return .value(try shifted(value, by: interval, .add, span))
        case .subtract where isTime && !isIntervalFirst: return .value(try shifted(value, by: interval, .subtract, span))
        case .multiply where isNumber:
            try spend(3 * value.size, at: span)
            return .interval(try scaled(interval, by: value, .multiply, span))
        case .divide where isNumber && isIntervalFirst: return .interval(try scaled(interval, by: value, .divide, span))
        default:
            throw Diagnostic(
                .typeMismatch, "The operator \(operation.rawValue) does not take an interval and \(value.type.withArticle).", span: span,
                hint: "Add an interval to a date or timestamp, or multiply it by a whole number.")
        }
    }

    private mutating func binary(
        _ operation: SyntaxOperator, _ left: BoundInterval, _ right: BoundInterval, _ span: Range<Int>
    ) throws(Diagnostic) -> BoundOperand {
        switch operation {
        case .add: return .interval(left.combined(.add, with: right, span))
        case .subtract: return .interval(left.combined(.subtract, with: right, span))
        case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual:
            return .value(try binary(operation, length(of: left), length(of: right), span))
        case .multiply, .divide, .modulo, .concatenate, .power, .startsWith:
            throw Diagnostic(
                .typeMismatch, "The operator \(operation.rawValue) does not take two intervals.", span: span,
                hint: "Divide numbers: EXTRACT(EPOCH FROM x) / EXTRACT(EPOCH FROM y).")
        }
    }

    private func binary(
        _ operation: SyntaxOperator, _ left: BoundExpression, _ right: BoundExpression, _ span: Range<Int>
    ) throws(Diagnostic) -> BoundExpression {
        switch operation {
        case .equal: return try comparison(.equal, left, right, span)
        case .notEqual: return try comparison(.notEqual, left, right, span)
        case .less: return try comparison(.less, left, right, span)
        case .lessOrEqual: return try comparison(.lessOrEqual, left, right, span)
        case .greater: return try comparison(.greater, left, right, span)
        case .greaterOrEqual: return try comparison(.greaterOrEqual, left, right, span)
        case .add: return try arithmetic(.add, left, right, span)
        case .subtract: return try arithmetic(.subtract, left, right, span)
        case .multiply: return try arithmetic(.multiply, left, right, span)
        case .divide: return try arithmetic(.divide, left, right, span)
        case .modulo: return try arithmetic(.modulo, left, right, span)
        case .concatenate: return .call(.concatenate, [try asText(left), try asText(right)], .text, span)
        case .power: return try power(try number(left, .power), try number(right, .power), span)
        case .startsWith: return .call(.startsWith, try coerced([left, right], to: .text), .boolean, span)
        }
    }

    func comparison(
        _ function: ScalarFunction, _ left: BoundExpression, _ right: BoundExpression, _ span: Range<Int>
    ) throws(Diagnostic) -> BoundExpression {
        let (a, b) = try comparable(left, right, span)
        return .call(function, [a, b], .boolean, span)
    }

    /// Whole-number arithmetic is done in bigint, so that no product of two integers overflows at 32 bits.
    func arithmetic(
        _ function: ScalarFunction, _ left: BoundExpression, _ right: BoundExpression, _ span: Range<Int>
    ) throws(Diagnostic) -> BoundExpression {
        if left.type == .date && !left.isUntyped || right.type == .date && !right.isUntyped {
            return try dateArithmetic(function, left, right, span)
        }
        for side in [left, right] where !side.isUntyped && !side.type.isNumber {
            throw Diagnostic(
                .typeMismatch, "The operator \(function.rawValue) takes numbers, and this is \(side.type.withArticle).", span: side.span,
                hint: side.type == .boolean ? "Write CASE WHEN … THEN 1 ELSE 0 END." : "Cast it to a number: CAST(x AS integer).")
        }
        guard !left.isUntyped || !right.isUntyped else {
            throw Diagnostic(.typeMismatch, "The operator \(function.rawValue) takes numbers.", span: span, hint: "Write numbers without quotes.")
        }
        var type = try commonType([left, right])
        if type == .integer { type = .bigint }
        if function == .modulo, type == .double {
            throw Diagnostic(
                .typeMismatch, "The operator % takes whole or numeric values, not doubles.", span: span,
                hint: "Cast to numeric: CAST(x AS numeric) % 2.")
        }
        return .call(function, [try coerced(left, to: type), try coerced(right, to: type)], type, span)
    }

    /// date − date in days, date ± whole number of days.
    private func dateArithmetic(
        _ function: ScalarFunction, _ left: BoundExpression, _ right: BoundExpression, _ span: Range<Int>
    ) throws(Diagnostic) -> BoundExpression {
        let isLeftDate = left.type == .date || left.isUntyped
        if function == .subtract, isLeftDate, right.type == .date || right.isUntyped {
            return .call(.daysBetween, [try coerced(left, to: .date), try coerced(right, to: .date)], .integer, span)
        }
        if function == .add, left.type.isWhole, !left.isUntyped { return .call(.addDays, [right, try coerced(left, to: .bigint)], .date, span) }
        if function == .add || function == .subtract, left.type == .date, right.type.isWhole, !right.isUntyped {
            let days = try coerced(right, to: .bigint)
            return .call(.addDays, [left, function == .add ? days : negated(days, span)], .date, span)
        }
        throw Diagnostic(
            .typeMismatch, "The operator \(function.rawValue) does not take \(left.type.withArticle) and \(right.type.withArticle).", span: span,
            hint: "Subtract two dates for a number of days, or add a whole number of days or an interval: x + 30, x + INTERVAL '1 month'.")
    }

    func negation(_ operand: BoundOperand, _ span: Range<Int>) throws(Diagnostic) -> BoundOperand {
        switch operand {
        case .interval(let interval):
            let none = BoundInterval(IntervalText(months: 0, days: 0, microseconds: 0), span)
            return .interval(none.combined(.subtract, with: interval, span))
        case .value(let operand):
            guard operand.type.isNumber, !operand.isUntyped else {
                throw Diagnostic(.typeMismatch, "A minus sign takes a number.", span: span, hint: "Write numbers without quotes.")
            }
            let type = operand.type == .integer ? ValueType.bigint : operand.type
            return .value(.call(.negate, [try coerced(operand, to: type)], type, span))
        }
    }

    private func negated(_ operand: BoundExpression, _ span: Range<Int>) -> BoundExpression {
        if case .integer(let whole)? = operand.constant, whole > .min { return .constant(.integer(-whole), .bigint, span) }
        return .call(.negate, [operand], .bigint, span)
    }

    /// Of numerics a numeric where the exponent is a whole constant; a double everywhere else.
    func power(_ base: BoundExpression, _ exponent: BoundExpression, _ span: Range<Int>) throws(Diagnostic) -> BoundExpression {
        let type = try commonType([base, exponent])
        let isExact = type == .numeric && exponent.number.map(\.isWhole) ?? false
        return .call(.power, try coerced([base, exponent], to: isExact ? .numeric : .double), isExact ? .numeric : .double, span)
    }

    /// Anything as text, as PostgreSQL does for `||`.
    func asText(_ operand: BoundExpression) throws(Diagnostic) -> BoundExpression {
        if operand.isUntyped { return try typed(operand, as: .text) }
        switch operand.type {
        case .text: return operand
        case .integer, .bigint, .numeric, .double, .boolean, .date, .timestamp: return .cast(operand, to: .text)
        }
    }

    func truthTest(
        _ operand: BoundExpression, _ truth: SyntaxTruth, _ negated: Bool, _ span: Range<Int>
    ) -> BoundExpression {
        let function: ScalarFunction
        switch truth {
        case .isUnknown: return .call(negated ? .isNotNull : .isNull, [operand], .boolean, span)
        case .isTrue, .isFalse: function = negated ? .isDistinctFrom : .isNotDistinctFrom
        }
        let constant = BoundExpression.constant(.boolean(truth == .isTrue), .boolean, span)
        return .call(function, [operand, constant], .boolean, span)
    }
}
