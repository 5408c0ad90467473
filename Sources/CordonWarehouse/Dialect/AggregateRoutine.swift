import CordonAggregates
import CordonQuery
import CordonValues

/// An aggregate of ours, as a database calls it by name inside a node, also over windows: exact sums, and extremes of numerics.
/// Name and number of arguments together name it.
public struct AggregateRoutine: Sendable, Hashable {
    public let specification: AggregateSpecification

    public init(_ specification: AggregateSpecification) { self.specification = specification }

    /// How many arguments it takes.
    public var arguments: [ValueType] { [specification.argument, specification.second].compactMap { $0 } }

    /// For example `cordon_avg_double`. Percentiles end in the bits of their fraction.
    public var name: String {
        let function = String(specification.function.rawValue.map { $0 == "-" || $0 == " " ? "_" : $0 })
        let types = [specification.argument, specification.second].compactMap { $0?.rawValue }
        let fraction = specification.fraction.map { ["\(String($0.value.bitPattern, radix: 16))"] } ?? []
        return (["cordon", function] + (types.isEmpty ? ["rows"] : types) + fraction).joined(separator: "_")
    }
}

/// One query of WITH.
struct CommonTable {
    let name: String
    /// Names of its columns where the query has none.
    var columns: [String] = []
    let text: String
}
