import CordonCatalog
import CordonValues

/// What FROM gives: inner joins are kept flat with their conditions, so that ON, WHERE and commas mean the same; an outer join is one
/// leaf of them.
struct FromPart {
    var scope: Scope
    var leaves: [JoinLeaf] = []
    var conditions: [BoundExpression] = []
    /// Columns of the queries around that it names.
    var outerColumns: [BoundColumn] = []
    /// Tables of released cells; there are no leaves then.
    var cells: CellTables?

    var locality: Locality {
        get throws(Diagnostic) {
            try InnerJoinRule(leaves: leaves, conditions: conditions, outerKeys: scope.enclosingKeys).locality()
        }
    }

    /// Refuses released cells, which LATERAL cannot be computed of.
    func rows(_ span: Range<Int>) throws(Diagnostic) -> FromPart {
        guard cells == nil else { throw FromBinder.unsupportedLateral("A query over patients beside it is", span) }
        return self
    }

    /// All of it as one relation to join.
    func leaf(_ span: Range<Int>) throws(Diagnostic) -> JoinLeaf {
        if leaves.count == 1, conditions.isEmpty, let only = leaves.first { return only }
        return JoinLeaf(
            plan: InsideBuilder.side(leaves, conditions), relations: leaves.reduce(into: []) { $0.formUnion($1.relations) },
            locality: try locality, alias: leaves.map(\.alias).joined(separator: ", "), span: span)
    }
}

/// Binds FROM.
struct FromBinder {
    let query: QueryBinder
    /// What the SELECT leaves out of its rows.
    private let rejection: NullRejection?
    var session: BindingSession { query.session }

    init(_ query: QueryBinder, _ rejection: NullRejection? = nil) {
        self.query = query
        self.rejection = rejection
    }

    func bind(_ relations: [SyntaxRelation]) throws(Diagnostic) -> FromPart {
        var whole = FromPart(scope: Scope(outer: query.outer))
        for relation in relations {
            if case .subquery(let syntax, let alias?, isLateral: true, let span) = relation,
                let part = try lateral(syntax, alias, span, around: whole.scope)
            {
                whole = try join(.inner, try whole.rows(span), lateral: part, .always)
                continue
            }
            let part = try bind(relation, beside: whole.scope)
            try whole.scope.add(part.scope)
            whole.outerColumns += part.outerColumns
            if whole.cells != nil || part.cells != nil {
                whole.cells = try CellTables.joined(.inner, whole, part, [])
                (whole.leaves, whole.conditions) = ([], [])
            } else {
                whole.leaves += part.leaves
                whole.conditions += part.conditions
            }
        }
        return whole
    }

    /// The cells of a query over patients as a relation that names can mean.
    private func cells(_ below: ReleasedQuery, _ alias: SyntaxAlias, _ span: Range<Int>) throws(Diagnostic) -> FromPart {
        let number = session.newRelation()
        var part = FromPart(scope: Scope(outer: query.outer))
        let columns = try renamed(below.columns(of: number), alias, span)
        try part.scope.add(BoundRelation(alias: alias.name, columns: columns, table: nil, span: span))
        part.cells = .query(below, relation: number)
        return part
    }

    /// `beside` is what stands before it in FROM, which LATERAL may name.
    private func bind(_ relation: SyntaxRelation, beside: Scope) throws(Diagnostic) -> FromPart {
        switch relation {
        case .table(let name, let alias):
            if let common = query.commonTables.query(named: name.text) {
                let binder = QueryBinder(session: session, commonTables: common.visible, outer: nil)
                switch try binder.bind(common.table.query) {
                case .rows(let bound): return try self.common(common.table, bound, name, alias)
                case .released(let below): return try self.common(common.table, below, name, alias)
                }
            }
            return try table(name, alias)
        case .subquery(let syntax, let alias, _, let span):
            return try subquery(syntax, alias, span)
        case .join(let kind, let left, let right, let condition, let span):
            let first = try bind(left, beside: beside)
            var around = beside
            try around.add(first.scope)
            if case .subquery(let syntax, let alias?, isLateral: true, let place) = right,
                let part = try lateral(syntax, alias, place, around: around)
            {
                return try join(kind, try first.rows(place), lateral: part, condition)
            }
            let sides = (first, try bind(right, beside: around))
            return try join(simplified(kind, sides, (left, right)), sides.0, sides.1, condition, span)
        }
    }

    private func table(_ name: SyntaxName, _ alias: SyntaxAlias?) throws(Diagnostic) -> FromPart {
        let catalog = session.catalog
        guard let table = catalog.table(named: name.text) else {
            let names = catalog.tables.map(\.name)
            throw Diagnostic(
                .unknownTable, "No table \(name.text) in the catalog \(catalog.name).", span: name.span,
                hint: Suggestion.sentence(name.text, among: names) ?? "The tables are \(names.joined(separator: ", ")).")
        }
        let seen = try SeenTable(table, session, at: name.span)
        let shown = alias?.name ?? table.name
        let relation = BoundRelation(
            alias: shown, columns: try renamed(seen.columns, alias, name.span), table: seen.table, span: name.span)
        return try part(relation, seen.plan, seen.relation, seen.locality(alias: shown, catalog, name.span))
    }

    private func part(_ relation: BoundRelation, _ plan: InsidePlan, _ number: Int, _ locality: Locality) throws(Diagnostic) -> FromPart {
        var part = FromPart(scope: Scope(outer: query.outer))
        try part.scope.add(relation)
        part.scope.keys = locality.keys
        part.leaves = [JoinLeaf(plan: plan, relations: [number], locality: locality, alias: relation.alias, span: relation.span)]
        return part
    }

    /// An alias can rename the first columns.
    func renamed(_ columns: [BoundColumn], _ alias: SyntaxAlias?, _ span: Range<Int>) throws(Diagnostic) -> [BoundColumn] {
        guard let alias, !alias.columns.isEmpty else { return columns }
        guard alias.columns.count <= columns.count else {
            throw Diagnostic(
                .typeMismatch, "\(alias.name) has \(columns.count) columns, and \(alias.columns.count) names are given.", span: span,
                hint: "Name at most as many columns as it has.")
        }
        return zip(columns, alias.columns).map { $0.renamed($1) } + columns.dropFirst(alias.columns.count)
    }

    private func common(
        _ table: SyntaxCommonTable, _ bound: BoundQuery, _ name: SyntaxName, _ alias: SyntaxAlias?
    ) throws(Diagnostic) -> FromPart {
        let own = SyntaxAlias(name: alias?.name ?? name.text, columns: alias?.columns ?? [])
        let columns = try renamed(bound.columns, SyntaxAlias(name: name.text, columns: table.columns), name.span)
        return try derived(bound, try renamed(columns, own, name.span), own.name, name.span)
    }

    private func common(
        _ table: SyntaxCommonTable, _ below: ReleasedQuery, _ name: SyntaxName, _ alias: SyntaxAlias?
    ) throws(Diagnostic) -> FromPart {
        let own = alias?.columns ?? []
        let columns = own + table.columns.dropFirst(own.count)
        return try cells(below, SyntaxAlias(name: alias?.name ?? name.text, columns: columns), name.span)
    }

    private func subquery(
        _ syntax: SyntaxQuery, _ alias: SyntaxAlias?, _ span: Range<Int>
    ) throws(Diagnostic) -> FromPart {
        guard let alias else {
            throw Diagnostic(.syntax, "A subquery in FROM needs a name.", span: span, hint: "Write (SELECT …) AS t.")
        }
        switch try query.bind(syntax) {
        case .rows(let bound): return try derived(bound, try renamed(bound.columns, alias, span), alias.name, span)
        case .released(let below): return try cells(below, alias, span)
        }
    }

    private func derived(
        _ bound: BoundQuery, _ columns: [BoundColumn], _ alias: String, _ span: Range<Int>
    ) throws(Diagnostic) -> FromPart {
        let relation = BoundRelation(alias: alias, columns: columns, table: nil, span: span)
        var locality = bound.locality
        locality.keys = locality.keys.map { key in
            let name = columns.first { key.expression == .column($0.reference, $0.column.type) }?.column.name
            return LocalKey(
                expression: key.expression, entity: key.entity, isNonNull: key.isNonNull, name: name.map { "\(alias).\($0)" } ?? key.name)
        }
        locality.proof = LocalityProof(
            alias, locality.property, "It is a query of its own.", [locality.proof])
        var part = try part(relation, bound.plan, bound.plan.shownRelation ?? -1, locality)
        part.outerColumns = bound.outerColumns
        return part
    }
}

extension FromBinder {
    private func join(
        _ kind: SyntaxJoin, _ left: FromPart, _ right: FromPart, _ condition: SyntaxJoinCondition, _ span: Range<Int>
    ) throws(Diagnostic) -> FromPart {
        var whole = FromPart(scope: left.scope)
        try whole.scope.add(right.scope)
        whole.outerColumns = left.outerColumns + right.outerColumns
        var conditions: [BoundExpression] = []
        switch condition {
        case .always: break
        case .on(let syntax):
            var binder = ExpressionBinder(session, scope: whole.scope, commonTables: query.commonTables)
            conditions = try binder.conjuncts(syntax, in: .on)
            whole.outerColumns += binder.outerColumns
        case .using(let names):
            for name in names { conditions.append(try merge(name, kind, left.scope, right.scope, &whole.scope)) }
        case .natural:
            let shared = commonNames(left.scope, right.scope).map { SyntaxName(text: $0, span: span) }
            for name in shared { conditions.append(try merge(name, kind, left.scope, right.scope, &whole.scope)) }
        }
        for condition in conditions {
            try session.check(condition)
            session.noteTie(condition)
        }
        if left.cells != nil || right.cells != nil {
            whole.cells = try CellTables.joined(kind, left, right, conditions)
            (whole.leaves, whole.conditions) = ([], [])
            return whole
        }
        for condition in conditions { try session.refuseValues(in: condition) }
        if kind == .inner {
            whole.leaves = left.leaves + right.leaves
            whole.conditions = left.conditions + right.conditions + conditions
            return whole
        }
        for absent in [kind == .right ? nil : right.scope, kind == .left ? nil : left.scope].compactMap({ $0 }) {
            // An expression has a value also where the row is not there.
            if let lateral = absent.relations.first(where: { $0.values != nil }) { throw Self.unsupportedLateral("\(kind.rawValue) on its other side is", lateral.span) }
            whole.scope.makeAbsent(absent)
        }
        let leaf = try outerJoin(kind, try left.leaf(span), try right.leaf(span), conditions, whole.scope.enclosingKeys)
        whole.leaves = [leaf]
        whole.scope.keys = leaf.locality.keys
        return whole
    }

    /// Rows that every hospital has and that meet no patient's are not kept where the SELECT leaves them out.
    private func simplified(
        _ kind: SyntaxJoin, _ sides: (FromPart, FromPart), _ syntax: (SyntaxRelation, SyntaxRelation)
    ) -> SyntaxJoin {
        guard let rejection, kind == .left || kind == .right else { return kind }
        let (kept, absent) = kind == .left ? (sides.0, syntax.1) : (sides.1, syntax.0)
        guard kept.cells == nil, let locality = try? kept.locality, locality.property == .replicated else { return kind }
        return rejection.leavesOutRows(without: absent.aliases) ? .inner : kind
    }

    func outerJoin(
        _ kind: SyntaxJoin, _ left: JoinLeaf, _ right: JoinLeaf, _ conditions: [BoundExpression], _ outerKeys: [LocalKey]
    ) throws(Diagnostic) -> JoinLeaf {
        let sides = kind == .right ? (right, left) : (left, right)
        let planKind: JoinKind = kind == .full ? .full : .left
        let rule = OuterJoinRule(kind: planKind, left: sides.0, right: sides.1, conditions: conditions, outerKeys: outerKeys)
        let on = InsideBuilder.conjunction(conditions) ?? .constant(.boolean(true), .boolean)
        return JoinLeaf(
            plan: .join(JoinPlan(planKind, sides.0.plan, sides.1.plan, on: on)), relations: left.relations.union(right.relations),
            locality: try rule.locality(), alias: "\(left.alias) \(kind.rawValue) \(right.alias)", span: right.span)
    }

    private func commonNames(_ left: Scope, _ right: Scope) -> [String] {
        let names = Set(right.relations.flatMap(\.columns).map(\.name))
        var seen: Set<String> = []
        return left.relations.flatMap(\.columns).map(\.name).filter { names.contains($0) && seen.insert($0).inserted }
    }

    /// One name of USING: the equality, and what the name means from here on.
    private func merge(
        _ name: SyntaxName, _ kind: SyntaxJoin, _ left: Scope, _ right: Scope, _ scope: inout Scope
    ) throws(Diagnostic) -> BoundExpression {
        var leftBinder = ExpressionBinder(session, scope: left.alone, commonTables: query.commonTables)
        let first = try leftBinder.resolve(nil, name.text, name.span)
        var rightBinder = ExpressionBinder(session, scope: right.alone, commonTables: query.commonTables)
        let second = try rightBinder.resolve(nil, name.text, name.span)
        let equality: BoundExpression
        if let key = first.key ?? second.key {
            guard first.key?.column.role == second.key?.column.role, first.type == second.type else {
                throw leftBinder.keyAgainstOther(key, name.span)
            }
            equality = .call(.equal, [first, second], .boolean, name.span)
        } else {
            equality = try leftBinder.comparison(.equal, first, second, name.span)
        }
        switch kind {
        case .inner, .left: scope.merge(name.text, as: first)
        case .right: scope.merge(name.text, as: second)
        case .full:
            let sides = try leftBinder.coerced([first, second], to: first.key == nil ? try leftBinder.commonType([first, second]) : first.type)
            scope.merge(name.text, as: .call(.coalesce, sides, sides[0].type, name.span))
        }
        return equality
    }
}

extension ExpressionBinder {
    /// The conditions that AND joins.
    mutating func conjuncts(_ syntax: SyntaxExpression, in clause: Clause) throws(Diagnostic) -> [BoundExpression] {
        guard case .conjunction(let parts) = syntax.form else { return [try condition(syntax, in: clause)] }
        var result: [BoundExpression] = []
        for part in parts { result += try conjuncts(part, in: clause) }
        return result
    }
}

extension InsidePlan {
    /// Entries of SQLite's parser stack that the queries of this plan take where a subquery of an expression holds it. Elsewhere they
    /// stand in WITH, one behind the other.
    var parserHeight: Int {
        switch self {
        case .single, .scan: 0
        case .join(let join): max(join.left.parserHeight, join.right.parserHeight)
        case .values: 8
        case .filter(let input, _): input.parserHeight
        case .project(let plan): 8 + plan.input.parserHeight
        case .group(let plan): 8 + plan.input.parserHeight
        case .window(let plan): 8 + plan.input.parserHeight
        // An arm behind UNION is two entries deeper than a query in FROM; INTERSECT ALL and EXCEPT ALL are written as one within another.
        case .setOperation(let plan):
            (plan.keepsRepeats && plan.operation != .union ? 16 : 10) + (plan.arms.map(\.input.parserHeight).max() ?? 0)
        case .limit(let plan): 8 + plan.input.parserHeight
        }
    }

    /// The number of the one relation that a derived plan shows.
    var shownRelation: Int? {
        switch self {
        case .scan(_, let relation): relation
        case .values(let plan): plan.relation
        case .project(let plan): plan.relation
        case .group(let plan): plan.relation
        case .window(let plan): plan.relation
        case .setOperation(let plan): plan.relation
        case .filter(let input, _): input.shownRelation
        case .limit(let plan): plan.input.shownRelation
        case .single, .join: nil
        }
    }
}
