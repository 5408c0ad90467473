import CordonValues

/// The result of an aggregate: an exact value, or one of the two kinds that carry their error.
public enum FinishedValue: Sendable, Hashable {
    /// The value that one pooled database gives, NULL among them.
    case exact(Value)
    /// The pooled value is between the two, both included.
    case bounded(low: Value, high: Value)
    /// The pooled value is no further from `value` than `error`.
    case estimate(Value, error: Double)
}

extension AggregateSpecification {
    /// Which of the three kinds the results of this column are, NULL aside.
    public enum ResultKind: String, Sendable, Hashable, Codable {
        case exact, bounded, estimate
    }

    public var resultKind: ResultKind {
        guard function.isPercentile else { return .exact }
        return grid == nil ? .estimate : .bounded
    }
}
