import CordonValues

extension ExpressionBinder {
    mutating func between(
        _ operand: SyntaxExpression, _ low: SyntaxExpression, _ high: SyntaxExpression, _ negated: Bool, _ span: Range<Int>,
        _ clause: Clause
    ) throws(Diagnostic) -> BoundExpression {
        let value = try self.operand(operand, in: clause)
        try spend(value.size, at: span)
        let above = try compared(.greaterOrEqual, value, try self.operand(low, in: clause), span)
        let below = try compared(.lessOrEqual, value, try self.operand(high, in: clause), span)
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

    /// Of values or of intervals.
    private mutating func compared(
        _ operation: SyntaxOperator, _ left: BoundOperand, _ right: BoundOperand, _ span: Range<Int>
    ) throws(Diagnostic) -> BoundExpression {
        switch try binary(operation, left, right, span) {
        case .value(let truth): return truth
        case .interval(let interval): throw Self.misplacedInterval(interval.span)
        }
    }

    /// ANY is IN for `=`; every other comparison is written out for each element.
    mutating func quantified(
        _ comparison: SyntaxComparison, _ operand: SyntaxExpression, _ items: [SyntaxExpression], all: Bool, _ span: Range<Int>,
        _ clause: Clause
    ) throws(Diagnostic) -> BoundExpression {
        guard !items.isEmpty else {
            _ = try bind(operand, in: clause)
            return .constant(.boolean(all), .boolean, span)
        }
        if case .operation(.equal) = comparison, !all { return try inList(operand, items, false, span, clause) }
        if case .operation(.notEqual) = comparison, all { return try inList(operand, items, true, span, clause) }
        var parts: [BoundExpression] = []
        switch comparison {
        case .operation(let operation):
            let elements = [try bind(operand, in: clause)] + (try bindAll(items, in: clause))
            let bound = try coerced(elements, to: try commonType(elements))
            try spend(bound[0].size * items.count, at: span)
            for item in bound.dropFirst() { parts.append(try compared(operation, .value(bound[0]), .value(item), span)) }
        case .like(let insensitive, let negated):
            for item in items { parts.append(try like(operand, item, nil, insensitive, negated, span, clause)) }
        }
        return parts.count == 1 ? parts[0] : .call(all ? .and : .or, parts, .boolean, span)
    }

    mutating func like(
        _ operand: SyntaxExpression, _ pattern: SyntaxExpression, _ escape: SyntaxExpression?, _ insensitive: Bool, _ negated: Bool,
        _ span: Range<Int>, _ clause: Clause
    ) throws(Diagnostic) -> BoundExpression {
        var arguments: [BoundExpression] = []
        for side in [operand, pattern, escape].compactMap({ $0 }) {
            let bound = try bind(side, in: clause)
            guard bound.isUntyped || bound.type == .text else {
                throw Diagnostic(
                    .typeMismatch, "LIKE compares text, and this is \(bound.type.withArticle).", span: bound.span,
                    hint: "Compare with =, < or BETWEEN.")
            }
            arguments.append(try coerced(bound, to: .text))
        }
        if arguments.count == 3 { arguments = [arguments[0], .call(.likeEscape, [arguments[1], arguments[2]], .text, span)] }
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
