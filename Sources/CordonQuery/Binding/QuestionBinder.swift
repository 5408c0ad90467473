import CordonCatalog
import CordonValues

/// Binds a whole question and hands the parts to proof and decomposition. Troubles are collected clause by clause, so that a person
/// sees them together.
struct QuestionBinder {
    let syntax: SyntaxQuery
    var binder: ExpressionBinder
    private var conjuncts: [Conjunct]
    private var troubles: [Diagnostic] = []

    static func plan(_ syntax: SyntaxQuery, _ catalog: Catalog) throws(Refusal) -> FederatedQuery {
        var binder: QuestionBinder
        do throws(Diagnostic) {
            binder = try QuestionBinder(syntax, catalog)
        } catch {
            throw Refusal(error)
        }
        return try binder.plan()
    }

    private init(_ syntax: SyntaxQuery, _ catalog: Catalog) throws(Diagnostic) {
        guard !syntax.from.isEmpty else {
            throw Diagnostic(
                .rowLevel, "The question reads no table.", span: syntax.items.first?.expression.span,
                hint: "Add FROM with a table, for example FROM \(catalog.tables.first?.name ?? "patient").")
        }
        for count in [syntax.items.count, syntax.order.count] where count > QuestionLimits.outputColumns {
            throw QuestionLimits.exceeded("output columns", QuestionLimits.outputColumns, nil)
        }
        var from = FromBinder(catalog: catalog)
        let scope = try from.bind(syntax.from)
        self.syntax = syntax
        conjuncts = from.conjuncts
        binder = ExpressionBinder(catalog: catalog, scope: scope, reads: from.reads)
    }

    private mutating func plan() throws(Refusal) -> FederatedQuery {
        if let filter = syntax.filter {
            conjuncts += collect { (self) throws(Diagnostic) in try self.binder.conjuncts(filter, in: .filter) } ?? []
        }
        var items: [BoundExpression?] = []
        for item in syntax.items {
            items.append(collect { (self) throws(Diagnostic) in try self.binder.bind(item.expression, in: .select) })
        }
        let groups = collect { (self) throws(Diagnostic) in try self.groupKeys(items) } ?? []
        var having: BoundExpression?
        if let syntax = syntax.having {
            having = collect { (self) throws(Diagnostic) in try self.binder.condition(syntax, in: .having) }
        }
        var order: [BoundExpression?] = []
        for sort in syntax.order {
            let key = collect { (self) throws(Diagnostic) in try self.sortKey(sort.expression, items) }
            order.append(key ?? nil)
        }
        try settle()
        try requireAggregate()
        return try assemble(items.compactMap { $0 }, groups, having, order.compactMap { $0 })
    }

    /// Runs one step; its trouble is kept for the refusal.
    private mutating func collect<Result>(_ step: (inout Self) throws(Diagnostic) -> Result) -> Result? {
        do throws(Diagnostic) {
            return try step(&self)
        } catch {
            if !troubles.contains(error) { troubles.append(error) }
            return nil
        }
    }

    private func settle() throws(Refusal) {
        let sorted = troubles.sorted { ($0.span?.lowerBound ?? .max) < ($1.span?.lowerBound ?? .max) }
        guard let first = sorted.first else { return }
        throw Refusal(first, Array(sorted.dropFirst()))
    }

    private func requireAggregate() throws(Refusal) {
        guard binder.aggregates.isEmpty else { return }
        let grouped = !syntax.grouping.isEmpty
        throw Refusal(
            Diagnostic(
                .rowLevel, grouped ? "The question groups without an aggregate." : "The question returns rows, and only aggregates are answered.",
                span: syntax.items.first?.expression.span,
                hint: grouped ? "Add count(*) to the SELECT list." : "Aggregate: count(*), avg(x), and GROUP BY for categories."))
    }

    private mutating func assemble(
        _ items: [BoundExpression], _ keys: [BoundExpression], _ having: BoundExpression?, _ order: [BoundExpression]
    ) throws(Refusal) -> FederatedQuery {
        var rule = GroupKeyRule()
        for key in keys { _ = collect { (_) throws(Diagnostic) in try rule.check(key) } }
        let inside = keys + binder.aggregates.flatMap { [$0.argument, $0.filter].compactMap { $0 } } + conjuncts.map(\.expression)
        for expression in inside { _ = collect { (_) throws(Diagnostic) in try Self.checkHeight(expression) } }
        let equalities = conjuncts.compactMap { if case .key(let equality) = $0 { equality } else { nil } }
        let prover = LocalityProver(scope: binder.scope, equalities: equalities)
        let proved = collect { (_) throws(Diagnostic) in try prover.prove() }
        let outside = collect { (self) throws(Diagnostic) in try self.outside(items, OutsideBuilder(keys: keys), having, order) }
        try settle()
        guard let proved, let outside, let plan = InsideBuilder.plan(binder.scope, conjuncts) else {
            throw Refusal(Diagnostic(.internalFailure, "The question could not be planned."))
        }
        let boundary = BoundaryBuilder(
            scope: binder.scope, keys: keys, aggregates: binder.aggregates, patient: proved.patient, patientType: proved.patientType)
        let reads = binder.reads.map { TableReads(table: $0.key, columns: $0.value.sorted()) }.sorted { $0.table < $1.table }
        return FederatedQuery(inside: plan, boundary: boundary.boundary(), outside: outside, proof: proved.proof, reads: reads)
    }

    private static func checkHeight(_ expression: BoundExpression) throws(Diagnostic) {
        guard expression.height > QuestionLimits.height else { return }
        throw Diagnostic(
            .tooDeep, "The expression nests deeper than a hospital's database reads.", span: expression.span,
            hint: "Shorten nested CASE and function calls: one CASE with many WHENs, IN (…), a chain of + or AND.")
    }

    private func outside(
        _ items: [BoundExpression], _ builder: OutsideBuilder, _ having: BoundExpression?, _ order: [BoundExpression]
    ) throws(Diagnostic) -> OutsidePlan {
        let names = OutputName.unique(syntax.items.map(OutputName.name))
        var columns: [OutputColumn] = []
        for (name, item) in zip(names, items) {
            columns.append(
                OutputColumn(name: name, expression: try builder.rewritten(item), unit: Unit.name(of: item, binder.aggregates)))
        }
        var sorts: [SortKey] = []
        for (sort, key) in zip(syntax.order, order) {
            sorts.append(
                SortKey(expression: try builder.rewritten(key), descending: sort.descending, nullsFirst: sort.nullsFirst ?? sort.descending))
        }
        let condition: TypedExpression? = if let having { try builder.rewritten(having) } else { nil }
        return OutsidePlan(
            columns: columns, having: condition, order: sorts, limit: try rowCount(syntax.limit, "LIMIT"),
            offset: try rowCount(syntax.offset, "OFFSET"))
    }
}
