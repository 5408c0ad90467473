import CordonValues

/// The relation below the boundary. Conditions over one scan stand in the filter on top, conditions over several in the join of the
/// last scan they name: so ON, WHERE and commas give the same plan where they mean the same.
enum InsideBuilder {
    static func plan(_ scope: Scope, _ conjuncts: [Conjunct]) -> InsidePlan? {
        guard let first = scope.relations.first else { return nil }
        var plan = InsidePlan.scan(table: first.table.name, relation: first.number)
        for relation in scope.relations.dropFirst() {
            let own = conjuncts.filter { $0.relations.count > 1 && $0.relations.max() == relation.number }
            let condition = conjunction(own) ?? .constant(.boolean(true), .boolean)
            plan = .join(plan, .scan(table: relation.table.name, relation: relation.number), on: condition)
        }
        guard let filter = conjunction(conjuncts.filter { $0.relations.count < 2 }) else { return plan }
        return .filter(plan, filter)
    }

    private static func conjunction(_ conjuncts: [Conjunct]) -> TypedExpression? {
        let conditions = conjuncts.map(\.expression.typed)
        guard conditions.count > 1 else { return conditions.first }
        return .call(.and, conditions, .boolean)
    }
}
