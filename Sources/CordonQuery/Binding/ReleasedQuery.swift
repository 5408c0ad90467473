import CordonCatalog
import CordonValues

/// A query above boundaries: its rows are cells.
indirect enum ReleasedQuery {
    /// Groups over patients, with what their SELECT computes of them.
    case groups(BoundaryQuery)
    /// A SELECT over tables of cells.
    case cells(CellsQuery)
    case union(CellsUnion)

    var span: Range<Int>? {
        switch self {
        case .groups(let query): query.span
        case .cells(let query): query.span
        case .union(let query): query.span
        }
    }

    /// It has one row whatever the data are.
    var isOneRow: Bool {
        switch self {
        case .groups(let query): query.keys.isEmpty && query.sets.count == 1 && query.having == nil && (query.offset ?? 0) == 0 && query.limit != 0
        case .cells(let query): query.tables.map { $0.isOneRow && query.conditions.isEmpty } ?? true && (query.offset ?? 0) == 0 && query.limit != 0
        case .union: false
        }
    }

    var names: [String] {
        switch self {
        case .groups(let query): query.names
        case .cells(let query): query.names
        case .union(let query): query.columns.map(\.name)
        }
    }

    /// Its columns as a relation of this number that a query around can name.
    func columns(of relation: Int) -> [BoundColumn] {
        let derived: [CatalogColumn]
        switch self {
        case .groups(let query): derived = zip(query.names, query.items).map { $1.derivedColumn($0) }
        case .cells(let query): derived = zip(query.names, query.items).map { $1.derivedColumn($0) }
        case .union(let query): derived = query.columns
        }
        return derived.map { BoundColumn(derived: $0, planName: $0.name, relation: relation, origin: nil) }
    }

    /// The arms of a UNION of the same kind that is the left side of another, or the query itself.
    func unionArms(isDistinct: Bool) -> [ReleasedQuery] {
        guard case .union(let union) = self, union.isDistinct == isDistinct, union.order.isEmpty, union.limit == nil, union.offset == nil else {
            return [self]
        }
        return union.arms
    }

    /// For finding common types: a constant without a type, or a column of the type.
    func shape(_ span: Range<Int>) -> [BoundExpression] {
        let items: [BoundExpression?] =
            switch self {
            case .groups(let query): query.items
            case .cells(let query): query.items
            case .union(let query): query.columns.map { _ in nil }
            }
        return zip(items, columns(of: -1)).map { item, column in
            if let item, item.isUntyped { return item }
            return .column(column, span)
        }
    }
}

/// A SELECT over tables of cells; without tables over one row.
struct CellsQuery {
    let tables: CellTables?
    /// WHERE.
    let conditions: [BoundExpression]
    let names: [String]
    let items: [BoundExpression]
    let windows: [BoundWindow]
    let order: [BoundSort]
    let isDistinct: Bool
    let limit: Int?
    let offset: Int?
    let span: Range<Int>?
}

/// UNION of queries whose rows are cells.
struct CellsUnion {
    let arms: [ReleasedQuery]
    let columns: [CatalogColumn]
    let isDistinct: Bool
    /// Positions of columns.
    let order: [(column: Int, descending: Bool, nullsFirst: Bool)]
    let limit: Int?
    let offset: Int?
    let span: Range<Int>?
}

/// FROM of a SELECT above boundaries.
indirect enum CellTables {
    case query(ReleasedQuery, relation: Int)
    case join(JoinKind, CellTables, CellTables, [BoundExpression])
    /// Tables that every hospital has alike, joined to groups by their keys: see ``GroupLookup``.
    case lookup(JoinKind, CellTables, FromPart, [BoundExpression])

    /// Any of the queries over patients below, to point at.
    var anyQuery: ReleasedQuery {
        switch self {
        case .query(let query, _): query
        case .join(_, let left, _, _), .lookup(_, let left, _, _): left.anyQuery
        }
    }

    var isOneRow: Bool {
        switch self {
        case .query(let query, _): query.isOneRow
        case .join(let kind, let left, let right, let conditions):
            left.isOneRow && right.isOneRow && (conditions.isEmpty || kind == .left)
        case .lookup: false
        }
    }

    /// The positions of the columns of all tables, from left to right.
    var positions: [ColumnReference: Int] {
        var positions: [ColumnReference: Int] = [:]
        for (relation, name) in references { positions[.table(relation: relation, column: name)] = positions.count }
        return positions
    }

    private var references: [(Int, String)] {
        switch self {
        case .query(let query, let relation): query.names.map { (relation, $0) }
        case .join(_, let left, let right, _): left.references + right.references
        case .lookup(_, let left, _, _): left.references
        }
    }
}

extension CellTables {
    /// A join that has cells on one of its sides. Rows of patients cannot stand on the other.
    static func joined(_ kind: SyntaxJoin, _ left: FromPart, _ right: FromPart, _ conditions: [BoundExpression]) throws(Diagnostic) -> CellTables {
        let flipped = kind == .right
        let sides = flipped ? (right, left) : (left, right)
        let planKind: JoinKind = kind == .full ? .full : kind == .inner ? .inner : .left
        switch (sides.0.cells, sides.1.cells) {
        case (let first?, let second?): return .join(planKind, first, second, conditions)
        case (let groups?, nil) where planKind != .full: return .lookup(planKind, groups, sides.1, conditions)
        case (nil, let groups?) where planKind == .inner && sides.0.leaves.isEmpty: return groups
        case (nil, let groups?) where planKind == .inner: return .lookup(planKind, groups, sides.0, conditions)
        case (let groups?, nil), (nil, let groups?): throw QueryBinder.overAllPatients(groups.anyQuery)
        case (nil, nil): throw Diagnostic(.internalFailure, "A join of rows was taken for one of cells.")
        }
    }
}
