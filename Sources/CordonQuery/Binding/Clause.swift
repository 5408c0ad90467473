/// Where in the question an expression stands, which decides whether it may hold an aggregate.
enum Clause: String, Sendable {
    case select = "SELECT"
    case on = "ON"
    case filter = "WHERE"
    case grouping = "GROUP BY"
    case having = "HAVING"
    case order = "ORDER BY"
    case values = "VALUES"
    case distinctOn = "DISTINCT ON"
    case partition = "PARTITION BY"
    case window = "a window function's argument"
    case aggregateArgument = "an aggregate's argument"
    case aggregateFilter = "FILTER"

    var mayAggregate: Bool {
        switch self {
        case .select, .having, .order, .distinctOn, .partition, .window: true
        case .on, .filter, .grouping, .values, .aggregateArgument, .aggregateFilter: false
        }
    }

    var mayHoldWindow: Bool {
        switch self {
        case .select, .order, .distinctOn: true
        case .on, .filter, .grouping, .having, .values, .partition, .window, .aggregateArgument, .aggregateFilter: false
        }
    }
}
