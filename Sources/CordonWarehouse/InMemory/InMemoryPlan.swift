import CordonCatalog
import CordonQuery
import CordonValues

/// Rows of an inside plan by its definition: a filter tries every row, a join the pairs that agree on one equality, a subquery runs
/// for every row around it.
final class InMemoryPlan {
    /// For each relation's number the row that it contributes; nothing where an outer join found no partner.
    typealias Row = [Int: [Value]]

    let catalog: Catalog
    let tables: [String: [[Value]]]
    let deadline: Deadline
    let mostRows: Int64
    let cutoff: CalendarDate
    /// A limit was met while an expression was computed.
    private(set) var hasFailed = false
    private var positions: [ColumnReference: Int] = [:]

    init(catalog: Catalog, tables: [String: [[Value]]], deadline: Deadline, mostRows: Int64, cutoff: CalendarDate) {
        self.catalog = catalog
        self.tables = tables
        self.deadline = deadline
        self.mostRows = mostRows
        self.cutoff = cutoff
    }

    /// `outer` is the row of the queries around.
    func rows(of plan: InsidePlan, outer: Row = [:]) throws(Diagnostic) -> [Row] {
        let result = try unlimited(plan, outer)
        if Int64(result.count) > mostRows || deadline.hasPassed || hasFailed { throw .notAnswered }
        return result
    }

    private func unlimited(_ plan: InsidePlan, _ outer: Row) throws(Diagnostic) -> [Row] {
        switch plan {
        case .single: return [outer]
        case .scan(let table, let relation):
            name(relation, (catalog.table(named: table)?.columns ?? []).map(\.name))
            return (tables[table] ?? []).map { outer.adding(relation, $0) }
        case .values(let plan):
            name(plan.relation, plan.columns.map(\.name))
            return plan.rows.map { row in outer.adding(plan.relation, row.map { value(of: $0, in: outer) }) }
        case .filter(let input, let condition):
            return try rows(of: input, outer: outer).filter { holds(condition, $0) }
        case .join(let plan): return try join(plan, outer)
        case .project(let plan):
            name(plan.relation, plan.columns.map(\.name))
            return try rows(of: plan.input, outer: outer).map { row in
                outer.adding(plan.relation, plan.columns.map { value(of: $0.expression, in: row) })
            }
        case .group(let plan):
            name(plan.relation, plan.keys.map(\.name) + plan.aggregates.map(\.name))
            return InMemoryInnerGroups(plan: plan, evaluator: self).rows(try rows(of: plan.input, outer: outer)).map { outer.adding(plan.relation, $0) }
        case .window(let plan):
            name(plan.relation, plan.passed.map(\.name) + plan.functions.map(\.name))
            return InMemoryWindow(plan: plan, evaluator: self).rows(try rows(of: plan.input, outer: outer)).map { outer.adding(plan.relation, $0) }
        case .setOperation(let plan): return try setOperation(plan, outer)
        case .limit(let plan):
            let sorted = sort(try rows(of: plan.input, outer: outer), by: plan.order)
            return Array(sorted.dropFirst(plan.offset).prefix(plan.limit ?? Int.max))
        }
    }

    private func name(_ relation: Int, _ columns: [String]) {
        for (position, column) in columns.enumerated() { positions[.table(relation: relation, column: column)] = position }
    }

    // MARK: - Expressions

    func value(of expression: TypedExpression, in row: Row) -> Value {
        ScalarEvaluator.evaluate(expression) { [self] reference in
            if reference == .cutoff { return .date(cutoff) }
            guard case .table(let relation, _) = reference, let cells = row[relation], let position = positions[reference],
                cells.indices.contains(position)
            else { return .null }
            return cells[position]
        } relation: { [self] in subquery($0, row) }
    }

    func holds(_ condition: TypedExpression, _ row: Row) -> Bool { value(of: condition, in: row) == .boolean(true) }

    private func subquery(_ expression: TypedExpression, _ row: Row) -> Value {
        do throws(Diagnostic) {
            switch expression {
            case .exists(let plan): return .boolean(!(try rows(of: plan, outer: row)).isEmpty)
            case .scalar(let plan, _): return try cells(of: plan, row).first?.first ?? .null
            case .inSubquery(let operands, let plan):
                return isIn(operands.map { value(of: $0, in: row) }, try cells(of: plan, row))
            case .column, .constant, .call, .cast, .cases: return .null
            }
        } catch {
            hasFailed = true
            return .null
        }
    }

    private func cells(of plan: ProjectPlan, _ row: Row) throws(Diagnostic) -> [[Value]] {
        try rows(of: .project(plan), outer: row).compactMap { $0[plan.relation] }
    }

    /// SQL's IN: true for an equal row, else NULL where a comparison is NULL, else false.
    private func isIn(_ operands: [Value], _ rows: [[Value]]) -> Value {
        var isUnknown = false
        for row in rows {
            let equalities = zip(operands, row).map { ScalarFunction.equal.apply([$0, $1], resultType: .boolean) }
            if equalities.allSatisfy({ $0 == .boolean(true) }) { return .boolean(true) }
            if !equalities.contains(.boolean(false)) { isUnknown = true }
        }
        return isUnknown ? .null : .boolean(false)
    }

    // MARK: - Joins and sets

    private func join(_ plan: JoinPlan, _ outer: Row) throws(Diagnostic) -> [Row] {
        let left = try rows(of: plan.left, outer: outer)
        let right = try rows(of: plan.right, outer: outer)
        let pairing = InMemoryPairing(plan.on, left: left.first, right: right.first, outer: outer)
        let byValue = pairing.map { pairing in
            Dictionary(grouping: right.indices) { value(of: pairing.right, in: right[$0]) }
        }
        var matched: Set<Int> = []
        var result: [Row] = []
        for row in left {
            if deadline.hasPassed { throw .notAnswered }
            let candidates = pairing.map { byValue?[value(of: $0.left, in: row)] ?? [] } ?? Array(right.indices)
            var found = false
            for candidate in candidates {
                let pair = row.merging(right[candidate]) { first, _ in first }
                guard holds(plan.on, pair) else { continue }
                found = true
                matched.insert(candidate)
                result.append(pair)
            }
            if !found, plan.kind != .inner { result.append(row) }
            if Int64(result.count) > mostRows { throw .notAnswered }
        }
        if plan.kind == .full { result += right.indices.filter { !matched.contains($0) }.map { right[$0] } }
        return result
    }

    private func setOperation(_ plan: SetOperationPlan, _ outer: Row) throws(Diagnostic) -> [Row] {
        name(plan.relation, plan.left.columns.map(\.name))
        let left = try cells(of: plan.left, outer)
        let right = try cells(of: plan.right, outer)
        let result = InMemorySets.combined(plan.operation, keepsRepeats: plan.keepsRepeats, left, right)
        return result.map { outer.adding(plan.relation, $0) }
    }

    // MARK: - Order

    func sort(_ rows: [Row], by order: [SortKey]) -> [Row] {
        let keyed = rows.map { row in (row, order.map { value(of: $0.expression, in: row) }) }
        return keyed.enumerated().sorted { left, right in
            let comparison = InMemoryOrder.compare(left.element.1, right.element.1, order)
            return comparison == 0 ? left.offset < right.offset : comparison < 0
        }.map(\.element.0)
    }
}

extension InMemoryPlan.Row {
    fileprivate func adding(_ relation: Int, _ cells: [CordonValues.Value]) -> Self {
        var row = self
        row[relation] = cells
        return row
    }
}

/// An equality `left column = right column` among the conditions of a join, which narrows the pairs to try. The condition is tested
/// in full all the same.
struct InMemoryPairing {
    let left: TypedExpression
    let right: TypedExpression

    init?(_ condition: TypedExpression, left: InMemoryPlan.Row?, right: InMemoryPlan.Row?, outer: InMemoryPlan.Row) {
        guard let left, let right else { return nil }
        for link in Self.links(condition) {
            guard case .call(.equal, let sides, _) = link, sides.count == 2 else { continue }
            for (first, second) in [(sides[0], sides[1]), (sides[1], sides[0])] {
                if Self.reads(first, left, outer), Self.reads(second, right, outer) {
                    (self.left, self.right) = (first, second)
                    return
                }
            }
        }
        return nil
    }

    private static func links(_ condition: TypedExpression) -> [TypedExpression] {
        guard case .call(.and, let links, _) = condition else { return [condition] }
        return links.flatMap(Self.links)
    }

    private static func reads(_ expression: TypedExpression, _ row: InMemoryPlan.Row, _ outer: InMemoryPlan.Row) -> Bool {
        guard case .column(.table(let relation, _), _) = expression else { return false }
        return row[relation] != nil && outer[relation] == nil
    }
}

/// SQL's orders and sets over values.
enum InMemoryOrder {
    /// Below zero where `left` comes first, zero for peers.
    static func compare(_ left: [Value], _ right: [Value], _ order: [SortKey]) -> Int {
        for (key, (a, b)) in zip(order, zip(left, right)) where a != b {
            if a.isNull || b.isNull { return a.isNull == key.nullsFirst ? -1 : 1 }
            return KeyOrderOfValues.precedes(a, b) != key.descending ? -1 : 1
        }
        return 0
    }
}

enum InMemorySets {
    static func combined(_ operation: SetOperation, keepsRepeats: Bool, _ left: [[Value]], _ right: [[Value]]) -> [[Value]] {
        if operation == .union { return keepsRepeats ? left + right : distinct(left + right) }
        var counts: [[Value]: Int] = [:]
        for row in right { counts[row, default: 0] += 1 }
        let candidates = keepsRepeats ? left : distinct(left)
        return candidates.filter { row in
            let isThere = counts[row, default: 0] > 0
            if isThere, keepsRepeats { counts[row, default: 0] -= 1 }
            return isThere == (operation == .intersect)
        }
    }

    static func distinct(_ rows: [[Value]]) -> [[Value]] {
        var seen: Set<[Value]> = []
        return rows.filter { seen.insert($0).inserted }
    }
}
