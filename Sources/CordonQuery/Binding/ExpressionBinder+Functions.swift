import CordonAggregates
import CordonValues

extension ExpressionBinder {
    mutating func call(_ call: SyntaxCall, _ span: Range<Int>, _ clause: Clause) throws(Diagnostic) -> BoundExpression {
        if let function = AggregateName(rawValue: call.name) { return try aggregate(function, call, span, clause) }
        guard !call.isStar, !call.isDistinct, call.filter == nil else {
            guard ScalarName(rawValue: call.name) == nil else {
                throw Diagnostic(
                    .unsupported, "\(call.name) is no aggregate: it takes no *, DISTINCT or FILTER.", span: span,
                    hint: "Write \(call.name)(x).")
            }
            throw unknownFunction(call)
        }
        guard let name = ScalarName(rawValue: call.name) else { throw unknownFunction(call) }
        if name.isDatePart { return try datePart(name, call, span, clause) }
        let arguments = try bindAll(call.arguments, in: clause)
        guard name.arity.contains(arguments.count) else {
            throw Diagnostic(
                .typeMismatch, "\(call.name) does not take \(arguments.count) argument\(arguments.count == 1 ? "" : "s").",
                span: span, hint: "Write \(name.example).")
        }
        return try scalar(name, arguments, span)
    }

    private func scalar(_ name: ScalarName, _ arguments: [BoundExpression], _ span: Range<Int>) throws(Diagnostic) -> BoundExpression {
        switch name {
        case .abs:
            let operand = try number(arguments[0], name)
            let type = operand.type == .integer ? ValueType.bigint : operand.type
            return .call(.absolute, [try coerced(operand, to: type)], type, span)
        case .floor: return try rounding(.floor, name, arguments, span)
        case .ceil, .ceiling: return try rounding(.ceiling, name, arguments, span)
        case .round: return try rounding(.round, name, arguments, span)
        case .trunc: return try rounding(.truncate, name, arguments, span)
        case .sqrt:
            let operand = try number(arguments[0], name)
            let type = operand.type == .numeric ? ValueType.numeric : .double
            return .call(.squareRoot, [try coerced(operand, to: type)], type, span)
        case .mod: return try arithmetic(.modulo, arguments[0], arguments[1], span)
        case .lower: return .call(.lower, [try text(arguments[0], name)], .text, span)
        case .upper: return .call(.upper, [try text(arguments[0], name)], .text, span)
        case .length, .charLength, .characterLength: return .call(.length, [try text(arguments[0], name)], .integer, span)
        case .widthBucket: return try widthBucket(arguments, span)
        case .extract, .dateTrunc:
            throw Diagnostic(.internalFailure, "A date function was bound as a plain one.", span: span)
        }
    }

    private func number(_ operand: BoundExpression, _ name: ScalarName) throws(Diagnostic) -> BoundExpression {
        if operand.isUntyped { return try coerced(operand, to: .double) }
        guard operand.type.isNumber else {
            throw Diagnostic(
                .typeMismatch, "\(name.rawValue) takes a number, and this is \(operand.type.withArticle).", span: operand.span,
                hint: "Write \(name.example).")
        }
        return operand
    }

    private func text(_ operand: BoundExpression, _ name: ScalarName) throws(Diagnostic) -> BoundExpression {
        guard operand.isUntyped || operand.type == .text else {
            throw Diagnostic(
                .typeMismatch, "\(name.rawValue) takes text, and this is \(operand.type.withArticle).", span: operand.span,
                hint: "Cast it: CAST(x AS text).")
        }
        return try coerced(operand, to: .text)
    }

    /// Of whole numbers and doubles a double, of numerics a numeric; with a number of decimals numeric only, as in PostgreSQL.
    private func rounding(
        _ function: ScalarFunction, _ name: ScalarName, _ arguments: [BoundExpression], _ span: Range<Int>
    ) throws(Diagnostic) -> BoundExpression {
        let operand = try number(arguments[0], name)
        if arguments.count == 1 {
            let type = operand.type == .numeric ? ValueType.numeric : .double
            return .call(function, [try coerced(operand, to: type)], type, span)
        }
        guard operand.type != .double else {
            throw Diagnostic(
                .typeMismatch, "\(name.rawValue) with decimals takes a numeric, and this is a double.", span: operand.span,
                hint: "Cast it: \(name.rawValue)(CAST(x AS numeric), 2).")
        }
        let decimals = try coerced(arguments[1], to: .integer)
        guard case .constant(.integer(let count)) = decimals.form, (-30...30).contains(count) else {
            throw Diagnostic(
                .unsupported, "The number of decimals must be a constant from -30 to 30.", span: decimals.span,
                hint: "Write \(name.rawValue)(x, 2).")
        }
        return .call(function, [try coerced(operand, to: .numeric), decimals], .numeric, span)
    }

    private func widthBucket(_ arguments: [BoundExpression], _ span: Range<Int>) throws(Diagnostic) -> BoundExpression {
        var ends: [BoundExpression] = []
        for argument in arguments.prefix(3) { ends.append(try number(argument, .widthBucket)) }
        let type: ValueType = try commonType(ends) == .numeric ? .numeric : .double
        let count = try coerced(arguments[3], to: .integer)
        guard case .constant(.integer(let buckets)) = count.form, buckets >= 1 else {
            throw Diagnostic(
                .outOfRange, "The number of buckets must be a constant of at least 1.", span: count.span,
                hint: "Write \(ScalarName.widthBucket.example).")
        }
        return .call(.widthBucket, try coerced(ends, to: type) + [count], .integer, span)
    }

    private func unknownFunction(_ call: SyntaxCall) -> Diagnostic {
        if let hint = UnavailableFunction.hint(call.name) {
            return Diagnostic(.unsupported, "The function \(call.name) is not supported in this version.", span: call.nameSpan, hint: hint)
        }
        let known = ScalarName.allCases.map(\.rawValue) + AggregateName.allCases.map(\.rawValue) + ["coalesce", "nullif", "greatest", "least"]
        let hint = Suggestion.sentence(call.name, among: known) ?? "The functions are \(known.joined(separator: ", "))."
        return Diagnostic(.unknownFunction, "No function \(call.name).", span: call.nameSpan, hint: hint)
    }
}
