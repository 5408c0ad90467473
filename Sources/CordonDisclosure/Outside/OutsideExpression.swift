import CordonQuery

/// An expression of the outside, with what every row asks of it found once.
struct OutsideExpression {
    let expression: TypedExpression
    /// The keys and aggregates that it reads, each once.
    let references: [ColumnReference]
    /// Its operators, constants and references: what evaluating it once costs.
    let parts: Int

    init(_ expression: TypedExpression) {
        var inventory = Inventory()
        inventory.add(expression)
        self.expression = expression
        references = inventory.references
        parts = inventory.parts
    }

    /// False where it is made of keys alone: ``CellTable`` columns of the kind `key` are such.
    func readsAggregate(_ columns: [ReleasedColumn]) -> Bool {
        references.contains { reference in
            switch reference {
            case .aggregate, .value, .window: true
            case .key(let index): columns.indices.contains(index) && columns[index].kind != .key
            case .table, .grouping, .cutoff: false
            }
        }
    }
}

private struct Inventory {
    private(set) var references: [ColumnReference] = []
    private(set) var parts = 0
    private var known: Set<ColumnReference> = []

    mutating func add(_ expression: TypedExpression) {
        parts += 1
        switch expression {
        case .column(let reference, _):
            if known.insert(reference).inserted { references.append(reference) }
        // No subquery stands outside.
        case .constant, .exists, .inSubquery, .scalar: break
        case .call(_, let arguments, _): for argument in arguments { add(argument) }
        case .cast(let inner, _): add(inner)
        case .cases(let branches, let otherwise, _):
            for branch in branches {
                add(branch.condition)
                add(branch.result)
            }
            add(otherwise)
        }
    }
}
