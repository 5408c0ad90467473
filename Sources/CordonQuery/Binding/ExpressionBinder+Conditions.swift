import CordonValues

extension ExpressionBinder {
    mutating func between(
        _ operand: SyntaxExpression, _ low: SyntaxExpression, _ high: SyntaxExpression, _ negated: Bool, _ span: Range<Int>,
        _ clause: Clause
    ) throws(Diagnostic) -> BoundExpression {
        let value = try bind(operand, in: clause)
        try spend(value.size, at: span)
        let above = try comparison(.greaterOrEqual, value, try bind(low, in: clause), span)
        let below = try comparison(.lessOrEqual, value, try bind(high, in: clause), span)
        let inside = BoundExpression.call(.and, [above, below], .boolean, span)
        return negated ? .call(.not, [inside], .boolean, span) : inside
    }

    mutating func inList(
        _ operand: SyntaxExpression, _ items: [SyntaxExpression], _ negated: Bool, _ span: Range<Int>, _ clause: Clause
    ) throws(Diagnostic) -> BoundExpression {
        let bound = [try bind(operand, in: clause)] + (try bindAll(items, in: clause))
        let arguments = try coerced(bound, to: try commonType(bound))
        let inside = BoundExpression.call(.isIn, arguments, .boolean, span)
        return negated ? .call(.not, [inside], .boolean, span) : inside
    }

    mutating func like(
        _ operand: SyntaxExpression, _ pattern: SyntaxExpression, _ insensitive: Bool, _ negated: Bool, _ span: Range<Int>,
        _ clause: Clause
    ) throws(Diagnostic) -> BoundExpression {
        var arguments: [BoundExpression] = []
        for side in [operand, pattern] {
            let bound = try bind(side, in: clause)
            guard bound.isUntyped || bound.type == .text else {
                throw Diagnostic(
                    .typeMismatch, "LIKE compares text, and this is \(bound.type.withArticle).", span: bound.span,
                    hint: "Compare with =, < or BETWEEN.")
            }
            arguments.append(try coerced(bound, to: .text))
        }
        let match = BoundExpression.call(insensitive ? .ilike : .like, arguments, .boolean, span)
        return negated ? .call(.not, [match], .boolean, span) : match
    }

    /// A simple CASE becomes a searched one whose conditions compare the operand with each value.
    mutating func cases(
        _ operand: SyntaxExpression?, _ branches: [SyntaxBranch], _ otherwise: SyntaxExpression?, _ span: Range<Int>,
        _ clause: Clause
    ) throws(Diagnostic) -> BoundExpression {
        let subject: BoundExpression? = if let operand { try bind(operand, in: clause) } else { nil }
        var conditions: [BoundExpression] = []
        var results: [BoundExpression] = []
        for branch in branches {
            if let subject {
                try spend(subject.size, at: span)
                let value = try bind(branch.condition, in: clause)
                conditions.append(try comparison(.equal, subject, value, branch.condition.span))
            } else {
                conditions.append(try condition(branch.condition, in: clause))
            }
            results.append(try bind(branch.result, in: clause))
        }
        if let otherwise {
            results.append(try bind(otherwise, in: clause))
        } else {
            results.append(.constant(.null, .text, span, isUntyped: true))
        }
        let type = try commonType(results)
        let coercedResults = try coerced(results, to: type)
        let bound = zip(conditions, coercedResults).map { BoundBranch(condition: $0, result: $1) }
        // `results` has one more than `conditions`: the last is ELSE.
        return .cases(bound, otherwise: coercedResults[coercedResults.count - 1], type, span)
    }
}
