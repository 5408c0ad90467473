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

    var readsAggregate: Bool {
        references.contains { if case .aggregate = $0 { true } else { false } }
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
