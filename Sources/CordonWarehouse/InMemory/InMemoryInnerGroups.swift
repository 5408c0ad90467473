import CordonAggregates
import CordonQuery
import CordonValues

enum KeyOrderOfValues {
    static func precedes(_ left: Value, _ right: Value) -> Bool { KeyOrder.precedes([left], [right]) }
}

/// GROUP BY inside, and the aggregates of windows, through lists of values.
struct InMemoryInnerGroups {
    let plan: GroupPlan
    let evaluator: InMemoryPlan

    func rows(_ rows: [InMemoryPlan.Row]) -> [[Value]] {
        var groups: [[Value]: Int] = [:]
        var members: [(key: [Value], rows: [InMemoryPlan.Row])] = plan.keys.isEmpty ? [([], [])] : []
        if plan.keys.isEmpty { groups[[]] = 0 }
        for row in rows {
            let key = plan.keys.map { evaluator.value(of: $0.expression, in: row) }
            let index = groups[key] ?? members.count
            if index == members.count {
                groups[key] = index
                members.append((key, []))
            }
            members[index].rows.append(row)
        }
        return members.map { group in group.key + plan.aggregates.map { result(of: $0, group.rows) } }
    }

    private func result(of aggregate: PlanAggregate, _ rows: [InMemoryPlan.Row]) -> Value {
        let kept = rows.filter { row in aggregate.filter.map { evaluator.holds($0, row) } ?? true }
        guard let argument = aggregate.argument else { return .integer(Int64(kept.count)) }
        if let second = aggregate.second {
            var pairs = InnerAggregate(aggregate.specification)
            for row in kept { pairs.add(evaluator.value(of: argument, in: row), evaluator.value(of: second, in: row)) }
            return pairs.result().storable
        }
        var values = kept.map { evaluator.value(of: argument, in: $0) }.filter { !$0.isNull }
        if aggregate.isDistinct { values = InMemorySets.distinct(values.map { [$0] }).compactMap(\.first) }
        return aggregate.specification.result(of: values)
    }
}

extension AggregateSpecification {
    /// The aggregate's value inside a node, where MIN and MAX have one. `values` are of the argument's type and not NULL.
    package func result(of values: some Collection<Value>) -> Value {
        var aggregate = InnerAggregate(self)
        for value in values {
            if argument == nil { aggregate.addRow() } else { aggregate.add(value) }
        }
        return aggregate.result().storable
    }
}
