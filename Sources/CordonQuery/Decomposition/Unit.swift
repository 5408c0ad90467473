import CordonValues

/// The unit of a measure as it passes through an expression. Multiplying by a constant and dividing by it again keeps the unit:
/// FLOOR(age / 10) * 10 is in years, FLOOR(age / 10) is not.
struct Unit {
    private let name: String
    private var scale = Rational.one

    /// The name to show for an expression, or nil where it has no unit or a scaled one.
    static func name(of expression: BoundExpression, _ aggregates: [BoundAggregate]) -> String? {
        guard let unit = unit(of: expression, aggregates), unit.scale == Rational.one else { return nil }
        return unit.name
    }

    /// Of an aggregate's result.
    static func name(of aggregate: BoundAggregate) -> String? {
        guard let unit = unit(of: aggregate, []), unit.scale == Rational.one else { return nil }
        return unit.name
    }

    private static func unit(of expression: BoundExpression, _ aggregates: [BoundAggregate]) -> Unit? {
        switch expression.form {
        case .constant, .cutoff, .window, .value, .grouping: return nil
        case .subquery(let subquery): return subquery.origin.flatMap { unit(of: $0, aggregates) }
        case .column(let column): return column.column.unit.map { Unit(name: $0) }
        case .aggregate(let number):
            guard aggregates.indices.contains(number) else { return nil }
            return unit(of: aggregates[number], aggregates)
        case .cast(let operand): return expression.type.isNumber ? unit(of: operand, aggregates) : nil
        case .cases(let branches, let otherwise):
            return shared(branches.map(\.result) + [otherwise], aggregates)
        case .call(let function, let arguments):
            return unit(of: function, arguments, aggregates)
        }
    }

    private static func unit(of aggregate: BoundAggregate, _ aggregates: [BoundAggregate]) -> Unit? {
        switch aggregate.specification.function {
        case .sum, .average, .deviationPopulation, .deviationSample, .mode, .percentileContinuous, .percentileDiscrete, .minimum, .maximum,
            .regressionAverageY:
            aggregate.argument.flatMap { unit(of: $0, aggregates) }
        case .countRows, .count, .countPatients, .countKeys, .countValues, .variancePopulation, .varianceSample, .covariancePopulation,
            .covarianceSample, .correlation, .regressionSlope, .regressionIntercept, .regressionR2, .regressionCount,
            .regressionAverageX, .regressionSXX, .regressionSYY, .regressionSXY, .skewness, .kurtosis, .kurtosisPopulation, .every, .any:
            nil
        }
    }

    private static func unit(
        of function: ScalarFunction, _ arguments: [BoundExpression], _ aggregates: [BoundAggregate]
    ) -> Unit? {
        switch function {
        case .floor, .ceiling, .round, .truncate, .absolute, .negate:
            return arguments.first.flatMap { unit(of: $0, aggregates) }
        case .add, .subtract, .coalesce, .greatest, .least, .nullIf:
            return shared(arguments, aggregates)
        case .multiply, .divide:
            guard arguments.count == 2 else { return nil }
            if let number = arguments[1].number {
                return scaled(arguments[0], function == .divide ? Rational.one.divided(by: number) : number, aggregates)
            }
            guard function == .multiply, let factor = arguments[0].number else { return nil }
            return scaled(arguments[1], factor, aggregates)
        case .daysBetween: return Unit(name: "d")
        default: return nil
        }
    }

    private static func scaled(_ operand: BoundExpression, _ factor: Rational?, _ aggregates: [BoundAggregate]) -> Unit? {
        guard let factor, var unit = unit(of: operand, aggregates) else { return nil }
        unit.scale = unit.scale * factor
        // Nobody divides by such a number again, and products of long ones would take long.
        return unit.scale.isShort ? unit : nil
    }

    /// The unit that all parts have; constants take the others'.
    private static func shared(_ parts: [BoundExpression], _ aggregates: [BoundAggregate]) -> Unit? {
        var common: Unit?
        for part in parts where part.constant == nil && part.number == nil {
            guard let own = unit(of: part, aggregates) else { return nil }
            if let soFar = common, soFar.name != own.name || soFar.scale != own.scale { return nil }
            common = own
        }
        return common
    }
}
