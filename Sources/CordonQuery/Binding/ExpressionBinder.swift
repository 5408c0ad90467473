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

    mutating func bind(_ syntax: SyntaxExpression, in clause: Clause) throws(Diagnostic) -> BoundExpression {
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
        case .negation(let operand):
            return try negation(try bind(operand, in: clause), span)
        case .not(let operand):
            return .call(.not, [try condition(operand, in: clause)], .boolean, span)
        case .conjunction(let parts):
            return .call(.and, try conditions(parts, in: clause), .boolean, span)
        case .disjunction(let parts):
            return .call(.or, try conditions(parts, in: clause), .boolean, span)
        case .binary(let operation, let left, let right):
            return try binary(operation, try bind(left, in: clause), try bind(right, in: clause), span)
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
        case .like(let operand, let pattern, let insensitive, let negated):
            return try like(operand, pattern, insensitive, negated, span, clause)
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
        case .cast(let operand, let type):
            return try cast(try bind(operand, in: clause), type, span)
        case .call(let call):
            return try self.call(call, span, clause)
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
