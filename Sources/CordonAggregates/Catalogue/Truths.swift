import CordonValues

extension AggregateDefinition {
    /// BOOL_AND(x), EVERY(x).
    ///
    /// State: rows that are not NULL, and those that are true (``TruthCounts``). Merge: addition. Finish: NULL for no rows, else
    /// whether all are true.
    /// Disclosure: FALSE says that somebody has a false row, so those are a cell, and those with a true one as well.
    static let every = truth(.every) { $0.trueRows == $0.rows }

    /// BOOL_OR(x): as ``every``, whether any is true.
    static let any = truth(.any) { $0.trueRows > 0 }

    private static func truth(_ function: AggregateFunction, _ holds: @escaping @Sendable (TruthCounts) -> Bool) -> AggregateDefinition {
        AggregateDefinition(
            function: function, stateKind: { $0.argument == .boolean ? .truths : nil }, resultType: { _ in .boolean },
            value: { state, _ in
                guard case .truths(let counts) = state else { return nil }
                return counts.rows == 0 ? .null : .boolean(holds(counts))
            },
            family: .truth)
    }
}
