import CordonValues

extension AggregateDefinition {
    /// MIN(x). State: none; nothing crosses the boundary, contributors neither. Finish: withheld.
    /// Disclosure: the result would be some patient's own value.
    static let minimum = extreme(.minimum)

    /// MAX(x): as ``minimum``.
    static let maximum = extreme(.maximum)

    private static func extreme(_ function: AggregateFunction) -> AggregateDefinition {
        AggregateDefinition(
            function: function, stateKind: { $0.argument == nil ? nil : StateKind.none }, resultType: { $0.argument ?? .numeric },
            finish: { _, _ in nil },
            family: .extreme)
    }
}
