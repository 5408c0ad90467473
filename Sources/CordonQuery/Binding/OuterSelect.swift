import CordonValues

/// A SELECT over the cells of a query over patients: expressions, WHERE, ORDER BY and LIMIT on released cells. Its columns are written
/// out as what they are made of, so that both SELECTs are one outside.
struct OuterSelect {
    let below: BoundaryQuery
    let relation: BoundRelation
    let select: SyntaxSelect
    let syntax: SyntaxQuery
    let binder: ExpressionBinder

    func query(
        _ outputs: [SelectBinder.Output], _ conditions: [BoundExpression], _ order: [BoundSort]
    ) throws(Diagnostic) -> BoundaryQuery {
        try check()
        var items: [BoundExpression] = []
        for output in outputs { items.append(try written(output.expression)) }
        var filters = below.filter.map { [$0] } ?? []
        for condition in conditions { filters.append(try written(condition)) }
        var sorts: [BoundSort] = []
        for sort in order {
            sorts.append(BoundSort(expression: try written(sort.expression), descending: sort.descending, nullsFirst: sort.nullsFirst))
        }
        let filter = filters.count > 1 ? BoundExpression.call(.and, filters, .boolean, filters[0].span) : filters.first
        return BoundaryQuery(
            plan: below.plan, locality: below.locality, keys: below.keys, sets: below.sets, binder: below.binder,
            names: OutputName.unique(outputs.map(\.name)), items: items, having: below.having, filter: filter,
            order: sorts.isEmpty ? below.order : sorts, distinct: nil, limit: try RowCount.of(syntax.limit, "LIMIT"),
            offset: try RowCount.of(syntax.offset, "OFFSET"), span: below.span)
    }

    private func check() throws(Diagnostic) {
        if !select.grouping.isEmpty || !binder.aggregates.isEmpty || select.having != nil {
            throw Diagnostic(
                .aggregateOfAggregate, "Groups cannot be aggregated again: hidden groups would make the result silently wrong.",
                span: binder.aggregates.first?.span ?? syntax.span,
                hint: "Aggregate over patients in one SELECT; sum(count(*)) OVER (PARTITION BY …) gives totals beside groups.")
        }
        guard binder.windows.isEmpty, select.distinct == nil, below.limit == nil, below.offset == nil, below.distinct == nil else {
            throw Diagnostic(
                .unsupported, "Windows, DISTINCT and a second LIMIT are not supported in a SELECT over a query over patients.", span: syntax.span,
                hint: "Compute windows in the inner SELECT, and leave DISTINCT and LIMIT to one of them.")
        }
    }

    /// The columns of the query below replaced by what they are.
    private func written(_ expression: BoundExpression) throws(Diagnostic) -> BoundExpression {
        try expression.rewriting { (part) throws(Diagnostic) in
            guard case .column(let column) = part.form, let index = below.names.firstIndex(of: column.planName) else { return nil }
            try binder.spend(below.items[index].size, at: part.span)
            return below.items[index]
        }
    }
}
