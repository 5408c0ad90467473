import CordonAggregates
import CordonCatalog
import CordonValues

/// An aggregate of a SELECT, whether its groups are inside a node or at the boundary.
struct BoundAggregate: Sendable {
    let specification: AggregateSpecification
    /// Nil for COUNT(*).
    let argument: BoundExpression?
    /// The second argument of a function of two.
    let second: BoundExpression?
    let isDistinct: Bool
    let filter: BoundExpression?
    let span: Range<Int>
    /// Equal for those that are the same: each is compared with all the others of its SELECT.
    private let fingerprint: Int

    init(
        specification: AggregateSpecification, argument: BoundExpression?, second: BoundExpression? = nil, isDistinct: Bool, filter: BoundExpression?,
        span: Range<Int>
    ) {
        self.specification = specification
        self.argument = argument
        self.second = second
        self.isDistinct = isDistinct
        self.filter = filter
        self.span = span
        var hasher = Hasher()
        for part in [argument, second, filter] { hasher.combine(part?.typed) }
        fingerprint = hasher.finalize()
    }

    var arguments: [BoundExpression] { [argument, second].compactMap { $0 } }

    func isSame(as other: Self) -> Bool {
        fingerprint == other.fingerprint && specification == other.specification && arguments.map(\.typed) == other.arguments.map(\.typed) && isDistinct == other.isDistinct
            && filter?.typed == other.filter?.typed
    }

    func rewriting(_ replace: (BoundExpression) throws(Diagnostic) -> BoundExpression?) throws(Diagnostic) -> BoundAggregate {
        BoundAggregate(
            specification: specification, argument: try argument?.rewriting(replace), second: try second?.rewriting(replace),
            isDistinct: isDistinct, filter: try filter?.rewriting(replace), span: span)
    }

    /// The same with another function over the same arguments.
    func replacing(_ specification: AggregateSpecification) -> BoundAggregate {
        BoundAggregate(specification: specification, argument: argument, second: second, isDistinct: false, filter: filter, span: span)
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
        try check(name, call, span)
        let filter: BoundExpression? = if let filter = call.filter { try condition(filter, in: .aggregateFilter) } else { nil }
        switch name.shape {
        case .rows, .moment, .truth, .extreme: return try oneArgument(name, call, filter, span, clause)
        case .pairs: return try pair(name, call, filter, span, clause)
        case .mode, .percentile, .median: return try orderedSet(name, call, filter, span, clause)
        }
    }

    private func check(_ name: AggregateName, _ call: SyntaxCall, _ span: Range<Int>) throws(Diagnostic) {
        let isOrdered = name.shape == .mode || name.shape == .percentile
        guard isOrdered != call.withinGroup.isEmpty else {
            throw Diagnostic(
                .typeMismatch, "\(call.name) \(isOrdered ? "needs" : "takes no") WITHIN GROUP.", span: span, hint: "Write \(name.example).")
        }
        guard call.isStar ? name == .count : call.arguments.count == name.shape.arguments else {
            let count = name.shape.arguments
            throw Diagnostic(
                .typeMismatch, call.isStar ? "\(call.name) takes an argument, not *." : "\(call.name) takes \(count) argument\(count == 1 ? "" : "s").",
                span: span, hint: "Write \(name.example).")
        }
    }

    private mutating func oneArgument(
        _ name: AggregateName, _ call: SyntaxCall, _ filter: BoundExpression?, _ span: Range<Int>, _ clause: Clause
    ) throws(Diagnostic) -> BoundAggregate {
        let rows = BoundAggregate(
            specification: AggregateSpecification(function: .countRows, argument: nil), argument: nil, isDistinct: false, filter: filter,
            span: span)
        guard let syntax = call.arguments.first.map(wholeRow) else { return rows }
        if name == .count, let cases = try keyOfCases(syntax, in: clause) {
            let conditions = [filter, cases.condition].compactMap { $0 }
            return BoundAggregate(
                specification: AggregateSpecification(function: .count, argument: cases.key.type), argument: cases.key, isDistinct: call.isDistinct,
                filter: conditions.count == 1 ? cases.condition : .call(.and, conditions, .boolean, span), span: span)
        }
        var bound = name == .count ? try keyed(syntax, in: clause) : name.shape == .truth ? try condition(syntax, in: clause) : try bind(syntax, in: clause)
        if bound.isUntyped { bound = try typed(bound, as: .text) }
        // A constant is never NULL, so that COUNT(1) is COUNT(*).
        if name == .count, !call.isDistinct, let constant = bound.constant, !constant.isNull { return rows }
        try requireType(name, bound)
        // The smallest of distinct values is the smallest, and so is whether any of them holds.
        let isDistinct = call.isDistinct && name.shape != .extreme && name.shape != .truth
        return BoundAggregate(
            specification: AggregateSpecification(function: name.function, argument: bound.type), argument: bound, isDistinct: isDistinct,
            filter: filter, span: span)
    }

    /// `count(v.*)` counts the rows that v has: its key is not NULL in them.
    private func wholeRow(_ syntax: SyntaxExpression) -> SyntaxExpression {
        guard case .star(let alias?) = syntax.form, let key = scope.relation(alias: alias)?.table?.rowKey.first else { return syntax }
        return SyntaxExpression(form: .column(qualifier: alias, name: key), span: syntax.span)
    }

    private func requireType(_ name: AggregateName, _ argument: BoundExpression) throws(Diagnostic) {
        let type = argument.type
        let isRight =
            switch name.shape {
            case .rows, .mode: true
            case .extreme: type != .boolean
            case .truth: type == .boolean
            case .moment, .pairs, .median: type.isNumber
            case .percentile: type.isNumber || name == .percentileDisc && (type == .date || type == .timestamp)
            }
        guard !isRight else { return }
        let hint = type == .boolean
            ? "Write avg(CASE WHEN … THEN 1 ELSE 0 END), or count(*) FILTER (WHERE …)."
            : type == .date || type == .timestamp ? "Subtract two dates for a number of days." : "Give it a number."
        throw Diagnostic(
            .typeMismatch, "\(name.rawValue) does not take \(type.withArticle).", span: argument.span, hint: hint)
    }

    /// regr_slope(y, x): both in their common type.
    private mutating func pair(
        _ name: AggregateName, _ call: SyntaxCall, _ filter: BoundExpression?, _ span: Range<Int>, _ clause: Clause
    ) throws(Diagnostic) -> BoundAggregate {
        guard !call.isDistinct else {
            throw Diagnostic(.unsupported, "\(call.name) does not take DISTINCT.", span: span, hint: "Use SELECT DISTINCT in a subquery.")
        }
        var sides: [BoundExpression] = []
        for argument in call.arguments {
            var bound = try bind(argument, in: clause)
            if bound.isUntyped { bound = try coerced(bound, to: .double) }
            try requireType(name, bound)
            sides.append(bound)
        }
        let both = try coerced(sides, to: try commonType(sides))
        return BoundAggregate(
            specification: AggregateSpecification(function: name.function, argument: both[0].type, second: both[1].type), argument: both[0],
            second: both[1], isDistinct: false, filter: filter, span: span)
    }

    /// percentile_disc(0.5) WITHIN GROUP (ORDER BY x), mode() WITHIN GROUP (ORDER BY x), median(x).
    private mutating func orderedSet(
        _ name: AggregateName, _ call: SyntaxCall, _ filter: BoundExpression?, _ span: Range<Int>, _ clause: Clause
    ) throws(Diagnostic) -> BoundAggregate {
        guard !call.isDistinct, call.withinGroup.count <= 1, call.withinGroup.first?.descending != true else {
            throw Diagnostic(
                .unsupported, "\(call.name) takes one ascending sort key.", span: span,
                hint: "Write \(name.example); of a descending order take one minus the fraction.")
        }
        let fraction: Double? =
            switch name.shape {
            case .percentile: try self.fraction(call, clause)
            case .median: 0.5
            case .rows, .moment, .truth, .extreme, .pairs, .mode: nil
            }
        guard let syntax = call.withinGroup.first?.expression ?? call.arguments.first else {
            throw Diagnostic(.internalFailure, "An aggregate has no argument.", span: span)
        }
        var bound = try bind(syntax, in: clause)
        if bound.isUntyped { bound = try typed(bound, as: .text) }
        try requireType(name, bound)
        return BoundAggregate(
            specification: AggregateSpecification(function: name.function, argument: bound.type, fraction: fraction), argument: bound,
            isDistinct: false, filter: filter, span: span)
    }

    private mutating func fraction(_ call: SyntaxCall, _ clause: Clause) throws(Diagnostic) -> Double {
        let bound = try coerced(try bind(call.arguments[0], in: clause), to: .double)
        guard case .constant(.double(let fraction)) = bound.form, (0...1).contains(fraction.value) else {
            throw Diagnostic(
                .outOfRange, "The fraction of a percentile is a constant from 0 to 1.", span: bound.span, hint: "Write \(call.name)(0.5) WITHIN GROUP (ORDER BY x).")
        }
        return fraction.value
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
