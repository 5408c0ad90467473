import CordonValues

extension TypedExpression {
    /// The expression with parts replaced: `replace` is asked of every part from the top, subqueries included, and nil goes on below.
    func replacing(_ replace: (TypedExpression) -> TypedExpression?) -> TypedExpression { replaced(replace) ?? self }

    /// Nil where nothing is replaced.
    private func replaced(_ replace: (TypedExpression) -> TypedExpression?) -> TypedExpression? {
        if let replaced = replace(self) { return replaced }
        switch self {
        case .column, .constant: return nil
        case .call(let function, let arguments, let type): return Self.all(arguments, replace).map { .call(function, $0, type) }
        case .cast(let operand, let type): return operand.replaced(replace).map { .cast($0, to: type) }
        case .cases(let branches, let otherwise, let type):
            return Self.all(CaseBranch.parts(branches, otherwise), replace).map { .cases(CaseBranch.branches($0), otherwise: $0[$0.count - 1], type) }
        case .exists(let plan): return .exists(plan.mapping { $0.replacing(replace) })
        case .inSubquery(let operands, let plan):
            return .inSubquery(Self.all(operands, replace) ?? operands, plan.mapping { $0.replacing(replace) })
        case .scalar(let plan, let type): return .scalar(plan.mapping { $0.replacing(replace) }, type)
        }
    }

    private static func all(_ parts: [TypedExpression], _ replace: (TypedExpression) -> TypedExpression?) -> [TypedExpression]? {
        var result: [TypedExpression]?
        for (index, part) in parts.enumerated() {
            guard let new = part.replaced(replace) else { continue }
            if result == nil { result = parts }
            result?[index] = new
        }
        return result
    }

    /// Calls `visit` for this expression and every one below, those of subqueries included.
    public func walk(_ visit: (TypedExpression) -> Void) {
        visit(self)
        switch self {
        case .column, .constant: break
        case .call(_, let arguments, _): for argument in arguments { argument.walk(visit) }
        case .cast(let operand, _): operand.walk(visit)
        case .cases(let branches, let otherwise, _):
            for branch in branches {
                branch.condition.walk(visit)
                branch.result.walk(visit)
            }
            otherwise.walk(visit)
        case .exists(let plan): plan.walk { $0.walk(visit) }
        case .inSubquery(let operands, let plan):
            for operand in operands { operand.walk(visit) }
            InsidePlan.project(plan).walk { $0.walk(visit) }
        case .scalar(let plan, _): InsidePlan.project(plan).walk { $0.walk(visit) }
        }
    }
}

extension CaseBranch {
    /// What a CASE is made of, in order: its conditions and results, and ELSE.
    static func parts(_ branches: [CaseBranch], _ otherwise: TypedExpression) -> [TypedExpression] {
        branches.flatMap { [$0.condition, $0.result] } + [otherwise]
    }

    /// The branches of these ``parts(_:_:)``.
    static func branches(_ parts: [TypedExpression]) -> [CaseBranch] {
        stride(from: 1, to: parts.count, by: 2).map { CaseBranch(condition: parts[$0 - 1], result: parts[$0]) }
    }
}

extension InsidePlan {
    /// The plan with every expression mapped, and the numbers of its relations.
    func mapping(_ map: (TypedExpression) -> TypedExpression, _ number: (Int) -> Int = { $0 }) -> InsidePlan {
        switch self {
        case .scan(let table, let relation): .scan(table: table, relation: number(relation))
        case .single: self
        case .values(let plan):
            .values(ValuesPlan(relation: number(plan.relation), columns: plan.columns, rows: plan.rows.map { $0.map(map) }))
        case .filter(let input, let condition): .filter(input.mapping(map, number), map(condition))
        case .join(let plan):
            .join(JoinPlan(plan.kind, plan.left.mapping(map, number), plan.right.mapping(map, number), on: map(plan.on)))
        case .project(let plan): .project(plan.mapping(map, number))
        case .group(let plan):
            .group(
                GroupPlan(
                    relation: number(plan.relation), keys: plan.keys.map { $0.mapping(map) },
                    aggregates: plan.aggregates.map { $0.mapping(map) }, input: plan.input.mapping(map, number)))
        case .window(let plan):
            .window(
                WindowPlan(
                    relation: number(plan.relation), passed: plan.passed.map { $0.mapping(map) },
                    functions: plan.functions.map { $0.mapping(map) }, input: plan.input.mapping(map, number)))
        case .setOperation(let plan):
            .setOperation(
                SetOperationPlan(
                    relation: number(plan.relation), operation: plan.operation, keepsRepeats: plan.keepsRepeats,
                    left: plan.left.mapping(map, number), right: plan.right.mapping(map, number)))
        case .limit(let plan):
            .limit(
                LimitPlan(
                    input: plan.input.mapping(map, number), order: plan.order.map { $0.mapping(map) }, limit: plan.limit, offset: plan.offset))
        }
    }

    /// Calls `visit` for every expression that stands in this plan or below it, from the top.
    public func walk(_ visit: (TypedExpression) -> Void) {
        switch self {
        case .scan, .single: break
        case .values(let plan): for row in plan.rows { for value in row { visit(value) } }
        case .filter(let input, let condition):
            visit(condition)
            input.walk(visit)
        case .join(let plan):
            visit(plan.on)
            plan.left.walk(visit)
            plan.right.walk(visit)
        case .project(let plan):
            for column in plan.columns { visit(column.expression) }
            plan.input.walk(visit)
        case .group(let plan):
            for key in plan.keys { visit(key.expression) }
            for aggregate in plan.aggregates { for part in aggregate.expressions { visit(part) } }
            plan.input.walk(visit)
        case .window(let plan):
            for column in plan.passed { visit(column.expression) }
            for function in plan.functions { for part in function.expressions { visit(part) } }
            plan.input.walk(visit)
        case .setOperation(let plan):
            InsidePlan.project(plan.left).walk(visit)
            InsidePlan.project(plan.right).walk(visit)
        case .limit(let plan):
            for key in plan.order { visit(key.expression) }
            plan.input.walk(visit)
        }
    }

    /// The catalog tables that are scanned, subqueries included, by relation number.
    public var scans: [Int: String] {
        var scans: [Int: String] = [:]
        visitPlans { if case .scan(let table, let relation) = $0 { scans[relation] = table } }
        return scans
    }

    /// Calls `visit` for this plan, every one below and those of subqueries.
    func visitPlans(_ visit: (InsidePlan) -> Void) {
        visitOwnPlans(visit)
        walk { $0.walk { $0.subqueryPlan?.visitOwnPlans(visit) } }
    }

    /// As ``visitPlans(_:)``, without subqueries inside expressions.
    func visitOwnPlans(_ visit: (InsidePlan) -> Void) {
        visit(self)
        switch self {
        case .scan, .single, .values: break
        case .filter(let input, _): input.visitOwnPlans(visit)
        case .join(let plan):
            plan.left.visitOwnPlans(visit)
            plan.right.visitOwnPlans(visit)
        case .project(let plan): plan.input.visitOwnPlans(visit)
        case .group(let plan): plan.input.visitOwnPlans(visit)
        case .window(let plan): plan.input.visitOwnPlans(visit)
        case .setOperation(let plan):
            InsidePlan.project(plan.left).visitOwnPlans(visit)
            InsidePlan.project(plan.right).visitOwnPlans(visit)
        case .limit(let plan): plan.input.visitOwnPlans(visit)
        }
    }
}

extension TypedExpression {
    fileprivate var subqueryPlan: InsidePlan? {
        switch self {
        case .exists(let plan): plan
        case .inSubquery(_, let plan), .scalar(let plan, _): .project(plan)
        case .column, .constant, .call, .cast, .cases: nil
        }
    }

    /// Calls `visit` for every plan of the subqueries below.
    func visitPlans(_ visit: (InsidePlan) -> Void) { walk { $0.subqueryPlan?.visitOwnPlans(visit) } }
}

extension ProjectPlan {
    func mapping(_ map: (TypedExpression) -> TypedExpression, _ number: (Int) -> Int = { $0 }) -> ProjectPlan {
        ProjectPlan(relation: number(relation), columns: columns.map { $0.mapping(map) }, input: input.mapping(map, number))
    }
}

extension PlanColumn {
    func mapping(_ map: (TypedExpression) -> TypedExpression) -> PlanColumn { PlanColumn(name: name, expression: map(expression)) }
}

extension SortKey {
    func mapping(_ map: (TypedExpression) -> TypedExpression) -> SortKey {
        SortKey(expression: map(expression), descending: descending, nullsFirst: nullsFirst)
    }
}

extension PlanAggregate {
    var expressions: [TypedExpression] { [argument, second, filter].compactMap { $0 } }

    func mapping(_ map: (TypedExpression) -> TypedExpression) -> PlanAggregate {
        PlanAggregate(
            name: name, specification: specification, argument: argument.map(map), second: second.map(map), isDistinct: isDistinct, filter: filter.map(map))
    }
}

extension PlanWindow {
    var expressions: [TypedExpression] { arguments + [filter].compactMap { $0 } + partition + order.map(\.expression) }

    func mapping(_ map: (TypedExpression) -> TypedExpression) -> PlanWindow {
        PlanWindow(
            name: name, function: function, arguments: arguments.map(map), filter: filter.map(map), type: type,
            partition: partition.map(map), order: order.map { $0.mapping(map) }, frame: frame)
    }
}
