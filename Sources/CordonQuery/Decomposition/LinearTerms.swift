import CordonValues

/// The terms that an expression adds up, without their constant factors: of `7 - 2 * x + 100 * (y + z)` they are x, y and z.
struct LinearTerms {
    /// Without repeats; none is constant.
    private(set) var terms: [BoundExpression] = []
    /// A constant is added as well.
    private(set) var hasOffset = false

    /// Of one expression.
    static let most = 64

    init(_ expression: BoundExpression) throws(Diagnostic) { try add(expression) }

    /// It is one term, times a constant.
    var isOne: Bool { terms.count == 1 && !hasOffset }

    private mutating func add(_ expression: BoundExpression) throws(Diagnostic) {
        guard !expression.isFixed else {
            hasOffset = true
            return
        }
        switch expression.form {
        case .cast(let operand) where operand.type.isNumber && expression.withoutWidening.typed != expression.typed: return try add(operand)
        case .call(.negate, let arguments): return try addAll(arguments)
        case .call(.add, let arguments), .call(.subtract, let arguments): return try addAll(arguments)
        case .call(.multiply, let arguments): return try addProduct(arguments, of: expression)
        case .call(.divide, let arguments) where expression.type == .numeric || expression.type == .double:
            if let first = arguments.first, arguments.dropFirst().allSatisfy(\.isFixed) { return try add(first) }
        default: break
        }
        try append(expression)
    }

    private mutating func addAll(_ arguments: [BoundExpression]) throws(Diagnostic) {
        for argument in arguments { try add(argument) }
    }

    /// A product of sums is the sum of the products.
    private mutating func addProduct(_ factors: [BoundExpression], of whole: BoundExpression) throws(Diagnostic) {
        let sums = try factors.filter { !$0.isFixed }.map { (factor) throws(Diagnostic) in try LinearTerms(factor) }
        if sums.count == 1, let only = sums.first {
            for term in only.terms { try append(term) }
            hasOffset = hasOffset || only.hasOffset
            return
        }
        guard sums.contains(where: { $0.terms.count > 1 || $0.hasOffset }) else { return try append(whole) }
        var products: [[BoundExpression]] = [[]]
        for sum in sums {
            guard products.count * (sum.terms.count + 1) <= Self.most else { throw Self.tooMany(whole) }
            products = products.flatMap { product in sum.terms.map { product + [$0] } + (sum.hasOffset ? [product] : []) }
        }
        for product in products {
            guard let first = product.first else {
                hasOffset = true
                continue
            }
            try append(product.dropFirst().reduce(first) { .call(.multiply, [.widened($0, to: whole.type), .widened($1, to: whole.type)], whole.type, whole.span) })
        }
    }

    private mutating func append(_ term: BoundExpression) throws(Diagnostic) {
        guard !terms.contains(where: { $0.typed == term.typed }) else { return }
        guard terms.count < Self.most else { throw Self.tooMany(term) }
        terms.append(term)
    }

    private static func tooMany(_ expression: BoundExpression) -> Diagnostic {
        QuestionLimits.exceeded("terms in an aggregate's argument", most, expression.span)
    }
}

extension BoundExpression {
    /// The same in every row.
    var isFixed: Bool {
        !contains { part in
            switch part.form {
            case .column, .subquery, .aggregate, .window, .value, .grouping: true
            case .constant, .cutoff, .call, .cast, .cases: false
            }
        }
    }

    fileprivate static func widened(_ expression: BoundExpression, to type: ValueType) -> BoundExpression {
        expression.type == type ? expression : .cast(expression, to: type)
    }
}
