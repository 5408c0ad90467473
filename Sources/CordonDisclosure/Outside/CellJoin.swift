import CordonAggregates
import CordonQuery
import CordonValues

/// Joins two tables of released cells.
///
/// What cannot be decided without reading a hidden cell is not decided: a pair of rows whose condition reads one, or one of whose rows
/// stands for rows that are not shown, may be in the answer or not, and all such pairs are one remainder. The columns of the other side
/// are NULL for a row without a partner only where the other side is whole, and withheld otherwise.
struct CellJoin {
    private let join: OutsideJoin
    private let left: CellTable
    private let right: CellTable
    private let on: OutsideExpression?
    private let values: [Cell]
    /// No row of the left has two partners.
    private let isUniqueRight: Bool
    /// Positions of columns that the condition equates: left, and right counted from its own first.
    private let equalities: [(left: Int, right: Int)]

    /// `uniqueRight` are columns of the right side that no two of its rows have alike, where some are known.
    init(_ join: OutsideJoin, _ left: CellTable, _ right: CellTable, values: [Cell], uniqueRight: [Int]?) {
        self.join = join
        self.left = left
        self.right = right
        self.values = values
        on = join.on.map(OutsideExpression.init)
        equalities = join.on.map { Self.equalities(in: $0, width: left.columns.count) } ?? []
        let equated = Set(equalities.map(\.right))
        isUniqueRight = uniqueRight?.allSatisfy(equated.contains) ?? false
    }

    /// Pairs that are looked at, at the most.
    func pairs() -> Double {
        let partners = buckets()
        return left.rows.reduce(0.0) { $0 + Double(candidates($1, partners).count) }
    }

    func table() -> CellTable {
        let partners = buckets()
        var rows: [ReleasedRow] = []
        var hasRemainder = !left.isComplete && !(right.rows.isEmpty && join.kind == .inner) || !right.isComplete && !left.rows.isEmpty
            && !(join.kind == .left && isUniqueRight)
        var matched = Set<Int>()
        var uncertain = Set<Int>()
        for row in left.rows where !row.isUndecided {
            var hasPartner = false
            var isCertain = right.isComplete
            for index in candidates(row, partners) {
                switch decided(row, right.rows[index]) {
                case true?:
                    rows.append(ReleasedRow(cells: row.cells + right.rows[index].cells, marks: []))
                    matched.insert(index)
                    hasPartner = true
                case nil:
                    hasRemainder = true
                    isCertain = false
                    uncertain.insert(index)
                case false?: break
                }
            }
            if !hasPartner, join.kind != .inner { rows.append(alone(row, missing: right.columns.count, isCertain: isCertain, isLeft: true)) }
        }
        if join.kind == .full {
            for (index, row) in right.rows.enumerated() where !row.isUndecided && !matched.contains(index) {
                rows.append(alone(row, missing: left.columns.count, isCertain: left.isComplete && !uncertain.contains(index), isLeft: false))
            }
        }
        if hasRemainder { rows.append(.remainder(width: join.left.width + join.right.width)) }
        return CellTable(columns: left.columns + right.columns, rows: rows)
    }

    /// A row of an outer join without a partner.
    private func alone(_ row: ReleasedRow, missing: Int, isCertain: Bool, isLeft: Bool) -> ReleasedRow {
        let others = Array(repeating: isCertain ? Cell.notApplicable : .withheld, count: missing)
        return ReleasedRow(cells: isLeft ? row.cells + others : others + row.cells, marks: [])
    }

    /// Nil where it cannot be decided.
    private func decided(_ left: ReleasedRow, _ right: ReleasedRow) -> Bool? {
        guard let on else { return true }
        let evaluator = CellEvaluator(keys: left.cells + right.cells, aggregates: [], values: values)
        return evaluator.value(on).map { $0 == .boolean(true) }
    }

    // MARK: - Equalities

    /// The right rows by what they have in the equated columns; those with a hidden one under nil.
    private func buckets() -> [[Value]?: [Int]] {
        Dictionary(grouping: right.rows.indices.filter { !right.rows[$0].isUndecided }) { index in
            values(of: right.rows[index], equalities.map(\.right))
        }
    }

    /// The right rows that could be partners.
    private func candidates(_ row: ReleasedRow, _ partners: [[Value]?: [Int]]) -> [Int] {
        guard !row.isUndecided else { return [] }
        guard let own = values(of: row, equalities.map(\.left)) else { return right.rows.indices.filter { !right.rows[$0].isUndecided } }
        return (partners[own] ?? []) + (equalities.isEmpty ? [] : partners[nil] ?? [])
    }

    private func values(of row: ReleasedRow, _ positions: [Int]) -> [Value]? {
        var values: [Value] = []
        for position in positions {
            guard row.cells.indices.contains(position), !row.cells[position].state.isHidden, row.cells[position].isExact else { return nil }
            values.append(row.cells[position].value ?? .null)
        }
        return values
    }

    private static func equalities(in condition: TypedExpression, width: Int) -> [(left: Int, right: Int)] {
        switch condition {
        case .call(.and, let parts, _): return parts.flatMap { equalities(in: $0, width: width) }
        case .call(.equal, let sides, _):
            guard sides.count == 2, case .column(.key(let first), _) = sides[0], case .column(.key(let second), _) = sides[1] else { return [] }
            let (low, high) = (min(first, second), max(first, second))
            return low < width && high >= width ? [(low, high - width)] : []
        case .column, .constant, .call, .cast, .cases, .exists, .inSubquery, .scalar: return []
        }
    }
}

extension ReleasedRow {
    /// All rows that are not shown.
    static func remainder(width: Int) -> ReleasedRow {
        ReleasedRow(cells: Array(repeating: .suppressed, count: width), marks: [.remainder])
    }
}
