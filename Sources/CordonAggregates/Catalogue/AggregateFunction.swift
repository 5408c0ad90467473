import CordonValues

/// What one aggregate column of a boundary computes. The raw values travel in layouts and are never reused.
public enum AggregateFunction: String, Sendable, Hashable, CaseIterable, Codable {
    /// COUNT(*), with or without FILTER.
    case countRows = "count-rows"
    /// COUNT(x): rows whose argument is not NULL.
    case count
    /// COUNT(DISTINCT patient key): distinct patients, counted per hospital.
    case countPatients = "count-patients"
    case sum
    case average = "avg"
    case variancePopulation = "var_pop"
    case varianceSample = "var_samp"
    case deviationPopulation = "stddev_pop"
    case deviationSample = "stddev_samp"
    /// MIN and MAX have no state in any partial: the column is withheld, the rest of the question is answered.
    case minimum = "min"
    case maximum = "max"
}

/// One aggregate column of a boundary: the function and the type of its argument. A rows count and a patients count have none.
public struct AggregateSpecification: Sendable, Hashable {
    public let function: AggregateFunction
    public let argument: ValueType?

    public init(function: AggregateFunction, argument: ValueType?) {
        self.function = function
        self.argument = argument
    }
}
