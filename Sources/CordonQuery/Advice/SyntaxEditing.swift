/// A change of a question: asked of every query and every expression from the bottom, it gives what stands in its place.
struct SyntaxEdit {
    var query: (SyntaxQuery) -> SyntaxQuery = { $0 }
    var relation: (SyntaxRelation) -> SyntaxRelation = { $0 }
    var expression: (SyntaxExpression) -> SyntaxExpression = { $0 }
}

extension SyntaxQuery {
    func edited(_ edit: SyntaxEdit) -> SyntaxQuery {
        var query = self
        query.commonTables = commonTables.map { SyntaxCommonTable(name: $0.name, columns: $0.columns, query: $0.query.edited(edit)) }
        switch body {
        case .select(let select): query.body = .select(select.edited(edit))
        case .setOperation(let operation, let keepsRepeats, let left, let right):
            query.body = .setOperation(operation, keepsRepeats: keepsRepeats, left.edited(edit), right.edited(edit))
        case .values(let rows): query.body = .values(rows.map { $0.map { $0.edited(edit) } })
        }
        query.order = order.map { $0.edited(edit) }
        return edit.query(query)
    }

    /// The same with its SELECT changed; set operations and VALUES as they are.
    func changing(_ change: (inout SyntaxSelect) -> Void) -> SyntaxQuery {
        guard case .select(var select) = body else { return self }
        change(&select)
        var query = self
        query.body = .select(select)
        return query
    }

    var select: SyntaxSelect? {
        if case .select(let select) = body { select } else { nil }
    }
}

extension SyntaxSelect {
    fileprivate func edited(_ edit: SyntaxEdit) -> SyntaxSelect {
        var select = self
        select.items = items.map { SyntaxItem(expression: $0.expression.edited(edit), alias: $0.alias) }
        if case .on(let parts)? = distinct { select.distinct = .on(parts.map { $0.edited(edit) }) }
        select.from = from.map { $0.edited(edit) }
        select.filter = filter?.edited(edit)
        select.grouping = grouping.map { $0.edited(edit) }
        select.having = having?.edited(edit)
        select.windows = windows.mapValues { $0.edited(edit) }
        return select
    }

    /// Adds a condition to WHERE.
    mutating func restrict(by condition: SyntaxExpression) {
        guard let filter else {
            filter = condition
            return
        }
        self.filter = SyntaxExpression(form: .conjunction(filter.conjuncts + [condition]), span: filter.span)
    }
}

extension SyntaxGrouping {
    fileprivate func edited(_ edit: SyntaxEdit) -> SyntaxGrouping {
        switch self {
        case .expression(let part): .expression(part.edited(edit))
        case .tuple(let parts): .tuple(parts.map { $0.edited(edit) })
        case .rollup(let parts): .rollup(parts.map { $0.edited(edit) })
        case .cube(let parts): .cube(parts.map { $0.edited(edit) })
        case .sets(let parts): .sets(parts.map { $0.edited(edit) })
        }
    }
}

extension SyntaxRelation {
    fileprivate func edited(_ edit: SyntaxEdit) -> SyntaxRelation {
        switch self {
        case .table: edit.relation(self)
        case .subquery(let query, let alias, let isLateral, let span):
            edit.relation(.subquery(query.edited(edit), alias, isLateral: isLateral, span: span))
        case .join(let kind, let left, let right, let condition, let span):
            edit.relation(.join(kind, left.edited(edit), right.edited(edit), condition.edited(edit), span: span))
        }
    }

    /// The tables and subqueries that it joins, from left to right.
    var leaves: [SyntaxRelation] {
        if case .join(_, let left, let right, _, _) = self { left.leaves + right.leaves } else { [self] }
    }

    var span: Range<Int> {
        switch self {
        case .table(let name, _): name.span
        case .subquery(_, _, _, let span), .join(_, _, _, _, let span): span
        }
    }
}

extension SyntaxJoinCondition {
    fileprivate func edited(_ edit: SyntaxEdit) -> SyntaxJoinCondition {
        if case .on(let condition) = self { .on(condition.edited(edit)) } else { self }
    }
}

extension SyntaxSort {
    fileprivate func edited(_ edit: SyntaxEdit) -> SyntaxSort {
        SyntaxSort(expression: expression.edited(edit), descending: descending, nullsFirst: nullsFirst)
    }
}

extension SyntaxWindow {
    fileprivate func edited(_ edit: SyntaxEdit) -> SyntaxWindow {
        var window = self
        window.partition = partition.map { $0.edited(edit) }
        window.order = order.map { $0.edited(edit) }
        return window
    }
}

extension SyntaxExpression {
    func edited(_ edit: SyntaxEdit) -> SyntaxExpression { edit.expression(SyntaxExpression(form: form.edited(edit), span: span)) }

    var conjuncts: [SyntaxExpression] {
        if case .conjunction(let parts) = form { parts.flatMap(\.conjuncts) } else { [self] }
    }
}

extension SyntaxForm {
    fileprivate func edited(_ edit: SyntaxEdit) -> SyntaxForm {
        func all(_ parts: [SyntaxExpression]) -> [SyntaxExpression] { parts.map { $0.edited(edit) } }
        switch self {
        case .column, .star, .literal, .currentDate, .currentTimestamp: return self
        case .negation(let part): return .negation(part.edited(edit))
        case .not(let part): return .not(part.edited(edit))
        case .conjunction(let parts): return .conjunction(all(parts))
        case .disjunction(let parts): return .disjunction(all(parts))
        case .binary(let operation, let left, let right): return .binary(operation, left.edited(edit), right.edited(edit))
        case .isNull(let part, let negated): return .isNull(part.edited(edit), negated: negated)
        case .truthTest(let part, let truth, let negated): return .truthTest(part.edited(edit), truth, negated: negated)
        case .distinct(let left, let right, let negated): return .distinct(left.edited(edit), right.edited(edit), negated: negated)
        case .between(let value, let low, let high, let negated):
            return .between(value.edited(edit), low.edited(edit), high.edited(edit), negated: negated)
        case .inList(let value, let items, let negated): return .inList(value.edited(edit), all(items), negated: negated)
        case .like(let value, let pattern, let escape, let insensitive, let negated):
            return .like(value.edited(edit), pattern.edited(edit), escape: escape?.edited(edit), insensitive: insensitive, negated: negated)
        case .quantified(let comparison, let value, let items, let isAll): return .quantified(comparison, value.edited(edit), all(items), all: isAll)
        case .cases(let operand, let branches, let otherwise):
            let branches = branches.map { SyntaxBranch(condition: $0.condition.edited(edit), result: $0.result.edited(edit)) }
            return .cases(operand: operand?.edited(edit), branches, otherwise: otherwise?.edited(edit))
        case .coalesce(let parts): return .coalesce(all(parts))
        case .greatest(let parts): return .greatest(all(parts))
        case .least(let parts): return .least(all(parts))
        case .nullIf(let left, let right): return .nullIf(left.edited(edit), right.edited(edit))
        case .cast(let part, let type): return .cast(part.edited(edit), type)
        case .call(let call):
            var call = call
            call.arguments = all(call.arguments)
            call.filter = call.filter?.edited(edit)
            call.withinGroup = call.withinGroup.map { $0.edited(edit) }
            call.over = call.over?.edited(edit)
            return .call(call)
        case .exists(let query): return .exists(query.edited(edit))
        case .inSubquery(let operands, let query): return .inSubquery(all(operands), query.edited(edit))
        case .quantifiedSubquery(let operation, let value, let query, let isAll):
            return .quantifiedSubquery(operation, value.edited(edit), query.edited(edit), all: isAll)
        case .scalarSubquery(let query): return .scalarSubquery(query.edited(edit))
        case .grouping(let parts): return .grouping(all(parts))
        case .array(let parts): return .array(all(parts))
        case .named(let name, let part): return .named(name, part.edited(edit))
        }
    }
}
