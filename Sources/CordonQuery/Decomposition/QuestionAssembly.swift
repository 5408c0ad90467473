import CordonAggregates
import CordonCatalog
import CordonValues

/// Puts a bound question together: its parts, each once, and the plan of what is computed of their released cells.
struct QuestionAssembly {
    private let session: BindingSession
    private var parts: [FederatedPart] = []
    private var definitions: [String: Int] = [:]

    init(session: BindingSession) { self.session = session }

    mutating func question(_ query: ReleasedQuery) throws(Diagnostic) -> FederatedQuery {
        let outside = try plan(query)
        var values: [OutsidePlan] = []
        for value in session.values { values.append(try plan(value)) }
        try session.settle()
        return FederatedQuery(parts: parts, outside: outside, values: values)
    }

    private mutating func plan(_ query: ReleasedQuery) throws(Diagnostic) -> OutsidePlan {
        switch query {
        case .groups(let groups): return try plan(groups)
        case .cells(let cells): return try plan(cells)
        case .union(let union): return try plan(union)
        }
    }

    /// Equal parts are one.
    private mutating func number(of part: FederatedPart) throws(Diagnostic) -> Int {
        // The first part has none to be equal to: its definition is written with that of the second.
        if let first = parts.first, definitions.isEmpty { definitions[first.canonicalDefinition] = 0 }
        let definition = parts.isEmpty ? nil : part.canonicalDefinition
        if let known = definition.flatMap({ definitions[$0] }) { return known }
        guard parts.count < QuestionLimits.parts else {
            throw QuestionLimits.exceeded("aggregations over patients", QuestionLimits.parts, nil)
        }
        if let definition { definitions[definition] = parts.count }
        parts.append(part)
        return parts.count - 1
    }

    // MARK: - Tables of cells

    private mutating func plan(_ query: CellsQuery) throws(Diagnostic) -> OutsidePlan {
        let builder = OutsideBuilder(source: .cells(query.tables?.positions ?? [:]))
        var source = OutsideSource.single
        if let tables = query.tables { source = try self.source(tables) }
        let condition: TypedExpression? = try self.condition(query.conditions, builder)
        return OutsidePlan(
            source: source, columns: try builder.columns(query.names, query.items), having: condition,
            windows: try builder.windows(query.windows, query.windows.map { _ in nil }), isDistinct: query.isDistinct,
            order: try builder.sorts(query.order), limit: query.limit, offset: query.offset)
    }

    private mutating func source(_ tables: CellTables) throws(Diagnostic) -> OutsideSource {
        switch tables {
        case .query(let query, _): return .table(try plan(query))
        case .join(let kind, let left, let right, let conditions):
            let on = try condition(conditions, OutsideBuilder(source: .cells(tables.positions)))
            return .join(OutsideJoin(kind: kind, left: try source(left), right: try source(right), on: on))
        case .lookup: throw Diagnostic(.internalFailure, "A table to look up was left above the boundary.")
        }
    }

    private func condition(_ parts: [BoundExpression], _ builder: OutsideBuilder) throws(Diagnostic) -> TypedExpression? {
        var conditions: [TypedExpression] = []
        for part in parts { conditions.append(try builder.rewritten(part)) }
        return conditions.count > 1 ? .call(.and, conditions, .boolean) : conditions.first
    }

    private mutating func plan(_ union: CellsUnion) throws(Diagnostic) -> OutsidePlan {
        var arms: [OutsidePlan] = []
        for arm in union.arms { arms.append(try plan(arm).cast(to: union.columns)) }
        func column(_ index: Int) -> TypedExpression { .column(.key(index), union.columns[index].type) }
        return OutsidePlan(
            source: .union(arms),
            columns: union.columns.enumerated().map { OutputColumn(name: $1.name, expression: column($0), unit: $1.unit) },
            isDistinct: union.isDistinct,
            order: union.order.map { SortKey(expression: column($0.column), descending: $0.descending, nullsFirst: $0.nullsFirst) },
            limit: union.limit, offset: union.offset)
    }

    // MARK: - Groups over patients

    private mutating func plan(_ whole: BoundaryQuery) throws(Diagnostic) -> OutsidePlan {
        let query = whole.counted
        guard let patient = query.locality.patient, query.locality.property == .patientLocal else {
            throw Diagnostic(
                .crossPatient, "The question reaches no patient, so that nothing tells how many stand behind a number.", span: query.span,
                hint: "Join a table of patients on the key.")
        }
        var rule = GroupKeyRule(query.binder.session)
        for key in query.keys { _ = session.collect { () throws(Diagnostic) in try rule.check(key) } }
        var windows = OutsideWindows(query: query, sets: BoundarySets(query.sets))
        let margins = session.collect { () throws(Diagnostic) in try windows.margins() } ?? []
        let boundary = session.collect { () throws(Diagnostic) in
            try BoundaryBuilder(query: query, sets: windows.sets, patient: patient).boundary()
        }
        let above = session.collect { () throws(Diagnostic) in try self.outside(query, windows, margins) }
        try session.settle()
        guard let (boundary, plan) = boundary, let above else { throw Diagnostic(.internalFailure, "The question could not be planned.") }
        let part = FederatedPart(plan, boundary, query.locality.proof, session.tableReads, session.filterReads)
        guard part.inside.scans.count <= QuestionLimits.tables else {
            throw QuestionLimits.exceeded("tables in one aggregation over patients", QuestionLimits.tables, query.span)
        }
        return above.over(part: try number(of: part))
    }

    private func outside(
        _ query: BoundaryQuery, _ windows: OutsideWindows, _ margins: [OutsideWindow.Margin?]
    ) throws(Diagnostic) -> OutsidePlan {
        let builder = OutsideBuilder(source: .groups(query, windows.sets))
        let having: TypedExpression? = if let condition = query.having { try builder.rewritten(condition) } else { nil }
        return OutsidePlan(
            source: .part(0), columns: try builder.columns(query.names, query.items, query.binder.aggregates), having: having,
            windows: try builder.windows(query.binder.windows, margins), shownSets: windows.sets.shown, isDistinct: query.isDistinct,
            order: try builder.sorts(query.order), limit: query.limit, offset: query.offset)
    }
}

extension BoundaryQuery {
    /// Groups without an aggregate are counted, so that it is known whether they may be shown.
    fileprivate var counted: BoundaryQuery {
        guard binder.aggregates.isEmpty else { return self }
        var counting = binder
        counting.aggregates = [
            BoundAggregate(
                specification: AggregateSpecification(function: .countRows, argument: nil), argument: nil, isDistinct: false, filter: nil,
                span: span ?? 0..<0)
        ]
        return BoundaryQuery(
            plan: plan, locality: locality, keys: keys, sets: sets, binder: counting, names: names, items: items, having: having, order: order,
            isDistinct: isDistinct, limit: limit, offset: offset, span: span)
    }
}

extension OutsidePlan {
    fileprivate func over(part: Int) -> OutsidePlan {
        OutsidePlan(
            source: .part(part), columns: columns, having: having, windows: windows, filter: filter, shownSets: shownSets, isDistinct: isDistinct,
            order: order, limit: limit, offset: offset)
    }

    /// The same rows with columns of these types.
    fileprivate func cast(to wanted: [CatalogColumn]) -> OutsidePlan {
        guard zip(columns, wanted).contains(where: { $0.expression.type != $1.type }) else { return self }
        let cast = columns.enumerated().map { index, column in
            let reference = TypedExpression.column(.key(index), column.expression.type)
            let type = wanted.indices.contains(index) ? wanted[index].type : column.expression.type
            return OutputColumn(
                name: column.name, expression: type == column.expression.type ? reference : .cast(reference, to: type), unit: column.unit)
        }
        return OutsidePlan(source: .table(self), columns: cast)
    }
}

extension FederatedPart {
    /// Without columns that nothing reads, and with relations numbered from 0 in the order in which they were: equal parts of
    /// different questions have equal plans.
    fileprivate init(_ plan: InsidePlan, _ boundary: Boundary, _ proof: LocalityProof, _ reads: [TableReads], _ filterReads: [TableReads]) {
        let (plan, pruned) = Pruning.pruned(plan, for: boundary.expressions)
        let renumbering = Renumbering(plan, pruned)
        var rest = pruned[...]
        self.init(
            inside: renumbering.plan(plan), boundary: boundary.mapping { renumbering.expression(rest.popFirst() ?? $0) }, proof: proof, reads: reads,
            filterReads: filterReads)
    }
}
