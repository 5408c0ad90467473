import CordonValues

extension AggregateDefinition {
    /// VAR_POP(x).
    ///
    /// State: rows, exact sum and exact sum of squares (``WholeMoments``, ``DoubleMoments``, ``NumericMoments``). Merge: exact
    /// addition. Finish: (n · Σx² − (Σx)²) / n² in exact arithmetic, so that nothing cancels; over doubles rounded once at the end.
    /// NULL for no rows. NaN when a double was not finite.
    /// Disclosure: a spread is made of a sum and a count and falls with them; over conditions it reveals both of them.
    static let variancePopulation = spread(.variancePopulation, sample: false, isDeviation: false)

    /// VARIANCE(x), VAR_SAMP(x): as ``variancePopulation`` with n(n−1) below; NULL for fewer than two rows.
    static let varianceSample = spread(.varianceSample, sample: true, isDeviation: false)

    /// STDDEV_POP(x): the root of VAR_POP, taken in exact arithmetic and rounded once; over whole numbers and numerics with at
    /// least 48 digits.
    static let deviationPopulation = spread(.deviationPopulation, sample: false, isDeviation: true)

    /// STDDEV(x), STDDEV_SAMP(x): the root of VAR_SAMP.
    static let deviationSample = spread(.deviationSample, sample: true, isDeviation: true)

    private static func spread(_ function: AggregateFunction, sample: Bool, isDeviation: Bool) -> AggregateDefinition {
        AggregateDefinition(
            function: function,
            stateKind: { kind(of: $0.argument, whole: .wholeMoments, double: .doubleMoments, numeric: .numericMoments) },
            resultType: { $0.argument == .double ? .double : .numeric },
            value: { state, _ in
                switch state {
                case .wholeMoments(let state): numeric(state.spread, sample, isDeviation)
                case .numericMoments(let state): numeric(state.spread, sample, isDeviation)
                case .doubleMoments(let state): double(state, sample, isDeviation)
                case .none, .count, .wholeSum, .doubleSum, .numericSum, .numericPairs, .doublePairs, .numericPowers, .doublePowers,
                    .truths, .keys, .values, .categories, .bins, .overflowed:
                    nil
                }
            },
            family: .moment, fittedParameters: 1)
    }

    private static func numeric(_ spread: Spread, _ sample: Bool, _ isDeviation: Bool) -> Value? {
        isDeviation ? spread.numericDeviation(sample: sample) : spread.numericVariance(sample: sample)
    }

    private static func double(_ state: DoubleMoments, _ sample: Bool, _ isDeviation: Bool) -> Value? {
        guard let spread = state.spread else { return state.rows < (sample ? 2 : 1) ? .null : .double(.nan) }
        return isDeviation ? spread.doubleDeviation(sample: sample) : spread.doubleVariance(sample: sample)
    }
}
