import CordonQuery
import CordonValues

/// Evaluates a typed expression in memory: the reference for every dialect's SQL, and the evaluator of the outside zone.
public enum ScalarEvaluator {
    /// `lookup` gives the value of each column reference, in the type that the expression says; `relation` the value of EXISTS, IN
    /// and scalar subqueries, which only the inside has.
    public static func evaluate(
        _ expression: TypedExpression, _ lookup: (ColumnReference) -> Value, relation: (TypedExpression) -> Value = { _ in .null }
    ) -> Value {
        switch expression {
        case .column(let reference, _):
            return lookup(reference)
        case .constant(let value, _):
            return value.storable
        case .call(let function, let arguments, let type):
            return function.apply(arguments.map { evaluate($0, lookup, relation: relation) }, resultType: type)
        case .cast(let operand, let type):
            return evaluate(operand, lookup, relation: relation).cast(to: type)
        case .cases(let branches, let otherwise, _):
            for branch in branches where evaluate(branch.condition, lookup, relation: relation) == .boolean(true) {
                return evaluate(branch.result, lookup, relation: relation)
            }
            return evaluate(otherwise, lookup, relation: relation)
        case .exists, .inSubquery, .scalar:
            return relation(expression)
        }
    }
}
