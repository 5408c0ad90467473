import CordonAggregates
import CordonCatalog
import CordonValues

/// The aggregates that a question can call by name.
enum AggregateName: String, CaseIterable {
    case count, sum, avg, stddev
    case stddevSample = "stddev_samp"
    case stddevPopulation = "stddev_pop"
    case variance
    case varianceSample = "var_samp"
    case variancePopulation = "var_pop"
    case min, max
}

/// An aggregate of a SELECT, whether its groups are inside a node or at the boundary.
struct BoundAggregate: Sendable {
    let specification: AggregateSpecification
    /// Nil for COUNT(*).
    let argument: BoundExpression?
    let isDistinct: Bool
    let filter: BoundExpression?
    let span: Range<Int>

    func isSame(as other: Self) -> Bool {
        specification == other.specification && argument?.typed == other.argument?.typed && isDistinct == other.isDistinct
            && filter?.typed == other.filter?.typed
    }

    func rewriting(_ replace: (BoundExpression) throws(Diagnostic) -> BoundExpression?) throws(Diagnostic) -> BoundAggregate {
        BoundAggregate(
            specification: specification, argument: try argument?.rewriting(replace), isDistinct: isDistinct,
            filter: try filter?.rewriting(replace), span: span)
    }
}

extension ExpressionBinder {
    mutating func aggregate(
        _ name: AggregateName, _ call: SyntaxCall, _ span: Range<Int>, _ clause: Clause
    ) throws(Diagnostic) -> BoundExpression {
        guard clause.mayAggregate else { throw misplaced(call, span, clause) }
        let found = try boundAggregate(name, call, span)
        let number = aggregates.firstIndex { $0.isSame(as: found) } ?? aggregates.count
        if number == aggregates.count {
            guard number < QuestionLimits.aggregates else { throw QuestionLimits.exceeded("aggregates", QuestionLimits.aggregates, span) }
            aggregates.append(found)
        }
        return .aggregate(number, found.specification.resultType, span)
    }

    /// An aggregate with its arguments, of a SELECT or over a window.
    mutating func boundAggregate(
        _ name: AggregateName, _ call: SyntaxCall, _ span: Range<Int>, in clause: Clause = .aggregateArgument
    ) throws(Diagnostic) -> BoundAggregate {
        guard call.isStar || call.arguments.count == 1 else {
            throw Diagnostic(
                .typeMismatch, "\(call.name) takes one argument.", span: span,
                hint: name == .count ? "Write count(*) or count(x)." : "Write \(call.name)(x).")
        }
        guard name == .count || !call.isStar else {
            throw Diagnostic(.typeMismatch, "\(call.name) takes an argument, not *.", span: span, hint: "Write \(call.name)(x), or count(*).")
        }
        let filter: BoundExpression? = if let filter = call.filter { try condition(filter, in: .aggregateFilter) } else { nil }
        guard let syntax = call.arguments.first else {
            return BoundAggregate(
                specification: AggregateSpecification(function: .countRows, argument: nil), argument: nil, isDistinct: false, filter: filter,
                span: span)
        }
        var bound = name == .count ? try keyed(syntax, in: clause) : try bind(syntax, in: clause)
        if bound.isUntyped { bound = try typed(bound, as: .text) }
        let function = try Self.function(name, bound)
        // A constant is never NULL, so that COUNT(1) is COUNT(*).
        if function == .count, !call.isDistinct, let constant = bound.constant, !constant.isNull {
            return BoundAggregate(
                specification: AggregateSpecification(function: .countRows, argument: nil), argument: nil, isDistinct: false, filter: filter,
                span: span)
        }
        // The smallest of distinct values is the smallest.
        let isDistinct = call.isDistinct && function != .minimum && function != .maximum
        return BoundAggregate(
            specification: AggregateSpecification(function: function, argument: bound.type), argument: bound, isDistinct: isDistinct,
            filter: filter, span: span)
    }

    private static func function(_ name: AggregateName, _ argument: BoundExpression) throws(Diagnostic) -> AggregateFunction {
        let type = argument.type
        switch name {
        case .count: return .count
        case .min, .max:
            guard type != .boolean else { throw mismatch(name, argument, "Count the cases: count(*) FILTER (WHERE …).") }
            return name == .min ? .minimum : .maximum
        case .sum, .avg, .stddev, .stddevSample, .stddevPopulation, .variance, .varianceSample, .variancePopulation: break
        }
        guard type.isNumber else {
            let hint = type == .boolean ? "Write avg(CASE WHEN … THEN 1 ELSE 0 END), or count(*) FILTER (WHERE …)." : "Give it a number."
            throw mismatch(name, argument, hint)
        }
        switch name {
        case .sum: return .sum
        case .avg: return .average
        case .stddev, .stddevSample: return .deviationSample
        case .stddevPopulation: return .deviationPopulation
        case .variance, .varianceSample: return .varianceSample
        case .variancePopulation: return .variancePopulation
        case .count, .min, .max: return .count
        }
    }

    private static func mismatch(_ name: AggregateName, _ argument: BoundExpression, _ hint: String) -> Diagnostic {
        Diagnostic(.typeMismatch, "\(name.rawValue) does not take \(argument.type.withArticle).", span: argument.span, hint: hint)
    }

    private func misplaced(_ call: SyntaxCall, _ span: Range<Int>, _ clause: Clause) -> Diagnostic {
        if clause == .aggregateArgument {
            return Diagnostic(
                .aggregateOfAggregate, "An aggregate cannot stand inside another.", span: span,
                hint: "Combine them beside each other: sum(x) / count(*).")
        }
        return Diagnostic(
            .misplacedAggregate, "The aggregate \(call.name) cannot stand in \(clause.rawValue).", span: span,
            hint: clause == .filter ? "Restrict groups with HAVING." : "Use it in SELECT, HAVING or ORDER BY.")
    }
}
