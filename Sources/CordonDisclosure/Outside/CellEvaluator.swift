import CordonQuery
import CordonValues
import CordonWarehouse

/// Evaluates the outside of a question over the released cells of one group. An expression that reads a hidden cell is withheld,
/// whatever it does with it; a bare reference shows the cell as it is. Without keys and aggregates it stands for the remainder: all
/// it could read is suppressed.
struct CellEvaluator {
    let keys: [Cell]
    let aggregates: [Cell]
    /// The cells of scalar subqueries.
    var values: [Cell] = []
    /// Results of the window functions, once they are known.
    var windows: [Cell] = []

    func cell(_ outside: OutsideExpression) -> Cell {
        if case .column(let reference, _) = outside.expression { return self[reference] }
        // A bound or an estimate is no value to compute with.
        guard outside.references.allSatisfy({ !self[$0].state.isHidden && self[$0].isExact }) else { return .withheld }
        return .showing(ScalarEvaluator.evaluate(outside.expression) { self[$0].value ?? .null })
    }

    /// The value for a condition or a sort; nil when it is hidden.
    func value(_ outside: OutsideExpression) -> Value? {
        let cell = cell(outside)
        return cell.state.isHidden || !cell.isExact ? nil : cell.value ?? .null
    }

    private subscript(_ reference: ColumnReference) -> Cell {
        switch reference {
        case .key(let index): keys.indices.contains(index) ? keys[index] : .suppressed
        case .aggregate(let index): aggregates.indices.contains(index) ? aggregates[index] : .suppressed
        case .window(let index): windows.indices.contains(index) ? windows[index] : .withheld
        case .value(let index): values.indices.contains(index) ? values[index] : .withheld
        // A column of a table cannot stand outside; the planner leaves none, and none is readable here.
        case .table, .grouping, .cutoff: .withheld
        }
    }
}
