import CordonValues

extension AggregateDefinition {
    /// COUNT(*), with or without FILTER.
    ///
    /// State: the number of rows. Merge: addition. Finish: the number itself; 0 for no rows.
    /// Disclosure: the result tells how many patients have rows, and beside a total how many have none.
    static let countRows = counting(.countRows) { $0.argument == nil ? .count : nil }

    /// COUNT(x): rows whose argument is not NULL.
    ///
    /// State, merge, finish and disclosure as COUNT(*), over those rows.
    static let count = counting(.count) { $0.argument == nil ? nil : .count }

    /// COUNT(DISTINCT patient key): distinct patients, counted per hospital.
    ///
    /// State: the number of contributors. Merge: addition, since no patient key is shared between hospitals. Finish: the number.
    /// Disclosure: the thresholds apply to the very number shown.
    static let countPatients = counting(.countPatients) { _ in .count }

    /// COUNT(DISTINCT node-scoped key): distinct visits, providers and the like.
    ///
    /// State: the number of distinct keys of the node's rows. Merge: addition, since a key means something else at every node: the
    /// pooled warehouse qualifies it with the node. Finish: the number.
    /// Disclosure: as COUNT(*). The number of keys may be smaller than that of patients; the thresholds apply to the patients.
    static let countKeys = counting(.countKeys) { $0.argument.map { $0.isWhole || $0 == .text } == true ? .keys : nil }

    /// COUNT(DISTINCT category): distinct values.
    ///
    /// State: the set of values of the group (``ValueSet``). Merge: union. Finish: how many there are; withheld beyond
    /// ``TallyLimit/values``.
    /// Disclosure: the set stays at the coordinator, and the number is held to what a count of the same rows is held to. One value
    /// of it may still be of one patient.
    static let countValues = counting(.countValues) { $0.argument == nil ? nil : .values }

    private static func counting(
        _ function: AggregateFunction, _ stateKind: @escaping @Sendable (AggregateSpecification) -> StateKind?
    ) -> AggregateDefinition {
        AggregateDefinition(
            function: function, stateKind: stateKind, resultType: { _ in .bigint },
            value: { state, _ in
                switch state {
                case .count(let number), .keys(let number): .integer(number)
                case .values(let set): .integer(Int64(set.values.count))
                case .none, .wholeSum, .wholeMoments, .doubleSum, .doubleMoments, .numericSum, .numericMoments, .numericPairs,
                    .doublePairs, .numericPowers, .doublePowers, .truths, .categories, .bins, .overflowed:
                    nil
                }
            },
            family: .count)
    }
}
