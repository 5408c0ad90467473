import CordonValues

/// All that one aggregate function is: what it takes and gives, the mergeable state it needs, its finish, and what disclosure
/// control must know of it; `AggregateFunction.definition` is the registry that tests walk, so that a new
/// aggregate is under every law as soon as it is registered.
public struct AggregateDefinition: Sendable {
    public let function: AggregateFunction
    /// The state of a column over arguments of the specification's types; nil when the function does not take them.
    public let stateKind: @Sendable (AggregateSpecification) -> StateKind?
    /// PostgreSQL's result type; asked only where there is a state kind.
    public let resultType: @Sendable (AggregateSpecification) -> ValueType
    /// The result of a merged state, NULL where SQL says so; nil when the cell is withheld.
    public let finish: @Sendable (AggregateState, AggregateSpecification) -> FinishedValue?
    public let family: AggregateFamily
    /// How many parameters, fitted to the same rows, the result is about: none for counts, sums and means, one (the mean) for spreads and
    /// covariances, two (the line) for correlations and regressions. Contributors less these are its degrees of freedom.
    public internal(set) var fittedParameters: Int64 = 0
}

extension AggregateDefinition {
    /// An aggregate whose result is exact.
    init(
        function: AggregateFunction, stateKind: @escaping @Sendable (AggregateSpecification) -> StateKind?,
        resultType: @escaping @Sendable (AggregateSpecification) -> ValueType,
        value: @escaping @Sendable (AggregateState, AggregateSpecification) -> Value?, family: AggregateFamily, fittedParameters: Int64 = 0
    ) {
        self.init(
            function: function, stateKind: stateKind, resultType: resultType,
            finish: { value($0, $1).map { .exact($0) } }, family: family, fittedParameters: fittedParameters)
    }
}

/// What the result of an aggregate function is, as disclosure control sees it.
public enum AggregateFamily: Sendable, Hashable {
    /// A number of rows, patients, keys or values: zero where nobody contributes, and it tells how many do.
    case count
    /// A sum, mean, variance, deviation or another figure of one argument's powers: over a condition, or another argument with few
    /// values, it counts those that are not zero.
    case moment
    /// A figure of two arguments' powers and products.
    case pairs
    /// Whether a condition holds for every row, or for any.
    case truth
    /// The most frequent value.
    case mode
    /// A quantile.
    case quantile
    /// Some patient's own value: always withheld.
    case extreme
}

extension AggregateFunction {
    /// The registry.
    public var definition: AggregateDefinition {
        switch self {
        case .countRows: .countRows
        case .count: .count
        case .countPatients: .countPatients
        case .countKeys: .countKeys
        case .countValues: .countValues
        case .sum: .sum
        case .average: .average
        case .variancePopulation: .variancePopulation
        case .varianceSample: .varianceSample
        case .deviationPopulation: .deviationPopulation
        case .deviationSample: .deviationSample
        case .covariancePopulation, .covarianceSample, .correlation, .regressionSlope, .regressionIntercept, .regressionR2,
            .regressionCount, .regressionAverageX, .regressionAverageY, .regressionSXX, .regressionSYY, .regressionSXY:
            .pairs(self)
        case .skewness: .skewness
        case .kurtosis: .kurtosis
        case .kurtosisPopulation: .kurtosisPopulation
        case .every: .every
        case .any: .any
        case .mode: .mode
        case .percentileContinuous: .percentileContinuous
        case .percentileDiscrete: .percentileDiscrete
        case .minimum: .minimum
        case .maximum: .maximum
        }
    }
}

extension AggregateSpecification {
    /// False for arguments that the function does not take, and for parameters that it does not have; the planner refuses such a
    /// question.
    public var isSupported: Bool {
        guard (second != nil) == function.takesPairs, (fraction != nil) == function.isPercentile, grid == nil || function.isPercentile
        else { return false }
        if let fraction, !(0...1).contains(fraction.value) { return false }
        return function.definition.stateKind(self) != nil
    }

    public var stateKind: StateKind { function.definition.stateKind(self) ?? .none }

    public var resultType: ValueType { function.definition.resultType(self) }

    /// Every function with all types of arguments that it takes, and with several parameters where it has them.
    public static var allSupported: [AggregateSpecification] {
        let types = [nil] + ValueType.allCases.map { $0 }
        let grid = HistogramGrid(origin: Rational(-3 as Int64), width: Rational(7 as Int64))
        return AggregateFunction.allCases.flatMap { function in
            types.flatMap { argument in
                (function.takesPairs ? types : [nil]).flatMap { second in
                    (function.isPercentile ? [0.5, 0.9] : [nil]).flatMap { fraction in
                        (function.isPercentile ? [nil, grid] : [nil]).map { grid in
                            AggregateSpecification(
                                function: function, argument: argument, second: second, fraction: fraction, grid: grid)
                        }
                    }
                }
            }
        }.filter(\.isSupported)
    }
}
