import CordonQuery
import CordonValues

extension TypedExpression {
    /// The expression with every operation on constants replaced by its value.
    var folded: TypedExpression {
        switch self {
        case .column: return self
        case .constant(let value, let type): return .constant(value.storable, type)
        case .call(let function, let arguments, let type):
            let arguments = arguments.map(\.folded)
            guard let values = Self.constants(arguments) else { return .call(function, arguments, type) }
            return .constant(function.apply(values, resultType: type), type)
        case .cast(let operand, let type):
            let operand = operand.folded
            guard case .constant(let value, _) = operand else { return .cast(operand, to: type) }
            return .constant(value.cast(to: type), type)
        case .cases(let branches, let otherwise, let type):
            let branches = branches.map { CaseBranch(condition: $0.condition.folded, result: $0.result.folded) }
            return .cases(branches, otherwise: otherwise.folded, type)
        case .inSubquery(let operands, let plan): return .inSubquery(operands.map(\.folded), plan)
        case .exists, .scalar: return self
        }
    }

    private static func constants(_ expressions: [TypedExpression]) -> [Value]? {
        var values: [Value] = []
        for expression in expressions {
            guard case .constant(let value, _) = expression else { return nil }
            values.append(value)
        }
        return values
    }

    /// Numbers of the relations that the expression reads, outside subqueries.
    var relations: Set<Int> {
        switch self {
        case .column(.table(let relation, _), _): [relation]
        case .column, .constant, .exists, .scalar: []
        case .inSubquery(let operands, _): operands.reduce(into: []) { $0.formUnion($1.relations) }
        case .call(_, let arguments, _): arguments.reduce(into: []) { $0.formUnion($1.relations) }
        case .cast(let operand, _): operand.relations
        case .cases(let branches, let otherwise, _):
            branches.reduce(into: otherwise.relations) { $0.formUnion($1.condition.relations); $0.formUnion($1.result.relations) }
        }
    }
}
