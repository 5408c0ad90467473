import CordonValues

/// The relation below a SELECT. Conditions over one leaf stand in the filter on top, conditions over several in the join of the
/// last leaf they name: so ON, WHERE and commas give the same plan where they mean the same.
enum InsideBuilder {
    static func plan(_ leaves: [JoinLeaf], _ conditions: [BoundExpression]) -> InsidePlan {
        guard let first = leaves.first, leaves.count > 1 else { return filtered(leaves.first?.plan ?? .single, conditions) }
        var above: [BoundExpression] = []
        var own: [[BoundExpression]] = leaves.map { _ in [] }
        let places = Places(leaves)
        for condition in conditions {
            let (count, last) = places.place(of: condition)
            if count > 1 { own[last].append(condition) } else { above.append(condition) }
        }
        return filtered(joined(first, leaves, own), above)
    }

    /// Inner joins as one side of an outer join: every condition stands in a join, since no filter may stand below one.
    static func side(_ leaves: [JoinLeaf], _ conditions: [BoundExpression]) -> InsidePlan {
        guard let first = leaves.first else { return .single }
        guard leaves.count > 1 else { return first.plan }
        var own: [[BoundExpression]] = leaves.map { _ in [] }
        let places = Places(leaves)
        for condition in conditions { own[max(places.place(of: condition).last, 1)].append(condition) }
        return joined(first, leaves, own)
    }

    private static func joined(_ first: JoinLeaf, _ leaves: [JoinLeaf], _ own: [[BoundExpression]]) -> InsidePlan {
        zip(leaves, own).dropFirst().reduce(first.plan) { plan, next in
            .join(JoinPlan(.inner, plan, next.0.plan, on: conjunction(next.1) ?? .constant(.boolean(true), .boolean)))
        }
    }

    private static func filtered(_ plan: InsidePlan, _ conditions: [BoundExpression]) -> InsidePlan {
        conjunction(conditions).map { .filter(plan, $0) } ?? plan
    }

    /// Where the columns of a condition stand.
    private struct Places {
        private var leaves: [Int: Int] = [:]

        init(_ all: [JoinLeaf]) {
            for (index, leaf) in all.enumerated() { for relation in leaf.relations { leaves[relation] = index } }
        }

        /// How many leaves a condition names, two for more of them, and the last one; without any, none and the first.
        func place(of condition: BoundExpression) -> (count: Int, last: Int) {
            var place: (count: Int, last: Int) = (0, 0)
            condition.forEachColumn { column in
                guard let leaf = leaves[column.relation] else { return }
                if place.count == 0 { place = (1, leaf) } else if leaf != place.last { place = (2, max(place.last, leaf)) }
            }
            return place
        }
    }

    static func conjunction(_ conditions: [BoundExpression]) -> TypedExpression? {
        let conditions = conditions.map(\.typed)
        guard conditions.count > 1 else { return conditions.first }
        return .call(.and, conditions, .boolean)
    }
}
