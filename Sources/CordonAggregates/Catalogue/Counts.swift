import CordonValues

extension AggregateDefinition {
    /// COUNT(*), with or without FILTER.
    ///
    /// State: the number of rows. Merge: addition. Finish: the number itself; 0 for no rows.
    /// Disclosure: the result tells how many patients have rows, and beside a total how many have none.
    static let countRows = AggregateDefinition(
        function: .countRows, stateKind: { $0 == nil ? .count : nil }, resultType: { _ in .bigint }, finish: finishCount,
        family: .count)

    /// COUNT(x): rows whose argument is not NULL.
    ///
    /// State, merge, finish and disclosure as COUNT(*), over those rows.
    static let count = AggregateDefinition(
        function: .count, stateKind: { $0 == nil ? nil : .count }, resultType: { _ in .bigint }, finish: finishCount,
        family: .count)

    /// COUNT(DISTINCT patient key): distinct patients, counted per hospital.
    ///
    /// State: the number of contributors. Merge: addition, since no patient key is shared between hospitals. Finish: the number.
    /// Disclosure: the thresholds apply to the very number shown.
    static let countPatients = AggregateDefinition(
        function: .countPatients, stateKind: { _ in .count }, resultType: { _ in .bigint }, finish: finishCount,
        family: .count)

    private static let finishCount: @Sendable (AggregateState, AggregateSpecification) -> Value? = { state, _ in
        guard case .count(let rows) = state else { return nil }
        return .integer(rows)
    }
}
