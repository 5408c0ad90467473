import CordonValues

/// A SELECT whose FROM has released cells: one more SELECT on them, or, where it groups, a coarser boundary.
struct CellsBinder {
    let session: BindingSession
    let binder: ExpressionBinder
    let tables: CellTables?
    /// WHERE.
    let conditions: [BoundExpression]
    let outputs: [SelectBinder.Output]
    let order: [BoundSort]
    let select: SyntaxSelect
    let syntax: SyntaxQuery

    func query() throws(Diagnostic) -> CellsQuery {
        if case .on? = select.distinct { throw distinctOn() }
        try checkWindows()
        let (tables, conditions, columns) = try lookedUp(
            outputs.map(\.expression) + order.map(\.expression) + binder.windows.flatMap(\.parts))
        let replace = { (part: BoundExpression) throws(Diagnostic) -> BoundExpression? in
            part.column.flatMap { columns[$0.reference] }.map { .column($0, part.span) }
        }
        var items: [BoundExpression] = []
        for output in outputs { items.append(try output.expression.rewriting(replace)) }
        var windows: [BoundWindow] = []
        for window in binder.windows { windows.append(try window.rewriting(replace)) }
        var sorts: [BoundSort] = []
        for sort in order {
            sorts.append(
                BoundSort(expression: try sort.expression.rewriting(replace), descending: sort.descending, nullsFirst: sort.nullsFirst))
        }
        return CellsQuery(
            tables: tables, conditions: conditions, names: OutputName.unique(outputs.map(\.name)), items: items, windows: windows, order: sorts,
            isDistinct: select.distinct != nil, limit: try RowCount.of(syntax.limit, "LIMIT"), offset: try RowCount.of(syntax.offset, "OFFSET"),
            span: syntax.span)
    }

    /// Sums over the groups of a query over patients, with its having.
    func groupedAgain(_ sets: GroupingSets, _ having: BoundExpression?) throws(Diagnostic) -> ReleasedQuery {
        if select.distinct != nil { throw distinctOn() }
        let arguments = binder.aggregates.flatMap { $0.arguments + [$0.filter].compactMap { $0 } }
        let parts = outputs.map(\.expression) + order.map(\.expression) + sets.keys + arguments + [having].compactMap { $0 }
            + binder.windows.flatMap(\.parts)
        let (tables, conditions, columns) = try lookedUp(parts)
        guard case .query(.groups(let below), let relation)? = tables else { throw GroupsAgain.refusal(binder, syntax.span) }
        let again = GroupsAgain(session: session, below: below, relation: relation, looked: columns, binder: binder, span: syntax.span)
        return .groups(
            try again.query(
                sets, conditions, outputs, having, order, limit: try RowCount.of(syntax.limit, "LIMIT"),
                offset: try RowCount.of(syntax.offset, "OFFSET")))
    }

    /// The tables with what they look up inside, the conditions that are left above, and what stands for the columns looked up.
    private func lookedUp(
        _ parts: [BoundExpression]
    ) throws(Diagnostic) -> (CellTables?, [BoundExpression], [ColumnReference: BoundColumn]) {
        guard let tables, tables.hasLookup else { return (tables, conditions, [:]) }
        var lookup = GroupLookup(session: session, read: parts + conditions + tables.conditions, above: conditions)
        let found = try lookup.resolved(tables)
        let columns = lookup.columns
        var rest: [BoundExpression] = []
        for condition in lookup.above {
            rest.append(
                try condition.rewriting { part in part.column.flatMap { columns[$0.reference] }.map { .column($0, part.span) } })
        }
        return (found, rest, columns)
    }

    /// A sum is withheld as soon as a group is hidden; anything else would be silently wrong.
    private func checkWindows() throws(Diagnostic) {
        for window in binder.windows { try OutsideWindows.requireSum(window) }
    }

    private func distinctOn() -> Diagnostic {
        Diagnostic(
            .unsupported, "DISTINCT of this kind is not supported above a query over patients.", span: syntax.span,
            hint: "Rank the groups with ROW_NUMBER() OVER (PARTITION BY …) in a subquery, and keep rank 1.")
    }
}
