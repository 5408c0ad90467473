import CordonValues

extension ExpressionBinder {
    func binary(
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

    private func dateArithmetic(
        _ function: ScalarFunction, _ left: BoundExpression, _ right: BoundExpression, _ span: Range<Int>
    ) throws(Diagnostic) -> BoundExpression {
        let bothDates = (left.type == .date || left.isUntyped) && (right.type == .date || right.isUntyped)
        guard function == .subtract, bothDates else {
            throw Diagnostic(
                .unsupported, "Of dates, only the difference of two is supported in this version.", span: span,
                hint: "Write the date itself, DATE '2024-12-31', or subtract two dates for a number of days.")
        }
        return .call(.daysBetween, [try coerced(left, to: .date), try coerced(right, to: .date)], .integer, span)
    }

    func negation(_ operand: BoundExpression, _ span: Range<Int>) throws(Diagnostic) -> BoundExpression {
        guard operand.type.isNumber, !operand.isUntyped else {
            throw Diagnostic(.typeMismatch, "A minus sign takes a number.", span: span, hint: "Write numbers without quotes.")
        }
        let type = operand.type == .integer ? ValueType.bigint : operand.type
        return .call(.negate, [try coerced(operand, to: type)], type, span)
    }

    /// `||` and LIKE take text; a whole number, a boolean or a date is cast, as PostgreSQL does for `||`.
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
