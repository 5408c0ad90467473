import CordonAggregates
import CordonQuery
import CordonValues

/// Window functions by their definition: every partition is sorted, every frame written out.
struct InMemoryWindow {
    let plan: WindowPlan
    let evaluator: InMemoryPlan

    func rows(_ rows: [InMemoryPlan.Row]) -> [[Value]] {
        var result = rows.map { row in plan.passed.map { evaluator.value(of: $0.expression, in: row) } }
        for function in plan.functions {
            for (index, value) in results(of: function, rows) { result[index].append(value) }
        }
        return result
    }

    /// One value for each row, by its index.
    private func results(of function: PlanWindow, _ rows: [InMemoryPlan.Row]) -> [(Int, Value)] {
        let partitions = Dictionary(grouping: rows.indices) { index in
            function.partition.map { evaluator.value(of: $0, in: rows[index]) }
        }
        return partitions.values.flatMap { members in
            WindowPartition(
                function,
                members.map { index in
                    let row = rows[index]
                    return WindowPartition.Member(
                        index: index, keys: function.order.map { evaluator.value(of: $0.expression, in: row) },
                        arguments: function.arguments.map { evaluator.value(of: $0, in: row) },
                        passes: function.filter.map { evaluator.holds($0, row) } ?? true)
                }
            ).results()
        }
    }
}
