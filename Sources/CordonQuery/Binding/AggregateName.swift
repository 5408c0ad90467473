import CordonAggregates

/// The aggregates that a question can call by name.
enum AggregateName: String, CaseIterable {
    case count, sum, avg, stddev
    case stddevSample = "stddev_samp"
    case stddevPopulation = "stddev_pop"
    case variance
    case varianceSample = "var_samp"
    case variancePopulation = "var_pop"
    case skewness, kurtosis
    case kurtosisPopulation = "kurtosis_pop"
    case covarianceSample = "covar_samp"
    case covariancePopulation = "covar_pop"
    case corr
    case regressionSlope = "regr_slope"
    case regressionIntercept = "regr_intercept"
    case regressionR2 = "regr_r2"
    case regressionCount = "regr_count"
    case regressionAverageX = "regr_avgx"
    case regressionAverageY = "regr_avgy"
    case regressionSXX = "regr_sxx"
    case regressionSYY = "regr_syy"
    case regressionSXY = "regr_sxy"
    case boolAnd = "bool_and"
    case every
    case boolOr = "bool_or"
    case mode, median
    case percentileCont = "percentile_cont"
    case percentileDisc = "percentile_disc"
    case min, max

    /// What it takes.
    enum Shape {
        /// COUNT: anything, or *.
        case rows
        case moment, truth, extreme, pairs, mode, percentile, median

        /// Between the brackets.
        var arguments: Int {
            switch self {
            case .rows, .moment, .truth, .extreme, .percentile, .median: 1
            case .pairs: 2
            case .mode: 0
            }
        }
    }

    var shape: Shape {
        switch self {
        case .count: .rows
        case .sum, .avg, .stddev, .stddevSample, .stddevPopulation, .variance, .varianceSample, .variancePopulation, .skewness, .kurtosis,
            .kurtosisPopulation:
            .moment
        case .covarianceSample, .covariancePopulation, .corr, .regressionSlope, .regressionIntercept, .regressionR2, .regressionCount,
            .regressionAverageX, .regressionAverageY, .regressionSXX, .regressionSYY, .regressionSXY:
            .pairs
        case .boolAnd, .every, .boolOr: .truth
        case .mode: .mode
        case .median: .median
        case .percentileCont, .percentileDisc: .percentile
        case .min, .max: .extreme
        }
    }

    var function: AggregateFunction {
        switch self {
        case .count: .count
        case .sum: .sum
        case .avg: .average
        case .stddev, .stddevSample: .deviationSample
        case .stddevPopulation: .deviationPopulation
        case .variance, .varianceSample: .varianceSample
        case .variancePopulation: .variancePopulation
        case .skewness: .skewness
        case .kurtosis: .kurtosis
        case .kurtosisPopulation: .kurtosisPopulation
        case .covarianceSample: .covarianceSample
        case .covariancePopulation: .covariancePopulation
        case .corr: .correlation
        case .regressionSlope: .regressionSlope
        case .regressionIntercept: .regressionIntercept
        case .regressionR2: .regressionR2
        case .regressionCount: .regressionCount
        case .regressionAverageX: .regressionAverageX
        case .regressionAverageY: .regressionAverageY
        case .regressionSXX: .regressionSXX
        case .regressionSYY: .regressionSYY
        case .regressionSXY: .regressionSXY
        case .boolAnd, .every: .every
        case .boolOr: .any
        case .mode: .mode
        case .median, .percentileCont: .percentileContinuous
        case .percentileDisc: .percentileDiscrete
        case .min: .minimum
        case .max: .maximum
        }
    }

    var example: String {
        switch shape {
        case .rows: "count(*) or count(x)"
        case .moment, .extreme, .median: "\(rawValue)(x)"
        case .truth: "\(rawValue)(condition)"
        case .pairs: "\(rawValue)(y, x)"
        case .mode: "mode() WITHIN GROUP (ORDER BY x)"
        case .percentile: "\(rawValue)(0.5) WITHIN GROUP (ORDER BY x)"
        }
    }
}
