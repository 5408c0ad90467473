extension SyntaxExpression {
    /// The expressions of the same SELECT that it is made of; those of subqueries stand in queries of their own.
    var children: [SyntaxExpression] {
        switch form {
        case .column, .star, .literal, .currentDate, .currentTimestamp, .exists, .scalarSubquery: []
        case .negation(let part), .not(let part), .isNull(let part, _), .truthTest(let part, _, _), .cast(let part, _), .named(_, let part),
            .quantifiedSubquery(_, let part, _, _):
            [part]
        case .conjunction(let parts), .disjunction(let parts), .coalesce(let parts), .greatest(let parts), .least(let parts), .grouping(let parts),
            .array(let parts), .inSubquery(let parts, _):
            parts
        case .binary(_, let left, let right), .distinct(let left, let right, _), .nullIf(let left, let right): [left, right]
        case .between(let value, let low, let high, _): [value, low, high]
        case .inList(let value, let items, _), .quantified(_, let value, let items, _): [value] + items
        case .like(let value, let pattern, let escape, _, _): [value, pattern] + [escape].compactMap { $0 }
        case .cases(let operand, let branches, let otherwise):
            [operand].compactMap { $0 } + branches.flatMap { [$0.condition, $0.result] } + [otherwise].compactMap { $0 }
        case .call(let call): call.parts
        }
    }

    /// True when the test holds for this expression or any below it, those of subqueries aside.
    func contains(where test: (SyntaxExpression) -> Bool) -> Bool { test(self) || children.contains { $0.contains(where: test) } }

    /// An aggregate or a window function of the SELECT it stands in.
    var holdsAggregate: Bool {
        contains { if case .call(let call) = $0.form { call.over != nil || AggregateName(rawValue: call.name) != nil } else { false } }
    }
}

extension SyntaxCall {
    fileprivate var parts: [SyntaxExpression] {
        arguments + [filter].compactMap { $0 } + withinGroup.map(\.expression) + (over.map { $0.partition + $0.order.map(\.expression) } ?? [])
    }
}
