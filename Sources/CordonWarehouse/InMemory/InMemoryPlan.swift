import CordonCatalog
import CordonQuery
import CordonValues

/// Rows of an inside plan by its definition: a filter tries every row, a join the pairs that agree on one equality.
struct InMemoryPlan {
    /// For each scan's number the row that it contributes.
    typealias Row = [Int: [Value]]

    let catalog: Catalog
    let tables: [String: [[Value]]]
    let deadline: Deadline
    let mostRows: Int64
    let cutoff: CalendarDate
    private var positions: [ColumnReference: Int] = [:]

    init(catalog: Catalog, tables: [String: [[Value]]], deadline: Deadline, mostRows: Int64, cutoff: CalendarDate) {
        self.catalog = catalog
        self.tables = tables
        self.deadline = deadline
        self.mostRows = mostRows
        self.cutoff = cutoff
    }

    mutating func rows(of plan: InsidePlan) throws(Diagnostic) -> [Row] {
        let result: [Row]
        switch plan {
        case .scan(let table, let relation):
            for (position, column) in (catalog.table(named: table)?.columns ?? []).enumerated() {
                positions[.table(relation: relation, column: column.name)] = position
            }
            result = (tables[table] ?? []).map { [relation: $0] }
        case .filter(let input, let condition):
            result = try rows(of: input).filter { holds(condition, $0) }
        case .join(let left, let right, let condition):
            let lefts = try rows(of: left)
            let rights = try rows(of: right)
            result = try joined(lefts, rights, on: condition)
        }
        if Int64(result.count) > mostRows || deadline.hasPassed { throw .notAnswered }
        return result
    }

    func value(of expression: TypedExpression, in row: Row) -> Value {
        ScalarEvaluator.evaluate(expression) { reference in
            if reference == .cutoff { return .date(cutoff) }
            guard case .table(let relation, _) = reference, let cells = row[relation], let position = positions[reference],
                cells.indices.contains(position)
            else { return .null }
            return cells[position]
        }
    }

    private func holds(_ condition: TypedExpression, _ row: Row) -> Bool { value(of: condition, in: row) == .boolean(true) }

    private func joined(_ left: [Row], _ right: [Row], on condition: TypedExpression) throws(Diagnostic) -> [Row] {
        var result: [Row] = []
        let equality = left.first.flatMap { left in right.first.flatMap { pair(in: condition, left, $0) } }
        let byValue = equality.map { sides in Dictionary(grouping: right) { value(of: sides.right, in: $0) } }
        for row in left {
            if deadline.hasPassed { throw .notAnswered }
            let candidates = equality.map { byValue?[value(of: $0.left, in: row)] ?? [] } ?? right
            for candidate in candidates {
                let pair = row.merging(candidate) { first, _ in first }
                if holds(condition, pair) { result.append(pair) }
            }
            if Int64(result.count) > mostRows { throw .notAnswered }
        }
        return result
    }

    /// A conjunct `left column = right column` that narrows the pairs to try. The condition is tested in full all the same.
    private func pair(in condition: TypedExpression, _ left: Row, _ right: Row) -> (left: TypedExpression, right: TypedExpression)? {
        switch condition {
        case .call(.and, let links, _):
            return links.lazy.compactMap { pair(in: $0, left, right) }.first
        case .call(.equal, let sides, _) where sides.count == 2:
            for (first, second) in [(sides[0], sides[1]), (sides[1], sides[0])] {
                if reads(first, from: left), reads(second, from: right) { return (first, second) }
            }
            return nil
        default:
            return nil
        }
    }

    private func reads(_ expression: TypedExpression, from row: Row) -> Bool {
        guard case .column(.table(let relation, _), _) = expression else { return false }
        return row[relation] != nil
    }
}
