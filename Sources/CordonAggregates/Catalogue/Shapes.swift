import CordonValues

extension AggregateDefinition {
    /// SKEWNESS(x) of a sample, G₁; see ``Shape``.
    ///
    /// State: rows and the exact sums of x, x², x³ and x⁴ (``NumericPowers``, ``DoublePowers``). Merge: exact addition. Finish: a
    /// double, rounded once; NULL for fewer than three rows and where all are equal; NaN when a double was not finite.
    /// Disclosure: as a variance.
    static let skewness = shape(.skewness, least: 3) { $0.skewness }

    /// KURTOSIS(x), the excess kurtosis of a sample, G₂; NULL for fewer than four rows and where all are equal.
    static let kurtosis = shape(.kurtosis, least: 4) { $0.kurtosisOfSample }

    /// KURTOSIS_POP(x), the excess kurtosis of the population, g₂; NULL for fewer than two rows and where all are equal.
    static let kurtosisPopulation = shape(.kurtosisPopulation, least: 2) { $0.kurtosisOfPopulation }

    private static func shape(
        _ function: AggregateFunction, least: Int64, _ value: @escaping @Sendable (Shape) -> Value?
    ) -> AggregateDefinition {
        AggregateDefinition(
            function: function,
            stateKind: { kind(of: $0.argument, whole: .numericPowers, double: .doublePowers, numeric: .numericPowers) },
            resultType: { _ in .double },
            value: { state, _ in
                switch state {
                case .numericPowers(let state): value(state.shape)
                case .doublePowers(let state): state.shape.map(value) ?? (state.rows < least ? .null : .double(.nan))
                case .none, .count, .wholeSum, .wholeMoments, .doubleSum, .doubleMoments, .numericSum, .numericMoments, .numericPairs,
                    .doublePairs, .truths, .keys, .values, .categories, .bins, .overflowed:
                    nil
                }
            },
            family: .moment, fittedParameters: 1)
    }
}
