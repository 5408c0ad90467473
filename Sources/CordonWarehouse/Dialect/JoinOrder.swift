import CordonCatalog
import CordonQuery
import CordonValues

/// The scans of an inside plan of nothing but scans, filters and inner joins, in the order in which they nest, outermost first, and the conditions of each.
///
/// All joins are inner, so every condition is one conjunct of the whole. The outermost scan reads what a condition finds by an index,
/// where one of the catalog's is led by its column, or its table from beginning to end, and each further one is looked up by key: tables with several rows
/// for a patient come first, in the order of the question, those with one last.
struct JoinOrder {
    struct Step {
        let table: String
        let relation: Int
        /// Equalities of a column of this scan with one of an earlier scan.
        var lookups: [TypedExpression]
    }

    private(set) var steps: [Step] = []
    /// Everything else that a row must meet.
    private(set) var conditions: [TypedExpression] = []
    /// Columns that are equal to each other in every row.
    private var equalities: [[TypedExpression]] = []

    /// Nil for any other plan.
    init?(_ plan: InsidePlan, catalog: Catalog) {
        var scans: [(table: String, relation: Int)] = []
        guard collect(plan, &scans) else { return nil }
        let several = scans.filter { catalog.table(named: $0.table)?.isOneRowPerPatient != true }
        var waiting = scansFirst(several, catalog) + scans.filter { catalog.table(named: $0.table)?.isOneRowPerPatient == true }
        while !waiting.isEmpty {
            // A scan that nothing ties to the earlier ones would multiply them; it waits until something does.
            let next = steps.isEmpty ? 0 : waiting.firstIndex { !lookups(for: $0.relation).isEmpty } ?? 0
            let scan = waiting.remove(at: next)
            steps.append(Step(table: scan.table, relation: scan.relation, lookups: lookups(for: scan.relation)))
        }
        addEqualitiesWithinScans()
    }

    /// The same, the first one that a condition finds by an index before all.
    private func scansFirst(_ scans: [(table: String, relation: Int)], _ catalog: Catalog) -> [(table: String, relation: Int)] {
        let found = scans.firstIndex { scan in
            catalog.table(named: scan.table)?.indexes.contains { index in
                conditions.contains { $0.fixes(.table(relation: scan.relation, column: index[0])) }
            } == true
        }
        guard let found, found > 0 else { return scans }
        return [scans[found]] + scans[..<found] + scans[(found + 1)...]
    }

    private mutating func collect(_ plan: InsidePlan, _ scans: inout [(table: String, relation: Int)]) -> Bool {
        switch plan {
        case .scan(let table, let relation):
            scans.append((table, relation))
            return true
        case .filter(let input, let condition):
            guard collect(input, &scans) else { return false }
            add(condition)
            return true
        case .join(let join):
            guard join.kind == .inner, collect(join.left, &scans), collect(join.right, &scans) else { return false }
            add(join.on)
            return true
        case .single, .values, .project, .group, .window, .setOperation, .limit: return false
        }
    }

    private mutating func add(_ condition: TypedExpression) {
        for link in SQLiteExpression.flattened([condition.folded], .and) {
            if case .call(.equal, let sides, _) = link, sides.count == 2, sides.allSatisfy(\.isTableColumn) {
                unite(sides[0], sides[1])
            } else if link != .constant(.boolean(true), .boolean) {
                conditions.append(link)
            }
        }
    }

    private mutating func unite(_ left: TypedExpression, _ right: TypedExpression) {
        let touched = equalities.filter { $0.contains(left) || $0.contains(right) }
        equalities.removeAll { $0.contains(left) || $0.contains(right) }
        var united: [TypedExpression] = []
        for column in touched.joined() + [left, right] where !united.contains(column) { united.append(column) }
        equalities.append(united)
    }

    /// One equality for each class that this scan shares with the earlier ones: with the earliest of its columns there.
    private func lookups(for relation: Int) -> [TypedExpression] {
        equalities.compactMap { columns in
            guard let own = columns.first(where: { $0.relations == [relation] }) else { return nil }
            let earlier = steps.lazy.compactMap { step in columns.first { $0.relations == [step.relation] } }.first
            return earlier.map { .call(.equal, [own, $0], .boolean) }
        }
    }

    /// Columns of one scan that must equal each other; a column equal to itself is one that is not NULL.
    private mutating func addEqualitiesWithinScans() {
        for columns in equalities {
            for step in steps {
                let own = columns.filter { $0.relations == [step.relation] }
                guard let first = own.first else { continue }
                conditions += own.dropFirst().map { .call(.equal, [first, $0], .boolean) }
            }
            if columns.count == 1, let only = columns.first { conditions.append(.call(.isNotNull, [only], .boolean)) }
        }
    }
}

extension TypedExpression {
    fileprivate var isTableColumn: Bool {
        if case .column(.table, _) = self { true } else { false }
    }

    /// Whether this holds only for rows with one of a few constants in the column.
    fileprivate func fixes(_ column: ColumnReference) -> Bool {
        guard case .call(let function, let operands, _) = self, function == .equal || function == .isIn else { return false }
        let isNamed = operands.contains { if case .column(column, _) = $0 { true } else { false } }
        return isNamed && operands.count > 1 && operands.allSatisfy { operand in
            switch operand {
            case .column(let other, _): other == column
            case .constant: true
            case .call, .cast, .cases, .exists, .inSubquery, .scalar: false
            }
        }
    }
}
