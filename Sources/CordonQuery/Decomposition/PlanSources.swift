/// What the columns of an inside are made of, and which catalog columns decide over its rows.
struct PlanSources {
    private var scans: [Int: String] = [:]
    /// Of a column of a relation that is no table, everything that its values follow from.
    private var made: [ColumnReference: [TypedExpression]] = [:]
    /// Of a column that no condition is part of, what it repeats, or counts and adds up.
    private var plain: [ColumnReference: [TypedExpression]] = [:]
    /// Conditions, keys, orders: what rows are there follows from them.
    private var deciding: [TypedExpression] = []

    /// Above the plan stand group keys, which decide as well, and filters of single aggregates.
    init(_ plan: InsidePlan, keys: [TypedExpression], filters: [TypedExpression]) {
        deciding = keys
        plan.visitPlans { add($0) }
        for expression in keys + filters { expression.visitPlans { add($0) } }
    }

    private mutating func add(_ plan: InsidePlan) {
        switch plan {
        case .single: break
        case .scan(let table, let relation): scans[relation] = table
        case .values(let plan):
            for (index, column) in plan.columns.enumerated() { make(plan.relation, column.name, plan.rows.flatMap { $0.dropFirst(index).prefix(1) }) }
        case .filter(_, let condition): deciding.append(condition)
        case .join(let plan): deciding.append(plan.on)
        case .project(let plan): for column in plan.columns { repeated(plan.relation, column) }
        case .group(let plan): add(plan)
        case .window(let plan):
            for column in plan.passed { repeated(plan.relation, column) }
            for function in plan.functions { make(plan.relation, function.name, function.expressions) }
            deciding += plan.functions.flatMap { $0.partition + $0.order.map(\.expression) + [$0.filter].compactMap { $0 } }
        case .setOperation(let plan):
            let (left, right) = (plan.left.columns, plan.right.columns)
            for (first, second) in zip(left, right) { make(plan.relation, first.name, [first.expression, second.expression]) }
            if plan.operation != .union || !plan.keepsRepeats { deciding += (left + right).map(\.expression) }
        case .limit(let plan): deciding += plan.order.map(\.expression)
        }
    }

    private mutating func add(_ plan: GroupPlan) {
        for key in plan.keys { repeated(plan.relation, key) }
        deciding += plan.keys.map(\.expression) + plan.aggregates.compactMap(\.filter)
        let isSimple = plan.input.hasWeightsOfOne
        for aggregate in plan.aggregates {
            make(plan.relation, aggregate.name, aggregate.expressions)
            guard isSimple, aggregate.filter == nil else { continue }
            plain[.table(relation: plan.relation, column: aggregate.name)] = [aggregate.argument, aggregate.second].compactMap { $0 }
        }
    }

    private mutating func make(_ relation: Int, _ column: String, _ expressions: [TypedExpression]) {
        made[.table(relation: relation, column: column)] = expressions
    }

    private mutating func repeated(_ relation: Int, _ column: PlanColumn) {
        make(relation, column.name, [column.expression])
        plain[.table(relation: relation, column: column.name)] = [column.expression]
    }

    /// Tables and columns of the catalog that decide which rows are there, or in which group.
    var decidingColumns: Set<[String]> { columns(of: deciding) }

    /// Tables and columns of the catalog that expressions are made of.
    func columns(of expressions: [TypedExpression]) -> Set<[String]> {
        var (found, seen): (Set<[String]>, Set<ColumnReference>) = ([], [])
        var open = expressions
        while let expression = open.popLast() {
            expression.walk { part in
                guard case .column(let reference, _) = part, case .table(let relation, let column) = reference, seen.insert(reference).inserted else { return }
                if let table = scans[relation] { found.insert([table, column]) }
                open += made[reference] ?? []
            }
        }
        return found
    }

    /// The expression is a column as it stands, up to sign, scale and offset, or what an aggregate inside makes of one without a condition.
    func isPlain(_ expression: TypedExpression) -> Bool {
        guard case .column(let reference, _) = expression.withoutScale, case .table(let relation, _) = reference else { return false }
        return scans[relation] != nil || plain[reference]?.allSatisfy(isPlain) ?? false
    }
}

extension InsidePlan {
    /// No row is there because the question writes it or stands it beside others: rows count as often as joins of tables make them.
    fileprivate var hasWeightsOfOne: Bool {
        var isSimple = true
        visitPlans { plan in
            switch plan {
            case .single, .values, .window, .setOperation: isSimple = false
            case .scan, .filter, .join, .project, .group, .limit: break
            }
        }
        return isSimple
    }
}

extension TypedExpression {
    /// Without a sign, constants that are added and factors, and casts that keep numbers apart: values have other names and are as many. Nor with the
    /// bounds of a permit, which are not the question's.
    fileprivate var withoutScale: TypedExpression {
        switch self {
        case .cast(let operand, let type) where operand.type.isWhole || !type.isWhole: operand.withoutScale
        case .call(.negate, let operands, _), .call(.clip, let operands, _): operands.first?.withoutScale ?? self
        case .call(.add, let operands, _), .call(.subtract, let operands, _), .call(.multiply, let operands, _): other(of: operands)
        case .call(.divide, let operands, let type) where !type.isWhole && operands.last?.isConstant == true: operands.first?.withoutScale ?? self
        case .column, .constant, .call, .cast, .cases, .exists, .inSubquery, .scalar: self
        }
    }

    /// The one of two operands that is no constant, where the other is one.
    private func other(of operands: [TypedExpression]) -> TypedExpression {
        guard operands.count == 2 else { return self }
        if operands[1].isConstant { return operands[0].withoutScale }
        return operands[0].isConstant ? operands[1].withoutScale : self
    }

    private var isConstant: Bool {
        switch self {
        case .constant: true
        case .cast(let operand, _): operand.isConstant
        case .call(.negate, let operands, _): operands.allSatisfy(\.isConstant)
        case .column, .call, .cases, .exists, .inSubquery, .scalar: false
        }
    }
}
