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

    static func overAllPatients(_ query: ReleasedQuery, at span: Range<Int>? = nil) -> Diagnostic {
        Diagnostic(
            .crossPatient, "This subquery aggregates over the patients of all hospitals, and no hospital has them all.", span: span ?? query.span,
            hint: "Group it by the patient key, tie it to the row around it by the patient key, or ask for the value first and write it as a constant.")
    }

    func bind(_ syntax: SyntaxQuery) throws(Diagnostic) -> QueryOutcome {
        guard let owner = commonTables.owner else { return try bindAnew(syntax) }
        return try session.sharing(owner) { () throws(Diagnostic) in try bindAnew(syntax) }
    }

    private func bindAnew(_ syntax: SyntaxQuery) throws(Diagnostic) -> QueryOutcome {
        try session.deeper(at: syntax.span) { () throws(Diagnostic) in
            var tables = commonTables.below
            try tables.add(syntax.commonTables)
            let inner = QueryBinder(session: session, commonTables: tables, outer: outer)
            switch syntax.body {
            case .select(let select): return try inner.select(select, syntax)
            case .values(let rows): return .rows(try inner.sorted(inner.values(rows, syntax.span ?? 0..<0), syntax))
            case .setOperation(let operation, let keepsRepeats, let left, let right):
                return try inner.setOperation(operation, keepsRepeats, left, right, syntax)
            }
        }
    }

    private func select(_ select: SyntaxSelect, _ syntax: SyntaxQuery) throws(Diagnostic) -> QueryOutcome {
        var binder = try SelectBinder(self, select, syntax)
        return try binder.bind()
    }

    /// ORDER BY and LIMIT of VALUES and set operations, by output names and positions.
    func sorted(_ query: BoundQuery, _ syntax: SyntaxQuery) throws(Diagnostic) -> BoundQuery {
        guard syntax.limit != nil || syntax.offset != nil else { return query }
        var order: [BoundSort] = []
        for sort in syntax.order { order.append(try self.sort(sort, query)) }
        return try LimitRule.limited(query, order, syntax)
    }

    private func sort(_ sort: SyntaxSort, _ query: BoundQuery) throws(Diagnostic) -> BoundSort {
        let column = query.columns[try position(sort, query.columns.map(\.column.name))]
        return BoundSort(
            expression: .column(column, sort.expression.span), descending: sort.descending, nullsFirst: sort.nullsFirst ?? sort.descending)
    }

    /// Where the output column stands by which a set operation sorts.
    func position(_ sort: SyntaxSort, _ names: [String]) throws(Diagnostic) -> Int {
        let found: Int?
        switch sort.expression.form {
        case .literal(.number(let digits)): found = Int(digits).flatMap { names.indices.contains($0 - 1) ? $0 - 1 : nil }
        case .column(nil, let name): found = names.firstIndex(of: name)
        default: found = nil
        }
        guard let found else {
            throw Diagnostic(
                .unsupported, "ORDER BY of a set operation takes an output column.", span: sort.expression.span,
                hint: "Name a column of the first SELECT.")
        }
        return found
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
        for value in bound.joined() { try session.refuseValues(in: value) }
        var columns: [[BoundExpression]] = []
        for position in 0..<width {
            let column = bound.map { $0[position] }
            columns.append(try binder.coerced(column, to: try binder.commonType(column)))
        }
        let relation = session.newRelation()
        let names = columns.enumerated().map { PlanColumnName(name: "column\($0 + 1)", type: $1.first?.type ?? .text) }
        let plan = ValuesPlan(relation: relation, columns: names, rows: rows.indices.map { row in columns.map { $0[row].typed } })
        let output = zip(names, columns).map { name, values in
            // A row may name columns of the query around; the column is as strict as all of its values together.
            let any = BoundExpression.cases(
                values.dropLast().map { BoundBranch(condition: .constant(.boolean(true), .boolean, span), result: $0) },
                otherwise: values.last ?? .constant(.null, name.type, span), name.type, span)
            return BoundColumn(
                derived: CatalogColumn(name: name.name, type: name.type, role: any.derivedRole, title: name.name), planName: name.name,
                relation: relation, origin: any.columns.isEmpty ? nil : any)
        }
        let locality = Locality.written("VALUES", "The question itself writes the rows.", rowKey: output.map { .column($0, span) })
        return BoundQuery(
            plan: .values(plan), columns: output, locality: locality, outerColumns: binder.outerColumns, isOneRow: rows.count == 1)
    }
}
