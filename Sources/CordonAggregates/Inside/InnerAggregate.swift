import CordonValues

/// An aggregate *inside* a node: of an inner GROUP BY, or of a window. The same exact states as at the boundary and the same results,
/// without contributors; MIN, MAX, MODE and percentiles give their true value, because nothing leaves.
///
/// Rows with a NULL argument are passed over (COUNT(*) has no argument: ``addRow()``). What is withheld at the boundary is NULL here:
/// a sum beyond its type, an argument that is not of the specification's type. Counts, sums and means of whole numbers, and MIN and
/// MAX of numbers and dates, take six words and no allocation.
package struct InnerAggregate: Sendable {
    private let function: AggregateFunction
    private let argument: ValueType?
    private let second: ValueType?
    private var state: any InnerState

    /// `removes` promises that ``remove(_:_:)`` will be called, for which MIN and MAX keep all values; without it they keep one.
    /// `distinct` counts each value once, as in `sum(DISTINCT x)`.
    package init(_ specification: AggregateSpecification, distinct: Bool = false, removes: Bool = false) {
        function = specification.function
        argument = specification.argument
        second = specification.second
        let plain = Self.state(specification, removes: removes)
        state = distinct ? InnerDistinct(plain) : plain
    }

    /// One row of COUNT(*).
    package mutating func addRow() { state.add(.boolean(true), .null) }

    /// Takes back one row of COUNT(*).
    package mutating func removeRow() { state.remove(.boolean(true), .null) }

    package mutating func add(_ value: Value, _ second: Value? = nil) {
        if value.isNull || second?.isNull == true { return }
        state.add(value, second ?? .null)
    }

    /// Takes back a row that was added with the same values.
    package mutating func remove(_ value: Value, _ second: Value? = nil) {
        if value.isNull || second?.isNull == true { return }
        state.remove(value, second ?? .null)
    }

    /// The result over the rows that are in now; as for every aggregate NULL for none, for a count 0.
    package func result() -> Value {
        state.result(AggregateSpecification(function: function, argument: argument, second: second))
    }

    private static func state(_ specification: AggregateSpecification, removes: Bool) -> any InnerState {
        let argument = specification.argument
        switch specification.function {
        case .countRows, .count: return InnerCount()
        case .countPatients, .countKeys, .countValues: return InnerValues(specification)
        case .sum, .average:
            if argument == .double { return InnerDoubleSum() }
            return argument == .numeric ? InnerNumericSum() : InnerWholeSum() as any InnerState
        case .variancePopulation, .varianceSample, .deviationPopulation, .deviationSample:
            if argument == .double { return InnerDoubles(.moments) }
            return argument == .numeric ? InnerNumericMoments() : InnerWholeMoments() as any InnerState
        case .skewness, .kurtosis, .kurtosisPopulation: return argument == .double ? InnerDoubles(.powers) : InnerNumericPowers() as any InnerState
        case .covariancePopulation, .covarianceSample, .correlation, .regressionSlope, .regressionIntercept, .regressionR2,
            .regressionCount, .regressionAverageX, .regressionAverageY, .regressionSXX, .regressionSYY, .regressionSXY:
            return argument == .double ? InnerDoubles(.pairs) : InnerNumericPairs() as any InnerState
        case .every, .any: return InnerTruths()
        case .mode, .percentileContinuous, .percentileDiscrete: return InnerValues(specification)
        case .minimum, .maximum:
            let isMaximum = specification.function == .maximum
            if removes { return InnerValues(specification) }
            return InnerExtremeWord.takes(argument)
                ? InnerExtremeWord(isMaximum: isMaximum) : InnerExtreme(isMaximum: isMaximum) as any InnerState
        }
    }
}

extension AggregateSpecification {
    /// True for what ``InnerAggregate`` computes: more than the boundary does, because nothing leaves. MIN, MAX, MODE, the distinct
    /// counts and `percentile_disc` take every type there.
    package var isSupportedInside: Bool {
        switch function {
        case .minimum, .maximum, .mode, .countKeys, .countValues, .countPatients:
            argument != nil && second == nil && fraction == nil
        case .percentileDiscrete: argument != nil && second == nil && fraction.map { (0...1).contains($0.value) } == true
        case .countRows, .count, .sum, .average, .variancePopulation, .varianceSample, .deviationPopulation, .deviationSample,
            .covariancePopulation, .covarianceSample, .correlation, .regressionSlope, .regressionIntercept, .regressionR2,
            .regressionCount, .regressionAverageX, .regressionAverageY, .regressionSXX, .regressionSYY, .regressionSXY, .skewness,
            .kurtosis, .kurtosisPopulation, .every, .any, .percentileContinuous:
            isSupported
        }
    }
}
