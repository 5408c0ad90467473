/// What one aggregate column of a boundary computes. The raw values travel in layouts and are never reused.
public enum AggregateFunction: String, Sendable, Hashable, CaseIterable, Codable {
    /// COUNT(*), with or without FILTER.
    case countRows = "count-rows"
    /// COUNT(x): rows whose argument is not NULL.
    case count
    /// COUNT(DISTINCT patient key): distinct patients, counted per hospital.
    case countPatients = "count-patients"
    /// COUNT(DISTINCT node-scoped key): keys of different nodes are different, so that the nodes' counts add up.
    case countKeys = "count-keys"
    /// COUNT(DISTINCT category): distinct values over all nodes.
    case countValues = "count-values"
    case sum
    case average = "avg"
    case variancePopulation = "var_pop"
    case varianceSample = "var_samp"
    case deviationPopulation = "stddev_pop"
    case deviationSample = "stddev_samp"
    /// The functions of two arguments, (y, x) as in SQL.
    case covariancePopulation = "covar_pop"
    case covarianceSample = "covar_samp"
    case correlation = "corr"
    case regressionSlope = "regr_slope"
    case regressionIntercept = "regr_intercept"
    case regressionR2 = "regr_r2"
    case regressionCount = "regr_count"
    case regressionAverageX = "regr_avgx"
    case regressionAverageY = "regr_avgy"
    case regressionSXX = "regr_sxx"
    case regressionSYY = "regr_syy"
    case regressionSXY = "regr_sxy"
    case skewness
    /// Excess kurtosis of a sample.
    case kurtosis
    /// Excess kurtosis of the population.
    case kurtosisPopulation = "kurtosis_pop"
    /// BOOL_AND, EVERY.
    case every = "bool_and"
    case any = "bool_or"
    /// MODE() WITHIN GROUP (ORDER BY x): of equally frequent values the smallest.
    case mode
    case percentileContinuous = "percentile_cont"
    case percentileDiscrete = "percentile_disc"
    /// MIN and MAX have no state in any partial: the column is withheld, the rest of the question is answered.
    case minimum = "min"
    case maximum = "max"
}

extension AggregateFunction {
    /// True for the functions of two arguments.
    public var takesPairs: Bool {
        switch self {
        case .covariancePopulation, .covarianceSample, .correlation, .regressionSlope, .regressionIntercept, .regressionR2,
            .regressionCount, .regressionAverageX, .regressionAverageY, .regressionSXX, .regressionSYY, .regressionSXY:
            true
        case .countRows, .count, .countPatients, .countKeys, .countValues, .sum, .average, .variancePopulation, .varianceSample,
            .deviationPopulation, .deviationSample, .skewness, .kurtosis, .kurtosisPopulation, .every, .any, .mode,
            .percentileContinuous, .percentileDiscrete, .minimum, .maximum:
            false
        }
    }

    /// True for the functions that have a fraction.
    public var isPercentile: Bool { self == .percentileContinuous || self == .percentileDiscrete }
}
