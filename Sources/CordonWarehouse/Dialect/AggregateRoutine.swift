import CordonAggregates
import CordonQuery
import CordonValues

/// An aggregate of ours, as a database calls it by name inside a node, also over windows: exact sums, and extremes of numerics.
/// Name and number of arguments together name it.
public struct AggregateRoutine: Sendable, Hashable {
    public let specification: AggregateSpecification

    public init(_ specification: AggregateSpecification) { self.specification = specification }

    /// For example `cordon_avg_double`.
    public var name: String {
        let function = String(specification.function.rawValue.map { $0 == "-" || $0 == " " ? "_" : $0 })
        return "cordon_\(function)_\(specification.argument?.rawValue ?? "rows")"
    }
}

/// One query of WITH.
struct CommonTable {
    let name: String
    /// Names of its columns where the query has none.
    var columns: [String] = []
    let text: String
}
