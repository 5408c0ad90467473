import CordonValues

/// One aggregate column of a boundary: the function, the types of its arguments, and its parameters.
public struct AggregateSpecification: Sendable, Hashable {
    public let function: AggregateFunction
    /// Nil for COUNT(*) and COUNT(DISTINCT patient key).
    public let argument: ValueType?
    /// The second argument of a function of two: the x of regr_slope(y, x).
    public let second: ValueType?
    /// The fraction of a percentile, from 0 to 1.
    public let fraction: CanonicalDouble?
    /// The grid on which a percentile counts its argument; nil for doubles and numerics without one, which are counted on a
    /// logarithmic grid and whose percentile is an estimate.
    public let grid: HistogramGrid?
    /// The lower bound that the catalog declares of the argument of a sum, mean or spread, from which contributions are measured; nil where it
    /// is 0 or not declared.
    public let low: Rational?
    /// The bounds that the catalog declares of the argument of a sum, mean or spread, where the permit refuses values outside them: one such row
    /// contributes more than is told, so that no figure with it is shown. Nil where they count.
    public let within: ClosedRange<Rational>?
    /// The column tells how many patients have each value of its argument, while these are few (``ValueTally``). Only sums, means, spreads and
    /// shapes do, where disclosure control has to look at them.
    public let tellsValues: Bool

    /// Whole numbers, dates and timestamps without a grid get ``HistogramGrid/standard(_:)``.
    public init(
        function: AggregateFunction, argument: ValueType?, second: ValueType? = nil, fraction: Double? = nil, grid: HistogramGrid? = nil,
        low: Rational? = nil, within: ClosedRange<Rational>? = nil, tellsValues: Bool = false
    ) {
        self.function = function
        self.argument = argument
        self.second = second
        self.fraction = fraction.map(CanonicalDouble.init)
        self.grid = grid ?? (function.isPercentile ? argument.flatMap(HistogramGrid.standard) : nil)
        self.low = low == .zero ? nil : low
        self.within = within
        self.tellsValues = tellsValues && function.definition.family == .moment
    }

    /// The same column, telling values or not.
    public func telling(values: Bool) -> Self {
        Self(
            function: function, argument: argument, second: second, fraction: fraction?.value, grid: grid, low: low, within: within, tellsValues: values)
    }
}

extension AggregateSpecification {
    /// The parameters as they stand in layouts and definitions; empty where there are none. ``within`` changes no figure and is part of layouts alone.
    public var parameterText: String {
        var text = fraction.map { " fraction 0x\(Self.bits($0.value))" } ?? ""
        if let grid {
            text += " grid \(grid.origin.numerator)/\(grid.origin.denominator) \(grid.width.numerator)/\(grid.width.denominator)"
        }
        if let low { text += " low \(low.numerator)/\(low.denominator)" }
        return text
    }

    /// ``within`` as it stands in layouts.
    var withinText: String {
        within.map { " within \($0.lowerBound.numerator)/\($0.lowerBound.denominator) \($0.upperBound.numerator)/\($0.upperBound.denominator)" } ?? ""
    }

    /// Sixteen hexadecimal digits.
    private static func bits(_ value: Double) -> String {
        let digits = String(value.bitPattern, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
