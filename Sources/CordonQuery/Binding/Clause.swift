/// Where in the question an expression stands, which decides whether it may hold an aggregate.
enum Clause: String, Sendable {
    case select = "SELECT"
    case on = "ON"
    case filter = "WHERE"
    case grouping = "GROUP BY"
    case having = "HAVING"
    case order = "ORDER BY"
    case aggregateArgument = "an aggregate's argument"
    case aggregateFilter = "FILTER"

    var mayAggregate: Bool {
        switch self {
        case .select, .having, .order: true
        case .on, .filter, .grouping, .aggregateArgument, .aggregateFilter: false
        }
    }
}
