import CordonCatalog
import CordonValues

/// Binds a whole question and hands the parts to decomposition.
struct QuestionBinder {
    private let session: BindingSession

    static func plan(_ syntax: SyntaxQuery, _ catalog: Catalog) throws(Refusal) -> FederatedQuery {
        let session = BindingSession(catalog)
        do throws(Diagnostic) {
            return try QuestionBinder(session: session).plan(syntax)
        } catch {
            session.keep(error)
            let sorted = session.troubles.sorted { ($0.span?.lowerBound ?? .max) < ($1.span?.lowerBound ?? .max) }
            throw Refusal(sorted[0], Array(sorted.dropFirst()))
        }
    }

    private func plan(_ syntax: SyntaxQuery) throws(Diagnostic) -> FederatedQuery {
        let binder = QueryBinder(session: session, commonTables: CommonTables(), outer: nil)
        switch try binder.bind(syntax) {
        case .rows(let query): throw refusal(of: query, syntax)
        case .released(let query): return try assemble(query)
        }
    }

    /// Rows never leave: the outermost SELECT has to aggregate over patients.
    private func refusal(of query: BoundQuery, _ syntax: SyntaxQuery) -> Diagnostic {
        let catalog = session.catalog
        if query.locality.proof.relation == "one row" {
            return Diagnostic(
                .rowLevel, "The question reads no table.", span: syntax.span,
                hint: "Add FROM with a table, for example FROM \(catalog.tables.first?.name ?? "patient").")
        }
        if query.locality.property == .replicated {
            return Diagnostic(
                .crossPatient, "The question reads only tables that are the same at every hospital, so that its counts cannot be added up.",
                span: syntax.span, hint: "Join a table of patients, for example \(catalog.tables.first { $0.patientKey != nil }?.name ?? "patient").")
        }
        return Diagnostic(
            .rowLevel, "The question returns a row for each patient or record, and only aggregates over patients are answered.", span: syntax.span,
            hint: "Aggregate: count(*), avg(x), and GROUP BY for categories.")
    }

    private func assemble(_ query: BoundaryQuery) throws(Diagnostic) -> FederatedQuery {
        guard query.distinct == nil else {
            throw Diagnostic(
                .unsupported, "SELECT DISTINCT above aggregates is not supported in this version.", span: query.span,
                hint: "Leave DISTINCT out: every group is there once.")
        }
        guard let patient = query.locality.patient, query.locality.property == .patientLocal else {
            throw Diagnostic(
                .crossPatient, "The question reaches no patient, so that nothing tells how many stand behind a number.", span: query.span,
                hint: "Join a table of patients on the key.")
        }
        guard !query.binder.aggregates.isEmpty else {
            throw Diagnostic(
                .rowLevel, "The question groups without an aggregate.", span: query.span, hint: "Add count(*) to the SELECT list.")
        }
        var rule = GroupKeyRule()
        for key in query.keys { _ = session.collect { () throws(Diagnostic) in try rule.check(key) } }
        var windows = OutsideWindows(query: query, sets: BoundarySets(query.sets))
        let margins = session.collect { () throws(Diagnostic) in try windows.margins() } ?? []
        let boundary = session.collect { () throws(Diagnostic) in
            try BoundaryBuilder(query: query, sets: windows.sets, patient: patient).boundary()
        }
        let outside = session.collect { () throws(Diagnostic) in try self.outside(query, windows, margins) }
        try session.settle()
        guard let boundary, let outside else { throw Diagnostic(.internalFailure, "The question could not be planned.") }
        let (plan, pruned) = boundary.pruned(query.plan)
        let reads = session.reads.map { TableReads(table: $0.key, columns: $0.value.sorted()) }.sorted { $0.table < $1.table }
        return FederatedQuery(inside: plan, boundary: pruned, outside: outside, proof: query.locality.proof, reads: reads)
    }

    private func outside(
        _ query: BoundaryQuery, _ windows: OutsideWindows, _ margins: [OutsideWindow.Margin?]
    ) throws(Diagnostic) -> OutsidePlan {
        let builder = OutsideBuilder(query: query, sets: windows.sets)
        var columns: [OutputColumn] = []
        for (name, item) in zip(query.names, query.items) {
            columns.append(
                OutputColumn(name: name, expression: try builder.rewritten(item), unit: Unit.name(of: item, query.binder.aggregates)))
        }
        var sorts: [SortKey] = []
        for sort in query.order {
            sorts.append(SortKey(expression: try builder.rewritten(sort.expression), descending: sort.descending, nullsFirst: sort.nullsFirst))
        }
        let having: TypedExpression? = if let condition = query.having { try builder.rewritten(condition) } else { nil }
        let filter: TypedExpression? = if let condition = query.filter { try builder.rewritten(condition) } else { nil }
        return OutsidePlan(
            columns: columns, having: having, windows: try windows.windows(margins), filter: filter, shownSets: windows.sets.shown, order: sorts,
            limit: query.limit, offset: query.offset)
    }
}

extension Boundary {
    /// The plan without columns that nothing reads.
    fileprivate func pruned(_ plan: InsidePlan) -> (InsidePlan, Boundary) {
        let roots = keys.map(\.expression) + aggregates.flatMap { [$0.argument, $0.second, $0.filter].compactMap { $0 } } + [patient]
        return (Pruning.pruned(plan, for: roots).0, self)
    }
}
