import CordonQuery
import CordonValues
import CordonWarehouse

/// Evaluates the outside of a question over the released cells of one group. An expression that reads a hidden cell is withheld,
/// whatever it does with it; a bare reference shows the cell as it is. Without keys and aggregates it stands for the remainder: all
/// it could read is suppressed.
struct CellEvaluator {
    let keys: [Cell]
    let aggregates: [Cell]

    func cell(_ expression: TypedExpression) -> Cell {
        if case .column(let reference, _) = expression { return self[reference] }
        guard !expression.references.contains(where: { self[$0].state.isHidden }) else { return .withheld }
        return .showing(ScalarEvaluator.evaluate(expression) { self[$0].value ?? .null })
    }

    /// The value for a condition or a sort; nil when it is hidden.
    func value(_ expression: TypedExpression) -> Value? {
        let cell = cell(expression)
        return cell.state.isHidden ? nil : cell.value ?? .null
    }

    private subscript(_ reference: ColumnReference) -> Cell {
        switch reference {
        case .key(let index): keys.indices.contains(index) ? keys[index] : .suppressed
        case .aggregate(let index): aggregates.indices.contains(index) ? aggregates[index] : .suppressed
        // A column of a table cannot stand outside; the planner leaves none, and none is readable here.
        case .table: .withheld
        }
    }
}

extension TypedExpression {
    /// Every column, key and aggregate that the expression reads.
    var references: Set<ColumnReference> {
        switch self {
        case .column(let reference, _): [reference]
        case .constant: []
        case .call(_, let arguments, _): arguments.reduce(into: []) { $0.formUnion($1.references) }
        case .cast(let inner, _): inner.references
        case .cases(let branches, let otherwise, _):
            branches.reduce(into: otherwise.references) {
                $0.formUnion($1.condition.references)
                $0.formUnion($1.result.references)
            }
        }
    }
}
