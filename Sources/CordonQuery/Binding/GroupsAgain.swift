import CordonAggregates
import CordonValues

/// GROUP BY over the groups of a query over patients.
///
/// Statement: the sum of a count or sum over the groups that fall together is the same count or sum over coarser groups, which is
/// computed at the boundary and released in its own right. Every other aggregate over groups is refused: hidden groups would make it
/// silently wrong.
struct GroupsAgain {
    let session: BindingSession
    let below: BoundaryQuery
    let relation: Int
    /// What stands for columns of tables looked up.
    let looked: [ColumnReference: BoundColumn]
    let binder: ExpressionBinder
    let span: Range<Int>?

    func query(
        _ sets: GroupingSets, _ conditions: [BoundExpression], _ outputs: [SelectBinder.Output], _ having: BoundExpression?, _ order: [BoundSort],
        limit: Int?, offset: Int?
    ) throws(Diagnostic) -> BoundaryQuery {
        guard below.sets.count == 1, below.having == nil, below.binder.windows.isEmpty, !below.isDistinct, below.limit == nil, below.offset == nil
        else { throw Self.refusal(binder, span) }
        var plan = below.plan
        for condition in conditions { plan = plan.filtered(by: try ofKeys(condition).typed) }
        var keys: [BoundExpression] = []
        for key in sets.keys { keys.append(try ofKeys(key)) }
        var combined = below.binder
        combined.aggregates = []
        let sums = try sums(&combined, isGlobal: sets.sets.contains { $0.isEmpty })
        func above(_ expression: BoundExpression) throws(Diagnostic) -> BoundExpression {
            try expression.rewriting { (part) throws(Diagnostic) in
                if case .aggregate(let number) = part.form { return sums.indices.contains(number) ? sums[number] : nil }
                return try written(part)
            }
        }
        combined.windows = []
        for window in binder.windows { combined.windows.append(try window.rewriting { (part) throws(Diagnostic) in try above(part) }) }
        combined.groupings = []
        for grouping in binder.groupings {
            var parts: [BoundExpression] = []
            for key in grouping { parts.append(try ofKeys(key)) }
            combined.groupings.append(parts)
        }
        var items: [BoundExpression] = []
        for output in outputs { items.append(try above(output.expression)) }
        var sorts: [BoundSort] = []
        for sort in order {
            sorts.append(BoundSort(expression: try above(sort.expression), descending: sort.descending, nullsFirst: sort.nullsFirst))
        }
        let filter: BoundExpression? = if let having { try above(having) } else { nil }
        return BoundaryQuery(
            plan: plan, locality: below.locality, keys: keys, sets: sets.sets, binder: combined, names: OutputName.unique(outputs.map(\.name)),
            items: items, having: filter, order: sorts, isDistinct: false, limit: limit, offset: offset, span: span)
    }

    static func refusal(_ binder: ExpressionBinder, _ span: Range<Int>?) -> Diagnostic {
        Diagnostic(
            .aggregateOfAggregate,
            "Only SUM of a count or sum combines groups, and of one query without HAVING or LIMIT: hidden groups would make anything else silently wrong.",
            span: binder.aggregates.first?.span ?? span,
            hint: "Aggregate over patients in one SELECT; count(DISTINCT key) counts groups; sum(count(*)) OVER (PARTITION BY …) gives totals beside groups.")
    }

    /// A column of the query below as what it is made of.
    private func written(_ part: BoundExpression) throws(Diagnostic) -> BoundExpression? {
        guard let column = part.column else { return nil }
        let own = looked[column.reference] ?? column
        guard own.relation == relation, let index = below.names.firstIndex(of: own.planName) else { return nil }
        try session.spend(below.items[index].size, at: part.span)
        return below.items[index]
    }

    private func ofKeys(_ expression: BoundExpression) throws(Diagnostic) -> BoundExpression {
        let result = try expression.rewriting { (part) throws(Diagnostic) in try written(part) }
        guard !result.holdsAggregate, !result.holdsWindow, result.firstValue == nil else { throw Self.refusal(binder, expression.span) }
        return result
    }

    /// What stands for each SUM, over the aggregates of the coarser groups.
    private func sums(_ combined: inout ExpressionBinder, isGlobal: Bool) throws(Diagnostic) -> [BoundExpression] {
        var result: [BoundExpression] = []
        for sum in binder.aggregates {
            guard sum.specification.function == .sum, !sum.isDistinct, let argument = try sum.argument?.rewriting({ (part) throws(Diagnostic) in try written(part) }),
                case .aggregate(let number) = argument.form, below.binder.aggregates.indices.contains(number)
            else { throw Self.refusal(binder, sum.span) }
            let inner = below.binder.aggregates[number]
            guard inner.addsUp(over: below.keys) else { throw Self.refusal(binder, sum.span) }
            var filters = [inner.filter].compactMap { $0 }
            if let filter = sum.filter { filters.append(try ofKeys(filter)) }
            let filter = filters.count > 1 ? BoundExpression.call(.and, filters, .boolean, sum.span) : filters.first
            let whole = BoundAggregate(
                specification: inner.specification, argument: inner.argument, second: inner.second, isDistinct: inner.isDistinct, filter: filter,
                span: sum.span)
            let value = BoundExpression.cast(combined.reference(to: whole), to: sum.specification.resultType)
            // The sum over no groups is NULL, and a group that is there may have a count of 0.
            let mayBeEmpty = sum.filter != nil || isGlobal && !below.keys.isEmpty
            let own: BoundExpression? = if let filter = sum.filter { try ofKeys(filter) } else { nil }
            result.append(mayBeEmpty ? combined.nullWithoutRows(value, own) : value)
        }
        return result
    }
}

extension BoundAggregate {
    /// The sum over groups is the value over all of them. A patient who is in several groups would count once in one and several times
    /// in the other.
    func addsUp(over keys: [BoundExpression]) -> Bool {
        switch specification.function {
        case .countRows, .count, .countPatients, .sum: !isDistinct || keys.allSatisfy(\.isOnePerPatient)
        default: false
        }
    }
}

extension ExpressionBinder {
    fileprivate mutating func reference(to aggregate: BoundAggregate) -> BoundExpression {
        let number = aggregates.firstIndex { $0.isSame(as: aggregate) } ?? aggregates.count
        if number == aggregates.count { aggregates.append(aggregate) }
        return .aggregate(number, aggregate.specification.resultType, aggregate.span)
    }

    /// SUM over no groups is NULL, where a count over no rows is 0.
    fileprivate mutating func nullWithoutRows(_ value: BoundExpression, _ filter: BoundExpression?) -> BoundExpression {
        let rows = reference(
            to: BoundAggregate(
                specification: AggregateSpecification(function: .countRows, argument: nil), argument: nil, isDistinct: false, filter: filter,
                span: value.span))
        let isEmpty = BoundExpression.call(.equal, [rows, .constant(.integer(0), rows.type, value.span)], .boolean, value.span)
        return .cases(
            [BoundBranch(condition: isEmpty, result: .constant(.null, value.type, value.span))], otherwise: value, value.type, value.span)
    }
}

extension InsidePlan {
    /// One filter, however many conditions came one after the other.
    func filtered(by condition: TypedExpression) -> InsidePlan {
        guard case .filter(let input, let known) = self else { return .filter(self, condition) }
        return .filter(input, .call(.and, [known, condition], .boolean))
    }
}
