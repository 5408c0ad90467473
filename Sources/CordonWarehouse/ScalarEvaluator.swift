import CordonQuery
import CordonValues

/// Evaluates a typed expression in memory: the reference for every dialect's SQL, and the evaluator of the outside zone.
public enum ScalarEvaluator {
    /// `lookup` gives the value of each column reference, in the type that the expression says.
    public static func evaluate(_ expression: TypedExpression, _ lookup: (ColumnReference) -> Value) -> Value {
        switch expression {
        case .column(let reference, _):
            return lookup(reference)
        case .constant(let value, _):
            return value.storable
        case .call(let function, let arguments, let type):
            return function.apply(arguments.map { evaluate($0, lookup) }, resultType: type)
        case .cast(let operand, let type):
            return evaluate(operand, lookup).cast(to: type)
        case .cases(let branches, let otherwise, _):
            for branch in branches where evaluate(branch.condition, lookup) == .boolean(true) {
                return evaluate(branch.result, lookup)
            }
            return evaluate(otherwise, lookup)
        }
    }
}
