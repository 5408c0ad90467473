import CordonValues

/// The relation below a SELECT. Conditions over one leaf stand in the filter on top, conditions over several in the join of the
/// last leaf they name: so ON, WHERE and commas give the same plan where they mean the same.
enum InsideBuilder {
    static func plan(_ leaves: [JoinLeaf], _ conditions: [BoundExpression]) -> InsidePlan {
        guard let first = leaves.first else { return filtered(.single, conditions) }
        let places = conditions.map { condition in (condition, place(of: condition, leaves)) }
        var plan = first.plan
        for (index, leaf) in leaves.enumerated().dropFirst() {
            let own = places.filter { $0.1.count > 1 && $0.1.max() == index }.map(\.0)
            plan = .join(JoinPlan(.inner, plan, leaf.plan, on: conjunction(own) ?? .constant(.boolean(true), .boolean)))
        }
        return filtered(plan, places.filter { $0.1.count < 2 }.map(\.0))
    }

    /// Inner joins as one side of an outer join: every condition stands in a join, since no filter may stand below one.
    static func side(_ leaves: [JoinLeaf], _ conditions: [BoundExpression]) -> InsidePlan {
        guard let first = leaves.first else { return .single }
        let places = conditions.map { condition in (condition, max(place(of: condition, leaves).max() ?? 1, 1)) }
        return leaves.enumerated().dropFirst().reduce(first.plan) { plan, leaf in
            let own = places.filter { $0.1 == leaf.offset }.map(\.0)
            return .join(JoinPlan(.inner, plan, leaf.element.plan, on: conjunction(own) ?? .constant(.boolean(true), .boolean)))
        }
    }

    private static func filtered(_ plan: InsidePlan, _ conditions: [BoundExpression]) -> InsidePlan {
        conjunction(conditions).map { .filter(plan, $0) } ?? plan
    }

    /// The leaves that a condition names.
    private static func place(of condition: BoundExpression, _ leaves: [JoinLeaf]) -> Set<Int> {
        let relations = Set(condition.columns.map(\.relation))
        return Set(leaves.indices.filter { !leaves[$0].relations.isDisjoint(with: relations) })
    }

    static func conjunction(_ conditions: [BoundExpression]) -> TypedExpression? {
        let conditions = conditions.map(\.typed)
        guard conditions.count > 1 else { return conditions.first }
        return .call(.and, conditions, .boolean)
    }
}
