import CordonAggregates
import CordonQuery
import CordonValues

extension ReleasedTable {
    /// Computes the outside of a question on released cells: HAVING, ORDER BY, LIMIT, the columns.
    ///
    /// A row whose HAVING or ORDER BY reads a hidden cell is kept, after the others, in canonical key order, and marked; LIMIT
    /// applies after. So neither tells anything about a hidden cell. Refuses what is too much work (``PreparedOutside``).
    public init(_ boundary: ReleasedBoundary, outside plan: OutsidePlan) throws(Diagnostic) {
        let outside = PreparedOutside(plan)
        try outside.check(rows: boundary.groups.count + (boundary.hasRemainder ? 1 : 0))
        var candidates = boundary.groups.map { group in
            Candidate(evaluator: CellEvaluator(keys: group.keys.map(Cell.key), aggregates: group.cells), keys: group.keys)
        }
        if boundary.hasRemainder { candidates.append(.remainder) }
        let rows = candidates.filter { $0.isRow(of: plan) }
        var kept = rows.compactMap { $0.filtered(by: outside.having) }
        if !outside.windows.isEmpty {
            let windows = WindowCells(outside: outside, candidates: candidates.map(\.group), hasRemainder: boundary.hasRemainder)
            for (index, cells) in windows.cells(of: kept.map(\.group)).enumerated() { kept[index].evaluator.windows = cells }
        }
        kept = kept.compactMap { $0.filtered(by: outside.filter) }
        let sorted = Self.sort(kept, by: outside)
        let limited = sorted.dropFirst(plan.offset ?? 0).prefix(plan.limit ?? Int.max)
        self.init(
            columns: zip(plan.columns, outside.columns).map { ReleasedColumn($0, $1, kinds: boundary.kinds) },
            rows: limited.map { row in ReleasedRow(cells: outside.columns.map(row.evaluator.cell), marks: row.marks) },
            rules: boundary.applied)
    }

    private static func sort(_ rows: [Candidate], by outside: PreparedOutside) -> [Candidate] {
        let decided = rows.map { $0.ordered(by: outside.order) }
        let (visible, hidden) = (decided.filter { $0.sortValues != nil }, decided.filter { $0.sortValues == nil })
        let sorted = visible.enumerated().sorted { left, right in
            for (key, (a, b)) in zip(outside.plan.order, zip(left.element.sortValues ?? [], right.element.sortValues ?? [])) where a != b {
                if a.isNull || b.isNull { return a.isNull == key.nullsFirst }
                return KeyOrder.precedes([a], [b]) != key.descending
            }
            // Ties stay in canonical key order.
            return left.offset < right.offset
        }
        return sorted.map(\.element) + hidden
    }
}

/// One row on its way through the outside.
private struct Candidate {
    var evaluator: CellEvaluator
    let keys: [Value]?
    var marks: [ReleasedRow.Mark] = []
    var sortValues: [Value]?

    /// All groups that are not shown: every key and cell of it is hidden.
    static let remainder = Candidate(evaluator: CellEvaluator(keys: [], aggregates: []), keys: nil, marks: [.remainder])

    /// What windows read of it; nil keys for what they cannot place.
    var group: WindowCells.Group {
        WindowCells.Group(keys: marks.contains(.havingUndecided) ? nil : keys, evaluator: evaluator)
    }

    /// False for a margin that only windows read. The first key is the number of the grouping set where there are several.
    func isRow(of plan: OutsidePlan) -> Bool {
        guard plan.hasMargins, case .integer(let set)? = keys?.first else { return true }
        return set < plan.shownSets
    }

    /// Nil when HAVING is false or NULL; marked when it cannot be decided.
    func filtered(by having: OutsideExpression?) -> Candidate? {
        guard let having else { return self }
        switch evaluator.value(having) {
        case .boolean(true)?: return self
        case nil: return marked(.havingUndecided)
        default: return nil
        }
    }

    func ordered(by order: [OutsideExpression]) -> Candidate {
        guard keys != nil, !marks.contains(.havingUndecided) else { return self }
        let values = order.compactMap(evaluator.value)
        guard values.count == order.count else { return marked(.orderUndecided) }
        var result = self
        result.sortValues = values
        return result
    }

    /// The remainder has its own mark and no other.
    private func marked(_ mark: ReleasedRow.Mark) -> Candidate {
        var result = self
        if keys != nil, !marks.contains(mark) { result.marks.append(mark) }
        return result
    }
}

extension ReleasedColumn {
    /// A percentile as it stands keeps its kind; what is computed of one is withheld.
    fileprivate init(_ column: OutputColumn, _ prepared: OutsideExpression, kinds: [Kind]) {
        var kind = prepared.readsAggregate ? Kind.exact : .key
        if case .column(.aggregate(let index), _) = prepared.expression, kinds.indices.contains(index) { kind = kinds[index] }
        self.init(name: column.name, type: column.expression.type, kind: kind, unit: column.unit)
    }
}
