import CordonAggregates
import CordonQuery
import CordonValues

extension ReleasedTable {
    /// Computes the outside of a question on the released cells of its parts, one boundary for each.
    ///
    /// A row whose HAVING or ORDER BY reads a hidden cell is kept, after the others, in canonical key order, and marked; LIMIT
    /// applies after. So neither tells anything about a hidden cell. Refuses what is too much work (``PreparedOutside``).
    public init(_ boundaries: [ReleasedBoundary], of query: FederatedQuery) throws(Diagnostic) {
        guard boundaries.count == query.parts.count else {
            throw Diagnostic(.internalFailure, "A question has as many released boundaries as parts.")
        }
        var evaluation = OutsideEvaluation(boundaries: boundaries)
        for value in query.values { evaluation.add(try evaluation.table(value).uncut()) }
        let table = try evaluation.table(query.outside)
        var rules: [AppliedRule] = []
        for rule in boundaries.flatMap(\.applied) where !rules.contains(rule) { rules.append(rule) }
        self.init(columns: table.columns, rows: table.rows, rules: rules)
    }
}

/// Evaluates the plans outside of one question.
struct OutsideEvaluation {
    private let boundaries: [ReleasedBoundary]
    /// The cells of scalar subqueries, so far.
    private var values: [Cell] = []

    init(boundaries: [ReleasedBoundary]) { self.boundaries = boundaries }

    /// Takes the one cell of a scalar subquery. One that is not certain to be a row is not certain to be a value.
    mutating func add(_ table: CellTable) {
        let row = table.rows.first
        values.append(table.rows.count > 1 || row?.isUndecided == true ? .withheld : row?.cells.first ?? .notApplicable)
    }

    func table(_ plan: OutsidePlan) throws(Diagnostic) -> CellTable {
        switch plan.source {
        case .part(let number):
            guard boundaries.indices.contains(number) else { throw Diagnostic(.internalFailure, "A plan reads a part that is not there.") }
            let boundary = boundaries[number]
            var candidates = boundary.groups.map { group in
                Candidate(evaluator: CellEvaluator(keys: group.keys.map(Cell.key), aggregates: group.cells, values: values), keys: group.keys)
            }
            if boundary.hasRemainder { candidates.append(.remainder(values)) }
            return try table(plan, candidates, [], kinds: boundary.kinds)
        case .table, .join, .union, .single:
            let below = try self.table(plan.source)
            let candidates = below.rows.map { row in
                Candidate(
                    evaluator: CellEvaluator(keys: row.cells, aggregates: [], values: values), keys: row.isUndecided ? nil : [],
                    marks: row.marks.filter { $0 != .orderUndecided })
            }
            return try table(plan, candidates, below.columns, kinds: [])
        }
    }

    private func table(_ source: OutsideSource) throws(Diagnostic) -> CellTable {
        switch source {
        case .table(let plan): return try table(plan).uncut()
        case .union(let arms):
            var whole: CellTable?
            for arm in arms {
                let next = try table(arm).uncut()
                whole = whole.map { $0.followed(by: next) } ?? next
            }
            return whole ?? CellTable(columns: [], rows: [])
        case .join(let join):
            let joined = CellJoin(join, try table(join.left), try table(join.right), values: values, uniqueRight: uniqueColumns(of: join.right))
            // Every pair is looked at, and may be a row of all columns.
            let parts = join.on.map { OutsideExpression($0).parts } ?? 0
            try PreparedOutside.check(work: joined.pairs() * Double(parts + join.left.width + join.right.width))
            return joined.table()
        case .single, .part: return CellTable(columns: [], rows: [ReleasedRow(cells: [], marks: [])])
        }
    }

    /// The places of all group keys, where they are there.
    private func uniqueColumns(of source: OutsideSource) -> [Int]? {
        guard case .table(let plan) = source, case .part(let number) = plan.source, boundaries.indices.contains(number) else { return nil }
        let keys = boundaries[number].groups.first?.keys.indices ?? 0..<0
        let places = keys.compactMap { key in
            plan.columns.firstIndex { if case .column(.key(key), _) = $0.expression { true } else { false } }
        }
        return places.count == keys.count ? places : nil
    }

    private func table(
        _ plan: OutsidePlan, _ candidates: [Candidate], _ below: [ReleasedColumn], kinds: [ReleasedColumn.Kind]
    ) throws(Diagnostic) -> CellTable {
        let outside = PreparedOutside(plan)
        try outside.check(rows: candidates.count)
        var kept = candidates.filter { $0.isRow(of: plan) }.compactMap { $0.filtered(by: outside.having) }
        if !outside.windows.isEmpty {
            let windows = WindowCells(outside: outside, candidates: candidates.map(\.group), hasRemainder: candidates.contains(where: \.isRemainder))
            for (index, cells) in windows.cells(of: kept.map(\.group)).enumerated() { kept[index].evaluator.windows = cells }
        }
        kept = kept.compactMap { $0.filtered(by: outside.filter) }
        var sorted = Self.sort(kept, by: outside)
        if plan.isDistinct { sorted = Self.distinct(sorted, outside) }
        let limited = sorted.dropFirst(plan.offset ?? 0).prefix(plan.limit ?? Int.max)
        let isCutUndecided = limited.count < sorted.count && sorted.contains { !$0.marks.isEmpty }
        return CellTable(
            columns: zip(plan.columns, outside.columns).map { ReleasedColumn($0, $1, below, kinds: kinds) },
            rows: limited.map { row in ReleasedRow(cells: outside.columns.map(row.evaluator.cell), marks: row.marks) }, isCutUndecided: isCutUndecided)
    }

    /// The first of equal rows. A row with a hidden cell is not known to equal another.
    private static func distinct(_ rows: [Candidate], _ outside: PreparedOutside) -> [Candidate] {
        var known: Set<[Cell]> = []
        return rows.filter { row in
            let cells = outside.columns.map(row.evaluator.cell)
            return row.keys == nil || cells.contains(where: \.state.isHidden) || known.insert(cells).inserted
        }
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
    static func remainder(_ values: [Cell]) -> Candidate {
        Candidate(evaluator: CellEvaluator(keys: [], aggregates: [], values: values), keys: nil, marks: [.remainder])
    }

    var isRemainder: Bool { marks.contains(.remainder) }

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
    fileprivate init(_ column: OutputColumn, _ prepared: OutsideExpression, _ below: [ReleasedColumn], kinds: [Kind]) {
        let isRounded = kinds.contains(.rounded) || below.contains { $0.kind == .rounded }
        var kind = !prepared.readsAggregate(below) ? Kind.key : isRounded ? .rounded : .exact
        if case .column(.aggregate(let index), _) = prepared.expression, kinds.indices.contains(index) { kind = kinds[index] }
        if case .column(.key(let index), _) = prepared.expression, below.indices.contains(index) { kind = below[index].kind }
        self.init(name: column.name, type: column.expression.type, kind: kind, unit: column.unit)
    }
}
