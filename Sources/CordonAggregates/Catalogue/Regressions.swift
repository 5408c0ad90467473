import CordonValues

extension AggregateDefinition {
    /// COVAR_POP(y, x), COVAR_SAMP, CORR, REGR_SLOPE, REGR_INTERCEPT, REGR_R2, REGR_COUNT, REGR_AVGX, REGR_AVGY, REGR_SXX, REGR_SYY,
    /// REGR_SXY, over the rows where neither argument is NULL.
    ///
    /// State: the number of those rows and the exact sums of y, x, y², x² and xy (``NumericPairs`` of whole numbers and numerics,
    /// ``DoublePairs``). Merge: exact addition. Finish: ``PairSpread``, exact, rounded once to a double (REGR_COUNT a bigint). NULL
    /// as in PostgreSQL: for no rows, COVAR_SAMP for fewer than two; CORR where x or y has no variance, slope, intercept and R² where
    /// x has none; R² is 1 where only y has none. NaN where a double is not finite; withheld beyond the largest double.
    /// Disclosure: all of them are made of means, spreads and products of the same rows and fall with their number. Over a condition
    /// or another argument of few values they count sets that no node counts, and are withheld.
    static func pairs(_ function: AggregateFunction) -> AggregateDefinition {
        AggregateDefinition(
            function: function, stateKind: pairKind,
            resultType: { _ in function == .regressionCount ? .bigint : .double },
            value: { state, _ in
                switch state {
                case .numericPairs(let state): state.spread.value(function)
                case .doublePairs(let state): state.spread.value(function)
                case .none, .count, .wholeSum, .wholeMoments, .doubleSum, .doubleMoments, .numericSum, .numericMoments, .numericPowers,
                    .doublePowers, .truths, .keys, .values, .categories, .bins, .overflowed:
                    nil
                }
            },
            family: .pairs, fittedParameters: fittedParameters(function))
    }

    /// A line has two, a spread or covariance is about the mean, a mean and a count about nothing.
    private static func fittedParameters(_ function: AggregateFunction) -> Int64 {
        switch function {
        case .correlation, .regressionSlope, .regressionIntercept, .regressionR2: 2
        case .covariancePopulation, .covarianceSample, .regressionSXX, .regressionSYY, .regressionSXY: 1
        case .regressionCount, .regressionAverageX, .regressionAverageY, .countRows, .count, .countPatients, .countKeys, .countValues, .sum,
            .average, .variancePopulation, .varianceSample, .deviationPopulation, .deviationSample, .skewness, .kurtosis,
            .kurtosisPopulation, .every, .any, .mode, .percentileContinuous, .percentileDiscrete, .minimum, .maximum:
            0
        }
    }

    /// Two doubles, or two exact numbers: a double beside an exact number is not exact, and the planner casts that one.
    @Sendable private static func pairKind(_ specification: AggregateSpecification) -> StateKind? {
        let kinds = [specification.argument, specification.second].map {
            kind(of: $0, whole: .numericPairs, double: .doublePairs, numeric: .numericPairs)
        }
        return kinds[0] == kinds[1] ? kinds[0] : nil
    }
}
