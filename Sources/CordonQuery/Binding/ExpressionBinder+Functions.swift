import CordonAggregates
import CordonValues

extension ExpressionBinder {
    mutating func call(_ call: SyntaxCall, _ span: Range<Int>, _ clause: Clause) throws(Diagnostic) -> BoundOperand {
        if let over = call.over { return .value(try windowCall(call, over, span, clause)) }
        if WindowName(rawValue: call.name) != nil {
            throw Diagnostic(
                .syntax, "\(call.name) is a window function and needs OVER.", span: span,
                hint: "Write \(call.name)(…) OVER (PARTITION BY … ORDER BY …).")
        }
        if let function = AggregateName(rawValue: call.name) { return .value(try aggregate(function, call, span, clause)) }
        let fixed = FixedFunction.named[call.name]
        let name = ScalarName(rawValue: call.name)
        guard fixed != nil || name != nil else { throw unknownFunction(call) }
        guard !call.isStar, !call.isDistinct, call.filter == nil else {
            throw Diagnostic(
                .unsupported, "\(call.name) is no aggregate: it takes no *, DISTINCT or FILTER.", span: span,
                hint: "Write \(name?.example ?? fixed?.example(call.name) ?? call.name).")
        }
        if let fixed { return .value(try self.fixed(fixed, call, span, clause)) }
        guard let name else { throw unknownFunction(call) }
        guard name.arity.contains(call.arguments.count) else { throw Self.arity(call, span, name.example) }
        if name.readsSyntax { return try special(name, call, span, clause) }
        return .value(try scalar(name, try bindAll(call.arguments, in: clause), span))
    }

    private mutating func fixed(
        _ fixed: FixedFunction, _ call: SyntaxCall, _ span: Range<Int>, _ clause: Clause
    ) throws(Diagnostic) -> BoundExpression {
        let example = fixed.example(call.name)
        guard (fixed.required...fixed.parameters.count).contains(call.arguments.count) else { throw Self.arity(call, span, example) }
        var arguments: [BoundExpression] = []
        for (argument, type) in zip(try bindAll(call.arguments, in: clause), fixed.parameters) {
            guard argument.isUntyped || Self.wider(argument.type, type) == type else {
                throw Diagnostic(
                    .typeMismatch, "\(call.name) takes \(type.withArticle) here, and this is \(argument.type.withArticle).",
                    span: argument.span, hint: "Write \(example), or cast: CAST(x AS \(type == .double ? "double precision" : type.rawValue)).")
            }
            arguments.append(try coerced(argument, to: type))
        }
        return .call(fixed.function, arguments, fixed.result, span)
    }

    private static func arity(_ call: SyntaxCall, _ span: Range<Int>, _ example: String) -> Diagnostic {
        let count = call.arguments.count
        return Diagnostic(
            .typeMismatch, "\(call.name) does not take \(count) argument\(count == 1 ? "" : "s").", span: span, hint: "Write \(example).")
    }

    private mutating func special(
        _ name: ScalarName, _ call: SyntaxCall, _ span: Range<Int>, _ clause: Clause
    ) throws(Diagnostic) -> BoundOperand {
        switch name {
        case .extract, .datePart: return .value(try field(name, call, span, clause))
        case .dateTrunc: return .value(try truncation(call, span, clause))
        case .age: return .interval(try age(call, span, clause))
        case .makeInterval: return .interval(try makeInterval(call, span, clause))
        case .widthBucket: return .value(try widthBucket(call, span, clause))
        default: throw Diagnostic(.internalFailure, "A plain function was bound as a special one.", span: span)
        }
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
        case .sqrt: return try exactOrDouble(.squareRoot, name, arguments, span)
        case .sign: return try exactOrDouble(.sign, name, arguments, span)
        case .mod: return try arithmetic(.modulo, arguments[0], arguments[1], span)
        case .div:
            let operands = try coerced([try number(arguments[0], name), try number(arguments[1], name)], to: .numeric)
            return .call(.truncate, [.call(.divide, operands, .numeric, span)], .numeric, span)
        case .gcd: return try multiples(.greatestCommonDivisor, name, arguments, span)
        case .lcm: return try multiples(.leastCommonMultiple, name, arguments, span)
        case .power, .pow: return try power(try number(arguments[0], name), try number(arguments[1], name), span)
        case .log:
            let operands = try coerced(try arguments.map { (argument) throws(Diagnostic) in try number(argument, name) }, to: .double)
            return .call(operands.count == 1 ? .decimalLogarithm : .logarithm, operands, .double, span)
        case .pi: return .constant(.double(.pi), .double, span)
        case .bitLength:
            let octets = BoundExpression.call(.octetLength, [try coerced(arguments[0], to: .text)], .integer, span)
            return try arithmetic(.multiply, octets, .constant(.integer(8), .integer, span), span)
        case .concat: return .call(.concat, try arguments.map(asOutput), .text, span)
        case .concatWith:
            return .call(.concatWith, [try coerced(arguments[0], to: .text)] + (try arguments.dropFirst().map(asOutput)), .text, span)
        case .numNulls: return nulls(.isNull, arguments, span)
        case .numNonNulls: return nulls(.isNotNull, arguments, span)
        case .toChar: return try toChar(arguments, span)
        case .toDate: return .call(.toDate, [try coerced(arguments[0], to: .text), try format(arguments[1], forReading: true)], .date, span)
        case .now, .transactionTimestamp: return .cast(.cutoff(span), to: .timestamp, span)
        case .extract, .datePart, .dateTrunc, .age, .makeInterval, .widthBucket:
            throw Diagnostic(.internalFailure, "A function that reads its arguments was bound as a plain one.", span: span)
        }
    }

    func number(_ operand: BoundExpression, _ name: ScalarName) throws(Diagnostic) -> BoundExpression {
        if operand.isUntyped { return try coerced(operand, to: .double) }
        guard operand.type.isNumber else {
            throw Diagnostic(
                .typeMismatch, "\(name.rawValue) takes a number, and this is \(operand.type.withArticle).", span: operand.span,
                hint: "Write \(name.example).")
        }
        return operand
    }

    /// Of numerics a numeric, of everything else a double.
    private func exactOrDouble(
        _ function: ScalarFunction, _ name: ScalarName, _ arguments: [BoundExpression], _ span: Range<Int>
    ) throws(Diagnostic) -> BoundExpression {
        let operand = try number(arguments[0], name)
        let type = operand.type == .numeric ? ValueType.numeric : .double
        return .call(function, [try coerced(operand, to: type)], type, span)
    }

    private func multiples(
        _ function: ScalarFunction, _ name: ScalarName, _ arguments: [BoundExpression], _ span: Range<Int>
    ) throws(Diagnostic) -> BoundExpression {
        let operands = [try number(arguments[0], name), try number(arguments[1], name)]
        let type = try commonType(operands)
        guard type != .double else {
            throw Diagnostic(
                .typeMismatch, "\(name.rawValue) takes whole or numeric values, not doubles.", span: span, hint: "Cast to numeric.")
        }
        return .call(function, try coerced(operands, to: type), type, span)
    }

    /// Of whole numbers and doubles a double, of numerics a numeric; with a number of decimals of
    /// everything a numeric.
    private func rounding(
        _ function: ScalarFunction, _ name: ScalarName, _ arguments: [BoundExpression], _ span: Range<Int>
    ) throws(Diagnostic) -> BoundExpression {
        let operand = try number(arguments[0], name)
        if arguments.count == 1 { return try exactOrDouble(function, name, arguments, span) }
        let decimals = try coerced(arguments[1], to: .integer)
        guard case .constant(.integer(let count)) = decimals.form, (-30...30).contains(count) else {
            throw Diagnostic(
                .unsupported, "The number of decimals must be a constant from -30 to 30.", span: decimals.span,
                hint: "Write \(name.rawValue)(x, 2).")
        }
        let exact = operand.type == .double ? BoundExpression.cast(operand, to: .numeric) : try coerced(operand, to: .numeric)
        return .call(function, [exact, decimals], .numeric, span)
    }

    /// How many arguments are NULL, or are not.
    private func nulls(_ test: ScalarFunction, _ arguments: [BoundExpression], _ span: Range<Int>) -> BoundExpression {
        let ones = arguments.map { argument in
            let branch = BoundBranch(condition: .call(test, [argument], .boolean, span), result: .constant(.integer(1), .integer, span))
            return BoundExpression.cases([branch], otherwise: .constant(.integer(0), .integer, span), .integer, span)
        }
        return ones.dropFirst().reduce(ones.first ?? .constant(.integer(0), .integer, span)) { .call(.add, [$0, $1], .integer, span) }
    }

    /// Text as PostgreSQL prints a value, which for truths is `t` and `f`.
    private func asOutput(_ operand: BoundExpression) throws(Diagnostic) -> BoundExpression {
        guard operand.type == .boolean, !operand.isUntyped else { return try asText(operand) }
        let letters = ["t", "f"].map { BoundExpression.constant(.text($0), .text, operand.span) }
        let branches = [
            BoundBranch(condition: operand, result: letters[0]),
            BoundBranch(condition: .call(.not, [operand], .boolean, operand.span), result: letters[1]),
        ]
        return .cases(branches, otherwise: .constant(.null, .text, operand.span), .text, operand.span)
    }

    private func unknownFunction(_ call: SyntaxCall) -> Diagnostic {
        if let hint = UnavailableFunction.hint(call.name) {
            return Diagnostic(.unsupported, "The function \(call.name) is not supported in this version.", span: call.nameSpan, hint: hint)
        }
        let known = ScalarName.allCases.map(\.rawValue) + AggregateName.allCases.map(\.rawValue) + FixedFunction.named.keys.sorted()
            + ["coalesce", "nullif", "greatest", "least"]
        let hint = Suggestion.sentence(call.name, among: known) ?? "docs/query-language.md lists the functions."
        return Diagnostic(.unknownFunction, "No function \(call.name).", span: call.nameSpan, hint: hint)
    }
}
