import CordonCatalog
import CordonValues

/// Binds expressions of one question: names, roles, types. It collects what the question reads and its aggregates.
struct ExpressionBinder {
    let catalog: Catalog
    var scope: Scope
    var aggregates: [BoundAggregate] = []
    /// Column names read, by table.
    var reads: [String: Set<String>] = [:]
    /// Nodes bound so far, those of shared parts once for each place.
    private var nodes = 0

    init(catalog: Catalog, scope: Scope, reads: [String: Set<String>]) {
        self.catalog = catalog
        self.scope = scope
        self.reads = reads
    }

    /// Counts nodes against the limit of a question: BETWEEN and simple CASE write their operand several times, and nested in each
    /// other they would double at every level.
    mutating func spend(_ count: Int, at span: Range<Int>) throws(Diagnostic) {
        nodes += count
        guard nodes <= QuestionLimits.nodes else {
            throw Diagnostic(
                .tooLong, "The question is too large once BETWEEN, CASE and names are written out.", span: span,
                hint: "Nest fewer of them in each other.")
        }
    }

    /// An expression that may be an interval.
    mutating func operand(_ syntax: SyntaxExpression, in clause: Clause) throws(Diagnostic) -> BoundOperand {
        let span = syntax.span
        switch syntax.form {
        case .binary(let operation, let left, let right):
            try spend(1, at: span)
            return try binary(operation, try operand(left, in: clause), try operand(right, in: clause), span)
        case .negation(let inner):
            try spend(1, at: span)
            return try negation(try operand(inner, in: clause), span)
        case .cast(let inner, let type):
            try spend(1, at: span)
            return try cast(inner, type, span, clause)
        case .call(let call):
            try spend(1, at: span)
            return try self.call(call, span, clause)
        case .column, .star, .literal, .not, .conjunction, .disjunction, .isNull, .truthTest, .distinct, .between, .inList, .like,
            .quantified, .cases, .coalesce, .greatest, .least, .nullIf, .array, .named, .currentDate, .currentTimestamp:
            return .value(try value(syntax, in: clause))
        }
    }

    private mutating func value(_ syntax: SyntaxExpression, in clause: Clause) throws(Diagnostic) -> BoundExpression {
        let span = syntax.span
        try spend(1, at: span)
        switch syntax.form {
        case .column(let qualifier, let name):
            return .column(try readable(try resolve(qualifier, name, span), span), span)
        case .star:
            throw Diagnostic(
                .rowLevel, "A question cannot return rows.", span: span,
                hint: "Aggregate instead, for example count(*), and group by categories.")
        case .literal(let literal):
            return try self.literal(literal, span)
        case .not(let operand):
            return .call(.not, [try condition(operand, in: clause)], .boolean, span)
        case .conjunction(let parts):
            return .call(.and, try conditions(parts, in: clause), .boolean, span)
        case .disjunction(let parts):
            return .call(.or, try conditions(parts, in: clause), .boolean, span)
        case .isNull(let operand, let negated):
            return .call(negated ? .isNotNull : .isNull, [try bind(operand, in: clause)], .boolean, span)
        case .truthTest(let operand, let truth, let negated):
            return truthTest(try condition(operand, in: clause), truth, negated, span)
        case .distinct(let left, let right, let negated):
            let (a, b) = try comparable(try bind(left, in: clause), try bind(right, in: clause), span)
            return .call(negated ? .isNotDistinctFrom : .isDistinctFrom, [a, b], .boolean, span)
        case .between(let operand, let low, let high, let negated):
            return try between(operand, low, high, negated, span, clause)
        case .inList(let operand, let items, let negated):
            return try inList(operand, items, negated, span, clause)
        case .like(let operand, let pattern, let escape, let insensitive, let negated):
            return try like(operand, pattern, escape, insensitive, negated, span, clause)
        case .quantified(let comparison, let operand, let items, let all):
            return try quantified(comparison, operand, items, all: all, span, clause)
        case .cases(let operand, let branches, let otherwise):
            return try cases(operand, branches, otherwise, span, clause)
        case .coalesce(let arguments):
            return try uniform(.coalesce, arguments, span, clause)
        case .greatest(let arguments):
            return try uniform(.greatest, arguments, span, clause)
        case .least(let arguments):
            return try uniform(.least, arguments, span, clause)
        case .nullIf(let left, let right):
            let (a, b) = try comparable(try bind(left, in: clause), try bind(right, in: clause), span)
            return .call(.nullIf, [a, b], a.type, span)
        case .currentDate: return .cutoff(span)
        case .currentTimestamp: return .cast(.cutoff(span), to: .timestamp, span)
        case .array:
            throw Diagnostic(
                .unsupported, "An array stands only after ANY and ALL, and as the thresholds of width_bucket.", span: span,
                hint: "Write IN (…) with the values.")
        case .named(let name, _):
            throw Diagnostic(
                .unsupported, "The argument \(name) is named, and only make_interval takes names.", span: span,
                hint: "Give arguments by position.")
        case .binary, .negation, .cast, .call:
            // ``operand(_:in:)`` has bound these.
            throw Diagnostic(.internalFailure, "An expression was bound by the wrong way.", span: span)
        }
    }

    mutating func bindAll(_ parts: [SyntaxExpression], in clause: Clause) throws(Diagnostic) -> [BoundExpression] {
        var result: [BoundExpression] = []
        result.reserveCapacity(parts.count)
        for part in parts { result.append(try bind(part, in: clause)) }
        return result
    }

    /// An expression that must be a condition.
    mutating func condition(_ syntax: SyntaxExpression, in clause: Clause) throws(Diagnostic) -> BoundExpression {
        let bound = try bind(syntax, in: clause)
        if bound.isUntyped { return try coerced(bound, to: .boolean) }
        guard bound.type == .boolean else {
            throw Diagnostic(
                .typeMismatch, "A condition is expected here, and this is \(bound.type.withArticle).", span: bound.span,
                hint: "Compare it: for example \(bound.type == .text ? "x = 'A'" : "x > 0").")
        }
        return bound
    }

    private mutating func conditions(_ parts: [SyntaxExpression], in clause: Clause) throws(Diagnostic) -> [BoundExpression] {
        var result: [BoundExpression] = []
        for part in parts { result.append(try condition(part, in: clause)) }
        return result
    }
}

extension ValueType {
    var withArticle: String { self == .integer ? "an integer" : "a \(rawValue)" }

    /// To begin a sentence with.
    var capitalised: String { self == .integer ? "An integer" : "A \(rawValue)" }
}
