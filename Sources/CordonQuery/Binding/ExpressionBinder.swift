import CordonCatalog
import CordonValues

/// Binds the expressions of one SELECT: names, roles, types. It collects its aggregates and window functions.
struct ExpressionBinder {
    let session: BindingSession
    var scope: Scope
    /// WITH queries that subqueries can name.
    let commonTables: CommonTables
    /// Windows of the WINDOW clause.
    var namedWindows: [String: SyntaxWindow] = [:]
    var aggregates: [BoundAggregate] = []
    var windows: [BoundWindow] = []
    var groupings: [[BoundExpression]] = []
    /// How many NOTs stand around what is being bound.
    var negations = 0
    /// Columns of the queries around this one that it names.
    var outerColumns: [BoundColumn] = []

    var catalog: Catalog { session.catalog }

    init(_ session: BindingSession, scope: Scope, commonTables: CommonTables) {
        self.session = session
        self.scope = scope
        self.commonTables = commonTables
    }

    func spend(_ count: Int, at span: Range<Int>) throws(Diagnostic) { try session.spend(count, at: span) }

    /// An expression that may be a key: see ``BoundExpression/key``.
    mutating func keyed(_ syntax: SyntaxExpression, in clause: Clause) throws(Diagnostic) -> BoundExpression {
        switch try anyOperand(syntax, in: clause) {
        case .value(let value): return value
        case .interval(let interval): throw Self.misplacedInterval(interval.span)
        }
    }

    /// An expression that may be an interval, and holds no key: nothing is computed with keys.
    mutating func operand(_ syntax: SyntaxExpression, in clause: Clause) throws(Diagnostic) -> BoundOperand {
        let operand = try anyOperand(syntax, in: clause)
        if case .value(let value) = operand, let key = value.key { throw keyMisused(key, value.span) }
        return operand
    }

    private mutating func anyOperand(_ syntax: SyntaxExpression, in clause: Clause) throws(Diagnostic) -> BoundOperand {
        let span = syntax.span
        switch syntax.form {
        case .binary(let operation, let left, let right):
            try spend(1, at: span)
            if operation.isComparison { return try comparison(operation, left, right, span, clause) }
            return try binary(operation, try operand(left, in: clause), try operand(right, in: clause), span)
        case .negation(let inner):
            try spend(1, at: span)
            return try negation(try operand(inner, in: clause), span)
        case .cast(let inner, let type):
            try spend(1, at: span)
            if let key = try castKey(syntax, in: clause) { return .value(key) }
            return try cast(inner, type, span, clause)
        case .call(let call):
            try spend(1, at: span)
            return try self.call(call, span, clause)
        case .column, .star, .literal, .not, .conjunction, .disjunction, .isNull, .truthTest, .distinct, .between, .inList, .like,
            .quantified, .cases, .coalesce, .greatest, .least, .nullIf, .array, .named, .currentDate,
            .currentTimestamp, .exists, .inSubquery, .quantifiedSubquery, .scalarSubquery, .grouping:
            return .value(try value(syntax, in: clause))
        }
    }

    private mutating func value(_ syntax: SyntaxExpression, in clause: Clause) throws(Diagnostic) -> BoundExpression {
        let span = syntax.span
        try spend(1, at: span)
        switch syntax.form {
        case .column(let qualifier, let name):
            return try resolve(qualifier, name, span)
        case .star:
            throw Diagnostic(
                .rowLevel, "A question cannot return rows.", span: span,
                hint: "Aggregate instead, for example count(*), and group by categories.")
        case .literal(let literal):
            return try self.literal(literal, span)
        case .not(let operand):
            negations += 1
            defer { negations -= 1 }
            return .call(.not, [try condition(operand, in: clause)], .boolean, span)
        case .conjunction(let parts):
            return .call(.and, try conditions(parts, in: clause), .boolean, span)
        case .disjunction(let parts):
            return .call(.or, try conditions(parts, in: clause), .boolean, span)
        case .isNull(let operand, let negated):
            return .call(negated ? .isNotNull : .isNull, [try keyed(operand, in: clause)], .boolean, span)
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
            return try coalesce(arguments, span, clause)
        case .greatest(let arguments):
            return try uniform(.greatest, arguments, span, clause)
        case .least(let arguments):
            return try uniform(.least, arguments, span, clause)
        case .nullIf(let left, let right):
            return try nullIf(try bind(left, in: clause), try bind(right, in: clause), span)
        case .exists(let query):
            return try exists(query, span)
        case .inSubquery(let operands, let query):
            return try inSubquery(operands, query, span, clause)
        case .quantifiedSubquery(let operation, let operand, let query, let all):
            return try quantified(operation, operand, query, all: all, span, clause)
        case .scalarSubquery(let query):
            return try scalarSubquery(query, span)
        case .grouping(let keys):
            return try grouping(keys, span, clause)
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

    /// NULLIF has the type of its first argument, unless only their common type can be compared.
    private func nullIf(_ first: BoundExpression, _ second: BoundExpression, _ span: Range<Int>) throws(Diagnostic) -> BoundExpression {
        let (a, b) = try comparable(first, second, span)
        let isComparedAsItIs = first.type.isWhole && a.type.isWhole || first.type == .date && a.type == .timestamp
        guard isComparedAsItIs, first.type != a.type, !first.isUntyped else { return .call(.nullIf, [a, b], a.type, span) }
        try spend(first.size, at: span)
        let isEqual = BoundBranch(condition: .call(.equal, [a, b], .boolean, span), result: .constant(.null, first.type, span))
        return .cases([isEqual], otherwise: first, first.type, span)
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
