import CordonCatalog
import CordonValues

/// A query whose rows each hospital computes alone.
struct BoundQuery: Sendable {
    /// Shows one relation, that of the columns.
    let plan: InsidePlan
    /// What the query around can name, in order.
    let columns: [BoundColumn]
    /// Over columns of the same relation.
    let locality: Locality
    /// Columns of the queries around that it names.
    let outerColumns: [BoundColumn]
    /// It has one row whatever the data are.
    let isOneRow: Bool

    /// Its visible columns alone, as set operations and subqueries in expressions need them.
    func projected(_ session: BindingSession) -> ProjectPlan {
        if case .project(let project) = plan, project.columns.map(\.name) == columns.map(\.planName) { return project }
        return ProjectPlan(
            relation: session.newRelation(),
            columns: columns.map { PlanColumn(name: $0.planName, expression: .column($0.reference, $0.column.type)) }, input: plan)
    }
}

/// What binding a query gives: rows inside, or cells above a boundary.
enum QueryOutcome {
    case rows(BoundQuery)
    case released(ReleasedQuery)
}

/// A SELECT that has a boundary: its source inside, its aggregates, and what is computed of released cells.
struct BoundaryQuery {
    let plan: InsidePlan
    let locality: Locality
    let keys: [BoundExpression]
    /// Of each grouping set the keys, by number.
    let sets: [[Int]]
    let binder: ExpressionBinder
    let names: [String]
    /// Over keys and aggregates.
    let items: [BoundExpression]
    let having: BoundExpression?
    let order: [BoundSort]
    let isDistinct: Bool
    let limit: Int?
    let offset: Int?
    let span: Range<Int>?
}

struct BoundSort: Sendable {
    let expression: BoundExpression
    let descending: Bool
    let nullsFirst: Bool

    var key: SortKey { SortKey(expression: expression.typed, descending: descending, nullsFirst: nullsFirst) }
}
