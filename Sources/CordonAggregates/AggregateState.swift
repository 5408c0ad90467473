/// The mergeable state of one aggregate column of one group.
public enum AggregateState: Sendable, Hashable {
    /// Nothing crosses the boundary (MIN, MAX).
    case none
    /// A number of rows.
    case count(Int64)
}
