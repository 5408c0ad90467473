import CordonValues

/// The rows of one aggregate inside a node, in the form that the aggregate needs. Values are never NULL.
protocol InnerState: Sendable {
    mutating func add(_ value: Value, _ second: Value)
    /// Takes back a row that was added.
    mutating func remove(_ value: Value, _ second: Value)
    func result(_ specification: AggregateSpecification) -> Value
}

extension InnerState {
    /// The finish of the same aggregate at the boundary; where that withholds the cell, NULL.
    func finished(_ state: AggregateState, _ specification: AggregateSpecification) -> Value {
        guard case .exact(let value)? = specification.function.definition.finish(state, specification) else { return .null }
        return value
    }
}
