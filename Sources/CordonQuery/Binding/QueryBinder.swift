import CordonCatalog
import CordonValues

/// Binds queries, whole or nested: WITH, SELECT, VALUES, set operations.
struct QueryBinder {
    let session: BindingSession
    let commonTables: CommonTables
    /// The scope of the query around, for correlated subqueries.
    let outer: Scope?

    /// The rows of a query that stands inside another.
    func rows(_ syntax: SyntaxQuery) throws(Diagnostic) -> BoundQuery {
        switch try bind(syntax) {
        case .rows(let query): return query
        case .released(let query): throw Self.overAllPatients(query)
        }
    }

    static func overAllPatients(_ query: BoundaryQuery) -> Diagnostic {
        Diagnostic(
            .crossPatient, "This subquery aggregates over the patients of all hospitals, and no hospital has them all.", span: query.span,
            hint: "Group it by the patient key, tie it to the row around it by the patient key, or ask for the value first and write it as a constant.")
    }

    func bind(_ syntax: SyntaxQuery) throws(Diagnostic) -> QueryOutcome {
        try session.deeper(at: syntax.span) { () throws(Diagnostic) in
            var tables = commonTables
            try tables.add(syntax.commonTables)
            let inner = QueryBinder(session: session, commonTables: tables, outer: outer)
            switch syntax.body {
            case .select(let select): return try inner.select(select, syntax)
            case .values(let rows): return .rows(try inner.sorted(inner.values(rows, syntax.span ?? 0..<0), syntax))
            case .setOperation(let operation, let keepsRepeats, let left, let right):
                return .rows(try inner.sorted(inner.setOperation(operation, keepsRepeats, left, right), syntax))
            }
        }
    }

    private func select(_ select: SyntaxSelect, _ syntax: SyntaxQuery) throws(Diagnostic) -> QueryOutcome {
        var binder = try SelectBinder(self, select, syntax)
        return try binder.bind()
    }

    /// ORDER BY and LIMIT of VALUES and set operations, by output names and positions.
    private func sorted(_ query: BoundQuery, _ syntax: SyntaxQuery) throws(Diagnostic) -> BoundQuery {
        guard syntax.limit != nil || syntax.offset != nil else { return query }
        var order: [BoundSort] = []
        for sort in syntax.order { order.append(try self.sort(sort, query)) }
        return try LimitRule.limited(query, order, syntax)
    }

    private func sort(_ sort: SyntaxSort, _ query: BoundQuery) throws(Diagnostic) -> BoundSort {
        let span = sort.expression.span
        let column: BoundColumn?
        switch sort.expression.form {
        case .literal(.number(let digits)):
            column = Int(digits).flatMap { query.columns.indices.contains($0 - 1) ? query.columns[$0 - 1] : nil }
        case .column(nil, let name): column = query.columns.first { $0.column.name == name }
        default: column = nil
        }
        guard let column else {
            throw Diagnostic(
                .unsupported, "ORDER BY of a set operation takes an output column.", span: span, hint: "Name a column of the first SELECT.")
        }
        return BoundSort(
            expression: .column(column, span), descending: sort.descending, nullsFirst: sort.nullsFirst ?? sort.descending)
    }

    /// A VALUES list: the columns are named column1, column2, ….
    private func values(_ rows: [[SyntaxExpression]], _ span: Range<Int>) throws(Diagnostic) -> BoundQuery {
        let width = rows.first?.count ?? 0
        guard rows.allSatisfy({ $0.count == width }) else {
            throw Diagnostic(.typeMismatch, "The rows of VALUES have different lengths.", span: span, hint: "Give every row the same columns.")
        }
        var binder = ExpressionBinder(session, scope: Scope(outer: outer), commonTables: commonTables)
        var bound: [[BoundExpression]] = []
        for row in rows { bound.append(try binder.bindAll(row, in: .values)) }
        var columns: [[BoundExpression]] = []
        for position in 0..<width {
            let column = bound.map { $0[position] }
            columns.append(try binder.coerced(column, to: try binder.commonType(column)))
        }
        let relation = session.newRelation()
        let names = columns.enumerated().map { PlanColumnName(name: "column\($0 + 1)", type: $1.first?.type ?? .text) }
        let plan = ValuesPlan(relation: relation, columns: names, rows: rows.indices.map { row in columns.map { $0[row].typed } })
        let output = zip(names, columns).map { name, values in
            BoundColumn(
                derived: CatalogColumn(name: name.name, type: name.type, role: .category(codes: []), title: name.name), planName: name.name,
                relation: relation, origin: nil)
        }
        let isKey = Set(plan.rows).count == plan.rows.count
        let locality = Locality.written(
            "VALUES", "The question itself writes the rows.", rowKey: isKey ? output.map { .column($0, span) } : nil)
        return BoundQuery(
            plan: .values(plan), columns: output, locality: locality, outerColumns: binder.outerColumns, isOneRow: rows.count == 1)
    }
}
