import CordonValues

/// Leaves out the columns of derived relations that nothing reads: no rows change.
struct Pruning {
    private var used: Set<ColumnReference> = []

    /// `roots` are the expressions over the plan's rows.
    static func pruned(_ plan: InsidePlan, for roots: [TypedExpression]) -> (InsidePlan, [TypedExpression]) {
        var pruning = Pruning()
        for root in roots { _ = pruning.expression(root) }
        // A WITH query that stands in several places keeps what any of them reads: that is known when all have been seen.
        _ = pruning.plan(plan)
        return (pruning.plan(plan), roots.map { pruning.expression($0) })
    }

    private mutating func expression(_ expression: TypedExpression) -> TypedExpression { pruned(expression) ?? expression }

    /// Nil where no subquery is in it.
    private mutating func pruned(_ expression: TypedExpression) -> TypedExpression? {
        switch expression {
        case .column(let reference, _):
            used.insert(reference)
            return nil
        case .constant: return nil
        case .call(let function, let arguments, let type): return pruned(all: arguments).map { .call(function, $0, type) }
        case .cast(let operand, let type): return pruned(operand).map { .cast($0, to: type) }
        case .cases(let branches, let otherwise, let type):
            return pruned(all: CaseBranch.parts(branches, otherwise)).map { .cases(CaseBranch.branches($0), otherwise: $0[$0.count - 1], type) }
        case .exists(let plan): return .exists(self.plan(plan))
        case .inSubquery(let operands, let plan): return .inSubquery(operands.map { self.expression($0) }, whole(plan))
        case .scalar(let plan, let type): return .scalar(whole(plan), type)
        }
    }

    private mutating func pruned(all parts: [TypedExpression]) -> [TypedExpression]? {
        var result: [TypedExpression]?
        for (index, part) in parts.enumerated() {
            guard let new = pruned(part) else { continue }
            if result == nil { result = parts }
            result?[index] = new
        }
        return result
    }

    /// A project all of whose columns are read.
    private mutating func whole(_ plan: ProjectPlan) -> ProjectPlan {
        let columns = plan.columns.map { PlanColumn(name: $0.name, expression: expression($0.expression)) }
        return ProjectPlan(relation: plan.relation, columns: columns, input: self.plan(plan.input))
    }

    private func isUsed(_ relation: Int, _ name: String) -> Bool { used.contains(.table(relation: relation, column: name)) }

    private mutating func columns(_ columns: [PlanColumn], of relation: Int) -> [PlanColumn] {
        columns.filter { isUsed(relation, $0.name) }.map { PlanColumn(name: $0.name, expression: expression($0.expression)) }
    }

    private mutating func plan(_ plan: InsidePlan) -> InsidePlan {
        switch plan {
        case .scan, .single: return plan
        case .values(let values):
            for row in values.rows { for value in row { _ = expression(value) } }
            return plan
        case .filter(let input, let condition):
            let condition = expression(condition)
            return .filter(self.plan(input), condition)
        case .join(let join):
            let on = expression(join.on)
            return .join(JoinPlan(join.kind, self.plan(join.left), self.plan(join.right), on: on))
        case .project(let project):
            let kept = columns(project.columns, of: project.relation)
            return .project(ProjectPlan(relation: project.relation, columns: kept, input: self.plan(project.input)))
        case .group(let group): return self.group(group)
        case .window(let window): return self.window(window)
        case .setOperation(let operation): return setOperation(operation)
        case .limit(let limit):
            let order = limit.order.map { $0.mapping { expression($0) } }
            return .limit(LimitPlan(input: self.plan(limit.input), order: order, limit: limit.limit, offset: limit.offset))
        }
    }

    private mutating func group(_ group: GroupPlan) -> InsidePlan {
        let aggregates = group.aggregates.filter { isUsed(group.relation, $0.name) }.map { $0.mapping { expression($0) } }
        let keys = group.keys.map { $0.mapping { expression($0) } }
        return .group(GroupPlan(relation: group.relation, keys: keys, aggregates: aggregates, input: plan(group.input)))
    }

    private mutating func window(_ window: WindowPlan) -> InsidePlan {
        let functions = window.functions.filter { isUsed(window.relation, $0.name) }.map { $0.mapping { expression($0) } }
        let passed = columns(window.passed, of: window.relation)
        return .window(WindowPlan(relation: window.relation, passed: passed, functions: functions, input: plan(window.input)))
    }

    /// Only UNION ALL can do without a column: the others compare them all.
    private mutating func setOperation(_ plan: SetOperationPlan) -> InsidePlan {
        let keepsAll = plan.operation != .union || !plan.keepsRepeats
        let kept = plan.left.columns.indices.filter { keepsAll || isUsed(plan.relation, plan.left.columns[$0].name) }
        let arms = [plan.left, plan.right].map { arm in
            whole(ProjectPlan(relation: arm.relation, columns: kept.filter(arm.columns.indices.contains).map { arm.columns[$0] }, input: arm.input))
        }
        return .setOperation(
            SetOperationPlan(relation: plan.relation, operation: plan.operation, keepsRepeats: plan.keepsRepeats, left: arms[0], right: arms[1]))
    }
}
