import CordonCatalog
import CordonValues

/// A SELECT whose clauses are bound, on its way to a plan: groups, windows, the list, DISTINCT and LIMIT, each above the other, or a
/// boundary where it groups over the patients of all hospitals.
struct SelectBlock {
    let session: BindingSession
    let binder: ExpressionBinder
    /// What the expressions below are over.
    var plan: InsidePlan
    var locality: Locality
    let outerColumns: [BoundColumn]
    let span: Range<Int>?
    var outputs: [SelectBinder.Output]
    let sets: GroupingSets
    var having: BoundExpression?
    let distinct: SyntaxDistinct?
    var distinctOn: [BoundExpression]
    var order: [BoundSort]
    let syntax: SyntaxQuery
    var windows: [BoundWindow]
    var isOneRow = false

    init(
        session: BindingSession, binder: ExpressionBinder, plan: InsidePlan, locality: Locality, outerColumns: [BoundColumn],
        span: Range<Int>?, outputs: [SelectBinder.Output], sets: GroupingSets, having: BoundExpression?, distinct: SyntaxDistinct?,
        distinctOn: [BoundExpression], order: [BoundSort], syntax: SyntaxQuery
    ) {
        self.session = session
        self.binder = binder
        self.plan = plan
        self.locality = locality
        self.outerColumns = outerColumns
        self.span = span
        self.outputs = outputs
        self.sets = sets
        self.having = having
        self.distinct = distinct
        self.distinctOn = distinctOn
        self.order = order
        self.syntax = syntax
        windows = binder.windows
    }

    func outcome(isGrouped: Bool) throws(Diagnostic) -> QueryOutcome {
        var block = self
        if isGrouped {
            let keys = sets.keys.map(\.typed)
            if !GroupingRule.keepsGroupsTogether(locality, by: keys) { return .released(.groups(try boundary())) }
            try block.group()
        }
        try refuseValues()
        try block.window()
        if let groups = try block.distinctGroups() { return .released(.groups(groups)) }
        try block.rankDistinctOn()
        return .rows(try block.projected())
    }

    /// SELECT DISTINCT without a key: which values there are is told by groups over all patients.
    private func distinctGroups() throws(Diagnostic) -> BoundaryQuery? {
        guard case .rows? = distinct, locality.isLocal, !GroupingRule.keepsGroupsTogether(locality, by: outputs.map(\.expression.typed)) else { return nil }
        var keys = GroupingSets()
        var items: [BoundExpression] = []
        for output in outputs {
            let item = output.expression.isUntyped ? try binder.coerced(output.expression, to: .text) : output.expression
            if item.constant == nil { _ = try keys.number(of: item) }
            items.append(item)
        }
        var groups = binder
        (groups.windows, groups.groupings) = ([], [])
        return BoundaryQuery(
            plan: plan, locality: locality, keys: keys.keys, sets: [Array(keys.keys.indices)], binder: groups, names: OutputName.unique(outputs.map(\.name)),
            items: items, having: nil, order: order, isDistinct: false, limit: try RowCount.of(syntax.limit, "LIMIT"),
            offset: try RowCount.of(syntax.offset, "OFFSET"), span: span)
    }

    /// Rows cannot wait for released cells.
    private func refuseValues() throws(Diagnostic) {
        let parts = outputs.map(\.expression) + [having].compactMap { $0 } + distinctOn + order.map(\.expression) + windows.flatMap(\.parts)
        for part in parts { try session.refuseValues(in: part) }
    }

    private func boundary() throws(Diagnostic) -> BoundaryQuery {
        if let column = outerColumns.first {
            throw Diagnostic(
                .crossPatient, "This subquery aggregates over the patients of all hospitals for each row around it, by \(column.column.name).",
                span: span, hint: "Group it by that column in FROM, and join the groups.")
        }
        if case .on? = distinct {
            throw Diagnostic(
                .unsupported, "SELECT DISTINCT ON above aggregates is not supported.", span: span,
                hint: "Rank the groups with ROW_NUMBER() OVER (PARTITION BY …) in a subquery, and keep rank 1.")
        }
        if let nullable = sets.keys.first(where: { locality.holdsKey($0.typed)?.isNonNull == false }) {
            try GroupingRule.require(locality, by: [nullable.typed], "GROUP BY", nullable.span, hint: "")
        }
        for key in sets.keys { if let column = key.key { throw binder.keyMisused(column, key.span) } }
        let sets = withLookups()
        return BoundaryQuery(
            plan: plan, locality: locality, keys: sets.keys, sets: sets.sets, binder: binder,
            names: OutputName.unique(outputs.map(\.name)), items: outputs.map(\.expression), having: having, order: order,
            isDistinct: distinct != nil, limit: try RowCount.of(syntax.limit, "LIMIT"), offset: try RowCount.of(syntax.offset, "OFFSET"), span: span)
    }

    /// A subquery that names group keys alone has one value in each group, and becomes one more key: the name of a concept.
    private func withLookups() -> GroupingSets {
        guard sets.sets.count == 1, !sets.keys.isEmpty else { return sets }
        var extended = sets
        func add(_ expression: BoundExpression) {
            guard !extended.keys.contains(where: { $0.typed == expression.typed }) else { return }
            guard case .subquery(let subquery) = expression.form, subquery.operands.isEmpty else { return expression.forEachChild(add) }
            let isOfKeys = subquery.outer.allSatisfy { column in sets.keys.contains { $0.column?.reference == column.reference } }
            if isOfKeys, extended.keys.count < QuestionLimits.groupKeys { extended.keys.append(expression) }
        }
        (outputs.map(\.expression) + [having].compactMap { $0 } + order.map(\.expression)).forEach(add)
        extended.sets = [Array(extended.keys.indices)]
        return extended
    }

    /// Rewrites everything that stands above the rows.
    mutating func rewrite(_ replace: (BoundExpression) throws(Diagnostic) -> BoundExpression?) throws(Diagnostic) {
        for index in outputs.indices {
            outputs[index] = SelectBinder.Output(
                name: outputs[index].name, expression: try outputs[index].expression.rewriting(replace), deferredReads: outputs[index].deferredReads)
        }
        having = try having?.rewriting(replace)
        for index in distinctOn.indices { distinctOn[index] = try distinctOn[index].rewriting(replace) }
        for index in order.indices {
            order[index] = BoundSort(
                expression: try order[index].expression.rewriting(replace), descending: order[index].descending, nullsFirst: order[index].nullsFirst)
        }
        for index in windows.indices { windows[index] = try windows[index].rewriting(replace) }
    }
}

// MARK: - Groups

extension SelectBlock {
    /// GROUP BY and HAVING inside a node.
    private mutating func group() throws(Diagnostic) {
        guard sets.sets.count == 1 else {
            throw Diagnostic(
                .unsupported, "ROLLUP, CUBE and GROUPING SETS are not supported below the boundary.", span: span,
                hint: "Use them in the outermost SELECT, or write UNION ALL of several groupings.")
        }
        var grouping = InnerGrouping(session: session, block: self)
        try rewrite { (part) throws(Diagnostic) in try grouping.replacement(part) }
        (plan, locality) = grouping.finish(plan, locality)
        isOneRow = sets.keys.isEmpty
        if let condition = having { plan = .filter(plan, condition.typed) }
        if having != nil { isOneRow = false }
    }
}

/// The relation that GROUP BY makes, while the clauses above are rewritten over it.
struct InnerGrouping {
    private let relation: Int
    private let aggregates: [BoundAggregate]
    private let isOnePerPatient: Bool
    private let binder: ExpressionBinder
    private var keys: [BoundExpression]

    init(session: BindingSession, block: SelectBlock) {
        relation = session.newRelation()
        aggregates = block.binder.aggregates
        binder = block.binder
        keys = block.sets.keys
        let locality = block.locality
        isOnePerPatient = block.sets.keys.allSatisfy { key in
            locality.holdsKey(key.typed)?.isPatient ?? key.isOnePerPatient
        }
    }

    private func keyName(_ index: Int) -> String { "key_\(index + 1)" }

    /// What stands for a part above the groups; nil for one that is made of such parts.
    mutating func replacement(_ part: BoundExpression) throws(Diagnostic) -> BoundExpression? {
        if part.constant == nil, let index = keys.firstIndex(where: { $0.size == part.size && $0.typed == part.typed }) { return key(index, part.span) }
        switch part.form {
        case .aggregate(let number):
            guard aggregates.indices.contains(number) else { return nil }
            let column = BoundColumn(
                derived: aggregates[number].derivedColumn(aggregates[number].shown), planName: "agg_\(number + 1)", relation: relation,
                origin: aggregates[number].derivedOrigin, isOnePerPatient: isOnePerPatient, weighs: aggregates[number].weighs)
            return .column(column, part.span)
        case .grouping: return .constant(.integer(0), .integer, part.span)
        case .column(let column):
            if binder.outerColumns.contains(where: { $0.reference == column.reference }) { return part }
            guard isDetermined(column) else { throw OutsideBuilder.notGrouped(column, part.span) }
            keys.append(part)
            return key(keys.count - 1, part.span)
        case .constant, .cutoff, .call, .cast, .cases, .window, .value, .subquery: return nil
        }
    }

    private func key(_ index: Int, _ span: Range<Int>) -> BoundExpression {
        let expression = keys[index]
        let column = BoundColumn(
            derived: expression.derivedColumn(keyName(index)), planName: keyName(index), relation: relation, origin: expression,
            isOnePerPatient: expression.isOnePerPatient)
        return .column(column, span)
    }

    /// PostgreSQL's rule: a column of a table whose whole row key is grouped by has one value in each group.
    private func isDetermined(_ column: BoundColumn) -> Bool {
        guard let table = column.table else { return false }
        return table.rowKey.allSatisfy { name in
            keys.contains { $0.column.map { $0.relation == column.relation && $0.planName == name } ?? false }
        }
    }

    func finish(_ plan: InsidePlan, _ input: Locality) -> (InsidePlan, Locality) {
        var inner = aggregates.enumerated().map { index, aggregate in aggregate.planned("agg_\(index + 1)") }
        let typedKeys = keys.map(\.typed)
        let localKeys = keys.indices.compactMap { index -> LocalKey? in
            guard let key = input.holdsKey(keys[index].typed) else { return nil }
            return LocalKey(
                expression: .column(.table(relation: relation, column: keyName(index)), keys[index].type), entity: key.entity,
                isNonNull: key.isNonNull, name: key.name)
        }
        var patient: BoundExpression?
        if let index = keys.indices.first(where: { keys[$0].typed == input.patient?.typed }) {
            patient = key(index, keys[index].span)
        } else if let index = keys.indices.first(where: { input.holdsKey(keys[$0].typed).map { $0.isPatient && $0.isNonNull } ?? false }) {
            patient = key(index, keys[index].span)
        } else if let below = input.patient {
            // A key of the hospital groups; its rows should be of one patient, and the smallest stands for them.
            inner.append(.smallest(of: below, named: "patient"))
            let role = below.key?.column.role ?? .patient
            let column = CatalogColumn(name: "patient", type: below.type, role: role, title: "")
            patient = .column(BoundColumn(derived: column, planName: "patient", relation: relation, origin: nil), below.span)
        }
        let columns = keys.indices.map { PlanColumn(name: keyName($0), expression: keys[$0].typed) }
        let shown = keys.map { input.holdsKey($0.typed)?.name ?? "\($0.typed)" }.joined(separator: ", ")
        let name = keys.isEmpty ? "one group" : "groups by \(shown)"
        let locality = Locality(
            property: input.property, keys: localKeys, patient: patient, rowKey: keys.indices.map { key($0, keys[$0].span) },
            proof: GroupingRule.proof(name, input, by: typedKeys))
        return (.group(GroupPlan(relation: relation, keys: columns, aggregates: inner, input: plan)), locality)
    }
}

// MARK: - The list

extension SelectBlock {
    /// The SELECT list over the rows, DISTINCT, ORDER BY and LIMIT.
    private func projected() throws(Diagnostic) -> BoundQuery {
        var list = ProjectedList(session: session, locality: locality)
        for (index, output) in outputs.enumerated() {
            // A name that stands twice is ambiguous for whoever names it.
            let name = output.name ?? "column_\(index + 1)"
            let typed = output.expression.isUntyped ? try binder.coerced(output.expression, to: .text) : output.expression
            list.add(name, typed, output.deferredReads)
        }
        let isLimited = syntax.limit != nil || syntax.offset != nil
        let sorts = isLimited ? list.sorted(order) : []
        var result = list.finish(plan, outerColumns: outerColumns, isOneRow: isOneRow)
        guard case .rows? = distinct else { return isLimited ? try LimitRule.limited(result, sorts, syntax) : result }
        result = try DistinctRows.of(result, session, span)
        return isLimited ? try LimitRule.limited(result, try Self.visible(sorts, result), syntax) : result
    }
}

extension SelectBlock {
    /// Sort keys as columns of the distinct rows.
    private static func visible(_ sorts: [BoundSort], _ result: BoundQuery) throws(Diagnostic) -> [BoundSort] {
        var mapped: [BoundSort] = []
        for sort in sorts {
            guard let name = sort.expression.column?.planName, let column = result.columns.first(where: { $0.planName == name }) else {
                throw Diagnostic(
                    .unsupported, "With SELECT DISTINCT, ORDER BY takes output columns.", span: sort.expression.span,
                    hint: "Add the expression to the SELECT list.")
            }
            mapped.append(
                BoundSort(expression: .column(column, sort.expression.span), descending: sort.descending, nullsFirst: sort.nullsFirst))
        }
        return mapped
    }
}

/// The columns of a project, visible ones first, with what locality needs carried along.
struct ProjectedList {
    private let session: BindingSession
    private let locality: Locality
    private let relation: Int
    private var columns: [PlanColumn] = []
    private var visible: [BoundColumn] = []
    private var names = PlanNames()

    init(session: BindingSession, locality: Locality) {
        self.session = session
        self.locality = locality
        relation = session.newRelation()
    }

    mutating func add(_ name: String, _ expression: BoundExpression, _ reads: [ColumnRead]) {
        let planName = names.free(name)
        columns.append(PlanColumn(name: planName, expression: expression.typed))
        visible.append(
            BoundColumn(
                derived: expression.derivedColumn(name), planName: planName, relation: relation, origin: expression,
                isOnePerPatient: expression.isOnePerPatient, deferredReads: reads))
    }

    /// The column of an expression over the rows below, added where it is not there.
    private mutating func carried(_ expression: BoundExpression, _ name: String) -> BoundExpression {
        let index = columns.firstIndex { $0.expression == expression.typed } ?? columns.count
        if index == columns.count { columns.append(PlanColumn(name: names.free("cordon_\(name)"), expression: expression.typed)) }
        if visible.indices.contains(index) { return .column(visible[index], expression.span) }
        let column = BoundColumn(
            derived: expression.derivedColumn(columns[index].name), planName: columns[index].name, relation: relation, origin: expression)
        return .column(column, expression.span)
    }

    mutating func finish(_ plan: InsidePlan, outerColumns: [BoundColumn], isOneRow: Bool) -> BoundQuery {
        let keys = visible.indices.compactMap { index -> LocalKey? in
            guard let key = locality.holdsKey(columns[index].expression) else { return nil }
            return LocalKey(
                expression: .column(visible[index].reference, visible[index].column.type), entity: key.entity,
                isNonNull: key.isNonNull, name: key.name)
        }
        let patient = locality.patient.map { carried($0, "patient") }
        var rowKey: [BoundExpression]?
        if let below = locality.rowKey {
            rowKey = []
            for (index, key) in below.enumerated() { rowKey?.append(carried(key, "row_\(index + 1)")) }
        }
        let passed = Locality(property: locality.property, keys: keys, patient: patient, rowKey: rowKey, proof: locality.proof)
        return BoundQuery(
            plan: .project(ProjectPlan(relation: relation, columns: columns, input: plan)), columns: visible, locality: passed,
            outerColumns: outerColumns, isOneRow: isOneRow)
    }

    /// Sort keys as columns of the project, added where they are not.
    mutating func sorted(_ order: [BoundSort]) -> [BoundSort] {
        order.enumerated().map { index, sort in
            BoundSort(
                expression: carried(sort.expression, "sort_\(index + 1)"), descending: sort.descending, nullsFirst: sort.nullsFirst)
        }
    }
}
