import CordonValues

/// Joins groups with tables that every hospital has alike, such as the names of concepts, by joining those inside: the groups are then
/// by the keys and by the row that was looked up.
///
/// Statement: the join's condition reads group keys and columns of the tables alone, so that all rows of a group meet the same rows, and
/// no two of those rows are equal. A group joined with a row has the aggregates of the group.
struct GroupLookup {
    let session: BindingSession
    /// Expressions that may read the tables looked up.
    let read: [BoundExpression]
    /// Conditions of WHERE; those that go inside are taken out.
    private(set) var above: [BoundExpression]
    /// What stands for the columns of the tables looked up.
    private(set) var columns: [ColumnReference: BoundColumn] = [:]

    init(session: BindingSession, read: [BoundExpression], above: [BoundExpression]) {
        self.session = session
        self.read = read
        self.above = above
    }

    mutating func resolved(_ tables: CellTables) throws(Diagnostic) -> CellTables {
        switch tables {
        case .query: return tables
        case .join(let kind, let left, let right, let conditions): return .join(kind, try resolved(left), try resolved(right), conditions)
        case .lookup(let kind, let groups, let rows, let conditions):
            let locality = try rows.locality
            guard locality.property == .replicated else { throw QueryBinder.overAllPatients(groups.anyQuery) }
            var inside = conditions
            if kind == .inner { inside += takeConditions(over: rows) }
            return try add(rows, locality, kind, inside, to: try resolved(groups))
        }
    }

    /// The conditions of WHERE that read the tables looked up.
    private mutating func takeConditions(over rows: FromPart) -> [BoundExpression] {
        let relations = Set(rows.leaves.flatMap(\.relations))
        let taken = above.filter { $0.firstValue == nil && $0.columns.contains { relations.contains($0.relation) } }
        above.removeAll { condition in taken.contains { $0.typed == condition.typed } }
        return taken
    }

    private mutating func add(
        _ rows: FromPart, _ locality: Locality, _ kind: JoinKind, _ conditions: [BoundExpression], to tables: CellTables
    ) throws(Diagnostic) -> CellTables {
        let own = Set(rows.leaves.flatMap(\.relations))
        let others = Set(conditions.flatMap(\.columns).map { columns[$0.reference]?.relation ?? $0.relation }).subtracting(own)
        return try replace(in: tables, others) { (below, relation) throws(Diagnostic) in
            try self.joined(below, relation, rows, locality, kind, conditions)
        }
    }

    /// Finds the one query whose columns the conditions read, where no outer join above it would make a difference.
    private func replace(
        in tables: CellTables, _ relations: Set<Int>, _ change: (BoundaryQuery, Int) throws(Diagnostic) -> BoundaryQuery
    ) throws(Diagnostic) -> CellTables {
        switch tables {
        case .query(.groups(let below), let relation) where relations.isSubset(of: [relation]):
            return .query(.groups(try change(below, relation)), relation: relation)
        case .join(let kind, let left, let right, let conditions) where kind != .full && relations.isSubset(of: left.relations):
            return .join(kind, try replace(in: left, relations, change), right, conditions)
        case .join(.inner, let left, let right, let conditions) where relations.isSubset(of: right.relations):
            return .join(.inner, left, try replace(in: right, relations, change), conditions)
        case .query, .join, .lookup: throw unsupported(tables.anyQuery)
        }
    }

    private func unsupported(_ query: ReleasedQuery) -> Diagnostic {
        Diagnostic(
            .unsupported, "These groups cannot be joined with a table of the hospitals afterwards.", span: query.span,
            hint: "Join the table inside the query over patients, and group by its columns too.")
    }

    private mutating func joined(
        _ below: BoundaryQuery, _ relation: Int, _ rows: FromPart, _ locality: Locality, _ kind: JoinKind, _ conditions: [BoundExpression]
    ) throws(Diagnostic) -> BoundaryQuery {
        guard below.sets.count == 1, below.binder.windows.isEmpty, below.limit == nil, below.offset == nil, !below.isDistinct,
            let rowKey = locality.rowKey, rows.leaves.allSatisfy(\.plan.hasDifferentRows), !below.keys.isEmpty
        else { throw unsupported(.groups(below)) }
        var inside = rows.conditions
        for condition in conditions { inside.append(try ofKeys(condition, below, relation)) }
        let used = (read.flatMap(\.columns) + inside.flatMap(\.columns)).filter { column in rows.leaves.contains { $0.relations.contains(column.relation) } }
        var (names, items, keys) = (below.names, below.items, below.keys)
        for part in rowKey where !keys.contains(where: { $0.typed == part.typed }) { keys.append(part) }
        for column in used where columns[column.reference] == nil {
            let span = below.span ?? 0..<0
            let expression = BoundExpression.column(column, span)
            let name = "cordon_looked_\(names.count + 1)"
            columns[column.reference] = BoundColumn(derived: expression.derivedColumn(column.column.name), planName: name, relation: relation, origin: expression)
            names.append(name)
            items.append(expression)
            if !keys.contains(where: { $0.typed == expression.typed }) { keys.append(expression) }
        }
        let proof = LocalityProof(
            "groups and \(rows.leaves.map(\.alias).joined(separator: ", "))", below.locality.property,
            "Tables that every hospital has alike are joined by the keys of the groups.", [below.locality.proof, locality.proof])
        var whole = below.locality
        whole.proof = proof
        return BoundaryQuery(
            plan: try plan(below.plan, rows, kind, inside), locality: whole, keys: keys, sets: [Array(keys.indices)], binder: below.binder, names: names,
            items: items, having: below.having, order: below.order, isDistinct: false, limit: nil, offset: nil, span: below.span)
    }

    /// The join stands below the filter of the query's rows.
    private func plan(_ below: InsidePlan, _ rows: FromPart, _ kind: JoinKind, _ conditions: [BoundExpression]) throws(Diagnostic) -> InsidePlan {
        let span = rows.leaves.first?.span ?? 0..<0
        let side = kind == .inner ? InsideBuilder.side(rows.leaves, []) : try rows.leaf(span).plan
        let on = InsideBuilder.conjunction(conditions) ?? .constant(.boolean(true), .boolean)
        if case .filter(let input, let condition) = below { return .filter(.join(JoinPlan(kind, input, side, on: on)), condition) }
        return .join(JoinPlan(kind, below, side, on: on))
    }

    /// A condition over the group keys as they are inside, and over the tables looked up.
    private func ofKeys(_ condition: BoundExpression, _ below: BoundaryQuery, _ relation: Int) throws(Diagnostic) -> BoundExpression {
        let result = try condition.rewriting { (part) throws(Diagnostic) in
            guard let column = part.column else { return nil }
            let known = columns[column.reference] ?? column
            guard known.relation == relation, let index = below.names.firstIndex(of: known.planName) else { return nil }
            try session.spend(below.items[index].size, at: part.span)
            return below.items[index]
        }
        guard !result.holdsAggregate, !result.holdsWindow, result.firstValue == nil else { throw unsupported(.groups(below)) }
        return result
    }
}

extension InsidePlan {
    /// No two of its rows have the same row key, as far as the plan shows it. The row key of rows that may be equal orders them, and would
    /// make one group of them.
    fileprivate var hasDifferentRows: Bool {
        switch self {
        case .scan, .single, .group: true
        case .values(let plan): Set(plan.rows).count == plan.rows.count
        case .filter(let input, _): input.hasDifferentRows
        case .join(let plan): plan.left.hasDifferentRows && plan.right.hasDifferentRows
        case .project(let plan): plan.input.hasDifferentRows
        case .window(let plan): plan.input.hasDifferentRows
        case .setOperation(let plan): !plan.keepsRepeats
        case .limit(let plan): plan.input.hasDifferentRows
        }
    }
}

extension CellTables {
    var hasLookup: Bool {
        switch self {
        case .query: false
        case .join(_, let left, let right, _): left.hasLookup || right.hasLookup
        case .lookup: true
        }
    }

    /// Those of all joins.
    var conditions: [BoundExpression] {
        switch self {
        case .query: []
        case .join(_, let left, let right, let conditions): left.conditions + right.conditions + conditions
        case .lookup(_, let groups, _, let conditions): groups.conditions + conditions
        }
    }

    var relations: Set<Int> {
        switch self {
        case .query(_, let relation): [relation]
        case .join(_, let left, let right, _): left.relations.union(right.relations)
        case .lookup(_, let groups, _, _): groups.relations
        }
    }
}
