import CordonCatalog
import CordonValues

/// LATERAL: a subquery for each row of what stands to its left.
///
/// Statement: an aggregate without GROUP BY, and the first row of an order, are one row or none for each row to the left, so that each of
/// their columns is the value of a correlated subquery, and the row is there where such a row exists. VALUES is a fixed number of rows. Any
/// other SELECT of expressions is a join under its WHERE. So names of LATERAL stand for expressions over the other tables of FROM, and what
/// is local without LATERAL is so with it.
struct LateralPart {
    let alias: String
    let columns: [BoundColumn]
    /// What the columns stand for; nil for the key of a row that was picked.
    var values: [BoundExpression?]
    /// Tables of its own.
    var tables = FromPart(scope: Scope())
    /// Under which a row has rows here.
    var conditions: [BoundExpression] = []
    /// Without a row the values are NULL by themselves.
    var isNullWhenAbsent = false
    var outerColumns: [BoundColumn] = []
    let span: Range<Int>

    var relation: BoundRelation { BoundRelation(alias: alias, columns: columns, table: nil, span: span, values: values) }
}

extension FromBinder {
    /// `around` is what the subquery may name: the tables before it in FROM.
    func lateral(_ syntax: SyntaxQuery, _ alias: SyntaxAlias, _ span: Range<Int>, around: Scope) throws(Diagnostic) -> LateralPart? {
        let below = QueryBinder(session: session, commonTables: query.commonTables, outer: around)
        var part: LateralPart?
        if let (rows, names) = syntax.writtenRows {
            part = try written(rows, names, alias, span, around)
        } else if case .select(let select) = syntax.body, syntax.isPlain(select) {
            part = try plain(below, select, syntax, alias, span)
        } else {
            part = try picked(below, syntax, alias, span)
        }
        let own = Set(around.relations.flatMap(\.columns).map(\.relation))
        part?.outerColumns.removeAll { own.contains($0.relation) }
        return part
    }

    /// Rows of expressions: one row is the expressions, several are counted off.
    private func written(
        _ rows: [[SyntaxExpression]], _ names: [String?], _ alias: SyntaxAlias, _ span: Range<Int>, _ around: Scope
    ) throws(Diagnostic) -> LateralPart {
        var binder = ExpressionBinder(session, scope: around, commonTables: query.commonTables)
        var bound: [[BoundExpression]] = []
        for row in rows { bound.append(try rows.count == 1 ? keyed(row, &binder) : binder.bindAll(row, in: .values)) }
        var tables = FromPart(scope: Scope())
        var number: BoundExpression?
        if rows.count > 1 { (tables, number) = numbers(rows.count, span) }
        var values: [BoundExpression] = []
        for column in names.indices {
            var parts = bound.compactMap { $0.indices.contains(column) ? $0[column] : nil }
            guard parts.count == rows.count else {
                throw Diagnostic(.typeMismatch, "The rows of VALUES have different lengths.", span: span, hint: "Give every row the same columns.")
            }
            if rows.count > 1 || parts[0].isUntyped { parts = try binder.coerced(parts, to: try binder.commonType(parts)) }
            values.append(number.map { Self.chosen(by: $0, parts, span) } ?? parts[0])
        }
        return try self.part(values, names, alias, span, tables, binder.outerColumns)
    }

    private func keyed(_ row: [SyntaxExpression], _ binder: inout ExpressionBinder) throws(Diagnostic) -> [BoundExpression] {
        var bound: [BoundExpression] = []
        for value in row { bound.append(try binder.keyed(value, in: .values)) }
        return bound
    }

    /// A SELECT without groups, order and limit.
    private func plain(
        _ below: QueryBinder, _ select: SyntaxSelect, _ syntax: SyntaxQuery, _ alias: SyntaxAlias, _ span: Range<Int>
    ) throws(Diagnostic) -> LateralPart {
        var tables = below.commonTables.below
        try tables.add(syntax.commonTables)
        var inner = try SelectBinder(QueryBinder(session: session, commonTables: tables, outer: below.outer), select, syntax)
        if let cells = inner.from.cells { throw QueryBinder.overAllPatients(cells.anyQuery) }
        let conditions = if let filter = select.filter { try inner.binder.conjuncts(filter, in: .filter) } else { [BoundExpression]() }
        let outputs = try inner.outputs()
        try session.settle()
        var values: [BoundExpression] = []
        for output in outputs { values.append(output.expression.isUntyped ? try inner.binder.coerced(output.expression, to: .text) : output.expression) }
        for read in outputs.flatMap(\.deferredReads) { session.note(read) }
        var part = try part(values, OutputName.unique(outputs.map(\.name)), alias, span, inner.from, inner.from.outerColumns + inner.binder.outerColumns)
        part.conditions = inner.from.conditions + conditions
        return part
    }

    /// One row or none for each row to the left; nil where the subquery names nothing of them.
    private func picked(_ below: QueryBinder, _ syntax: SyntaxQuery, _ alias: SyntaxAlias, _ span: Range<Int>) throws(Diagnostic) -> LateralPart? {
        let (rows, own) = try session.measured { () throws(Diagnostic) in try below.rows(syntax) }
        guard !rows.outerColumns.isEmpty else { return nil }
        guard !rows.locality.isLocal else {
            throw Diagnostic(
                .crossPatient, "LATERAL reads the rows of all patients for each row, and no hospital has them all.", span: span,
                hint: "Tie it to the row beside it by the patient key.")
        }
        for read in rows.columns.flatMap(\.deferredReads) { session.note(read) }
        let plans = rows.isOneRow ? [rows.plan] : rows.plan.singleRows
        guard !plans.isEmpty else {
            throw Diagnostic(
                .unsupported, "LATERAL with groups, or with many rows of an order, is not supported.", span: span,
                hint: "Rank in a subquery, ROW_NUMBER() OVER (PARTITION BY key ORDER BY …), and join it by the key.")
        }
        let height = own + rows.plan.parserHeight
        func subquery(_ origin: BoundExpression?, _ typed: TypedExpression) -> BoundExpression {
            .subquery(BoundSubquery(operands: [], outer: rows.outerColumns, height: height, origin: origin), typed, size: 1, span)
        }
        var tables = FromPart(scope: Scope())
        var number: BoundExpression?
        if plans.count > 1 { (tables, number) = numbers(plans.count, span) }
        func chosen(_ parts: [BoundExpression]) -> BoundExpression { number.map { Self.chosen(by: $0, parts, span) } ?? parts[0] }
        let values = rows.columns.map { column -> BoundExpression? in
            guard !column.isKey else { return nil }
            let value = BoundExpression.column(column, span)
            return chosen(
                plans.map { plan in
                    let row = ProjectPlan(relation: session.newRelation(), columns: [PlanColumn(name: "value", expression: value.typed)], input: plan)
                    return subquery(value, .scalar(row, value.type))
                })
        }
        var part = LateralPart(
            alias: alias.name, columns: try renamed(rows.columns, alias, span), values: values, tables: tables, outerColumns: rows.outerColumns, span: span)
        part.isNullWhenAbsent = plans.count == 1
        if !rows.isOneRow { part.conditions = [chosen(plans.map { subquery(nil, .exists($0)) })] }
        return part
    }

    private func part(
        _ values: [BoundExpression], _ names: [String?], _ alias: SyntaxAlias, _ span: Range<Int>, _ tables: FromPart, _ outer: [BoundColumn]
    ) throws(Diagnostic) -> LateralPart {
        let relation = session.newRelation()
        let columns = zip(OutputName.unique(names), values).map { name, value in
            BoundColumn(derived: value.derivedColumn(name), planName: name, relation: relation, origin: value)
        }
        return LateralPart(
            alias: alias.name, columns: try renamed(columns, alias, span), values: values, tables: tables, outerColumns: outer, span: span)
    }

    // MARK: - Counting rows off

    private func numbers(_ count: Int, _ span: Range<Int>) -> (FromPart, BoundExpression) {
        let relation = session.newRelation()
        let catalogColumn = CatalogColumn(name: "column1", type: .integer, role: .category(codes: []), title: "")
        let column = BoundExpression.column(BoundColumn(derived: catalogColumn, planName: "column1", relation: relation, origin: nil), span)
        let plan = ValuesPlan(
            relation: relation, columns: [PlanColumnName(name: "column1", type: .integer)],
            rows: (1...Int64(count)).map { [.constant(.integer($0), .integer)] })
        var part = FromPart(scope: Scope())
        part.leaves = [
            JoinLeaf(
                plan: .values(plan), relations: [relation], locality: .written("VALUES", "The question itself writes the rows.", rowKey: [column]),
                alias: "VALUES", span: span)
        ]
        return (part, column)
    }

    private static func chosen(by number: BoundExpression, _ parts: [BoundExpression], _ span: Range<Int>) -> BoundExpression {
        let branches = parts.dropLast().enumerated().map { index, part in
            BoundBranch(condition: .call(.equal, [number, .constant(.integer(Int64(index + 1)), .integer, span)], .boolean, span), result: part)
        }
        guard let last = parts.last else { return .constant(.null, .text, span) }
        return .cases(branches, otherwise: last, last.type, span)
    }
}

// MARK: - Joining

extension FromBinder {
    func join(_ kind: SyntaxJoin, _ left: FromPart, lateral part: LateralPart, _ syntax: SyntaxJoinCondition) throws(Diagnostic) -> FromPart {
        var whole = left
        whole.outerColumns += part.outerColumns
        try whole.scope.add(part.relation)
        var on: [BoundExpression] = []
        switch syntax {
        case .always: break
        case .on(let condition):
            var binder = ExpressionBinder(session, scope: whole.scope, commonTables: query.commonTables)
            on = try binder.conjuncts(condition, in: .on).filter { $0.constant != .boolean(true) }
            whole.outerColumns += binder.outerColumns
        case .using, .natural: throw Self.unsupportedLateral("USING and NATURAL are", part.span)
        }
        for condition in on { try session.refuseValues(in: condition) }
        for condition in part.conditions + on { session.noteTie(condition) }
        if kind == .left {
            guard let kept = try keptRows(left, part, on) else { return try outerJoin(left, part, on) }
            whole.scope = left.scope
            try whole.scope.add(kept.relation)
            whole.leaves += kept.tables.leaves
            return whole
        }
        guard kind == .inner else { throw Self.unsupportedLateral("\(kind.rawValue) is", part.span) }
        whole.scope.keys += part.tables.scope.keys
        whole.leaves += part.tables.leaves
        whole.conditions += part.conditions + on
        return whole
    }

    /// A LEFT JOIN that leaves out no row of the left side and has no tables of its own: the values under their condition.
    private func keptRows(_ left: FromPart, _ part: LateralPart, _ on: [BoundExpression]) throws(Diagnostic) -> LateralPart? {
        let conditions = (part.isNullWhenAbsent ? [] : part.conditions) + on
        if conditions.isEmpty, part.conditions.isEmpty || part.isNullWhenAbsent, part.tables.leaves.allSatisfy(\.isWritten) { return part }
        guard part.tables.leaves.isEmpty else { return nil }
        guard part.values.allSatisfy({ $0?.key == nil }) else { throw Self.unsupportedLateral("A key behind LEFT JOIN is", part.span) }
        let condition = conditions.count == 1 ? conditions[0] : BoundExpression.call(.and, conditions, .boolean, part.span)
        var kept = part
        kept.values = part.values.map { value in
            value.map { .cases([BoundBranch(condition: condition, result: $0)], otherwise: .constant(.null, $0.type, part.span), $0.type, part.span) }
        }
        return kept
    }

    /// Tables of LATERAL joined under its WHERE; its columns are theirs, so that they are NULL without a partner.
    private func outerJoin(_ left: FromPart, _ part: LateralPart, _ on: [BoundExpression]) throws(Diagnostic) -> FromPart {
        var absent = part
        absent.values = []
        for value in part.values {
            guard let column = value?.column else { throw Self.unsupportedLateral("An expression in the SELECT behind LEFT JOIN is", part.span) }
            absent.values.append(.column(column.mayBeAbsent(), part.span))
        }
        let inner = JoinLeaf(
            plan: InsideBuilder.side(part.tables.leaves, []), relations: part.tables.leaves.reduce(into: []) { $0.formUnion($1.relations) },
            locality: try lateralLocality(left, part), alias: part.alias, span: part.span)
        let leftLeaf = try left.leaf(part.span)
        let conditions = part.conditions + on
        let known = leftLeaf.relations.union(inner.relations)
        let enclosing = Set((left.scope.enclosing.map { $0.allRelations } ?? []))
        guard conditions.flatMap(\.columns).allSatisfy({ known.contains($0.relation) || enclosing.contains($0.relation) }) else {
            throw Self.unsupportedLateral("A name of a table before the comma, behind LEFT JOIN, is", part.span)
        }
        var whole = left
        whole.outerColumns += part.outerColumns
        try whole.scope.add(absent.relation)
        let leaf = try outerJoin(.left, leftLeaf, inner, conditions, left.scope.enclosingKeys)
        (whole.leaves, whole.conditions) = ([leaf], [])
        whole.scope.keys = leaf.locality.keys
        return whole
    }

    /// What its tables are among themselves.
    private func lateralLocality(_ left: FromPart, _ part: LateralPart) throws(Diagnostic) -> Locality {
        let own = part.tables.leaves.reduce(into: Set<Int>()) { $0.formUnion($1.relations) }
        let inside = part.conditions.filter { $0.columns.allSatisfy { own.contains($0.relation) } }
        return try InnerJoinRule(leaves: part.tables.leaves, conditions: inside, outerKeys: left.scope.enclosingKeys).locality()
    }

    static func unsupportedLateral(_ what: String, _ span: Range<Int>) -> Diagnostic {
        Diagnostic(
            .unsupported, "\(what) not supported with LATERAL.", span: span,
            hint: "Join a subquery grouped by the patient key, or rank with ROW_NUMBER() OVER (PARTITION BY patient key …).")
    }
}

extension InsidePlan {
    /// The first row of an order, the second, …; none where there is no limit, or a high one.
    fileprivate var singleRows: [InsidePlan] {
        guard case .limit(let plan) = self, let limit = plan.limit, (1...8).contains(limit) else { return [] }
        return (0..<limit).map { .limit(LimitPlan(input: plan.input, order: plan.order, limit: 1, offset: plan.offset + $0)) }
    }
}

extension JoinLeaf {
    /// Rows that the question writes.
    fileprivate var isWritten: Bool {
        if case .values = plan { true } else { false }
    }
}

extension Scope {
    /// The numbers of the relations of this scope and those around it.
    fileprivate var allRelations: [Int] { relations.flatMap(\.columns).map(\.relation) + (enclosing?.allRelations ?? []) }
}

extension SyntaxQuery {
    /// Rows of expressions without tables: VALUES, a SELECT without FROM, UNION ALL of such; and the names of the columns.
    fileprivate var writtenRows: (rows: [[SyntaxExpression]], names: [String?])? {
        guard limit == nil, offset == nil, commonTables.isEmpty else { return nil }
        switch body {
        case .values(let rows): return (rows, (0..<(rows.first?.count ?? 0)).map { "column\($0 + 1)" })
        case .select(let select):
            guard select.from.isEmpty, select.filter == nil, isPlain(select) else { return nil }
            return ([select.items.map(\.expression)], select.items.map(OutputName.name))
        case .setOperation(.union, keepsRepeats: true, let left, let right):
            guard let first = left.writtenRows, let second = right.writtenRows else { return nil }
            return (first.rows + second.rows, first.names)
        case .setOperation: return nil
        }
    }

    /// One row for each row of FROM that meets WHERE.
    fileprivate func isPlain(_ select: SyntaxSelect) -> Bool {
        limit == nil && offset == nil && select.distinct == nil && select.grouping.isEmpty && select.having == nil
            && !select.items.contains { $0.expression.holdsAggregate }
    }
}
