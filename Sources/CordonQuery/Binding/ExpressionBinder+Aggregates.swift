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

/// An aggregate of the question, bound inside.
struct BoundAggregate: Sendable {
    let specification: AggregateSpecification
    /// Nil for COUNT(*) and COUNT(DISTINCT patient key).
    let argument: BoundExpression?
    let filter: BoundExpression?
    let span: Range<Int>

    func isSame(as other: Self) -> Bool {
        specification == other.specification && argument?.typed == other.argument?.typed && filter?.typed == other.filter?.typed
    }
}

extension ExpressionBinder {
    mutating func aggregate(
        _ name: AggregateName, _ call: SyntaxCall, _ span: Range<Int>, _ clause: Clause
    ) throws(Diagnostic) -> BoundExpression {
        guard clause.mayAggregate else { throw misplaced(call, span, clause) }
        guard call.isStar || call.arguments.count == 1 else {
            throw Diagnostic(
                .typeMismatch, "\(call.name) takes one argument.", span: span,
                hint: name == .count ? "Write count(*) or count(x)." : "Write \(call.name)(x).")
        }
        guard name == .count || !call.isStar else {
            throw Diagnostic(.typeMismatch, "\(call.name) takes an argument, not *.", span: span, hint: "Write \(call.name)(x), or count(*).")
        }
        let argument = try argument(name, call, span)
        let filter: BoundExpression? = if let filter = call.filter { try condition(filter, in: .aggregateFilter) } else { nil }
        let found = BoundAggregate(specification: argument.specification, argument: argument.bound, filter: filter, span: span)
        let number = aggregates.firstIndex { $0.isSame(as: found) } ?? aggregates.count
        if number == aggregates.count {
            guard number < QuestionLimits.aggregates else { throw QuestionLimits.exceeded("aggregates", QuestionLimits.aggregates, span) }
            aggregates.append(found)
        }
        return .aggregate(number, found.specification.resultType, span)
    }

    private mutating func argument(
        _ name: AggregateName, _ call: SyntaxCall, _ span: Range<Int>
    ) throws(Diagnostic) -> (specification: AggregateSpecification, bound: BoundExpression?) {
        let rows = AggregateSpecification(function: .countRows, argument: nil)
        guard let syntax = call.arguments.first else { return (rows, nil) }
        if name == .count, let key = try keyColumn(syntax) { return (try countKey(key, call, syntax.span), nil) }
        var bound = try bind(syntax, in: .aggregateArgument)
        if call.isDistinct {
            throw Diagnostic(
                .unsupported, "DISTINCT inside an aggregate takes only the patient key in this version.", span: span,
                hint: "Write count(DISTINCT \(patientKeyName)), or count(*) grouped by the column.")
        }
        if bound.isUntyped { bound = try typed(bound, as: .text) }
        let function = try Self.function(name, bound)
        // A constant is never NULL, so that COUNT(1) is COUNT(*).
        if function == .count, let constant = bound.constant, !constant.isNull { return (rows, nil) }
        return (AggregateSpecification(function: function, argument: bound.type), bound)
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

    /// The patient or node key that an argument names; nil for any other expression.
    private mutating func keyColumn(_ syntax: SyntaxExpression) throws(Diagnostic) -> BoundColumn? {
        guard case .column(let qualifier, let name) = syntax.form else { return nil }
        let column = try resolve(qualifier, name, syntax.span)
        switch column.column.role {
        case .patient, .nodeKey: return column
        case .category, .measure, .date, .identifier, .text: return nil
        }
    }

    private func countKey(_ key: BoundColumn, _ call: SyntaxCall, _ span: Range<Int>) throws(Diagnostic) -> AggregateSpecification {
        guard key.column.role == .patient else {
            throw Diagnostic(
                .unsupported, "Counting the key \(key.column.name) is not supported in this version.", span: span,
                hint: "Write count(*) for rows, or count(DISTINCT \(patientKeyName)) for patients.")
        }
        guard call.isDistinct else {
            throw Diagnostic(
                .patientKey, "The patient key \(key.column.name) is counted only with DISTINCT.", span: span,
                hint: "Write count(DISTINCT \(key.column.name)) for patients, or count(*) for rows.")
        }
        return AggregateSpecification(function: .countPatients, argument: nil)
    }

    private var patientKeyName: String { scope.relations.lazy.compactMap(\.table.patientKey).first ?? "patient_id" }

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
