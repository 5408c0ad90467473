import CordonValues

/// The columns that the subqueries of a plan make, and more of them where they are needed: a condition that chooses the value of a column in a subquery becomes a
/// column beside it, which the boundary can read.
struct ColumnsBelow {
    private struct Project {
        let columns: [String: TypedExpression]
        /// Relations whose columns its expressions can name.
        let visible: Set<Int>
    }

    private let plan: InsidePlan
    private let projects: [Int: Project]
    private var added: [Int: [PlanColumn]] = [:]

    init(_ plan: InsidePlan) {
        self.plan = plan
        var projects: [Int: Project] = [:]
        func note(_ relation: Int, _ columns: [PlanColumn], _ input: InsidePlan) {
            projects[relation] = Project(columns: Dictionary(columns.map { ($0.name, $0.expression) }) { first, _ in first }, visible: input.visibleRelations)
        }
        plan.visitOwnPlans {
            switch $0 {
            case .project(let plan): note(plan.relation, plan.columns, plan.input)
            case .window(let plan): note(plan.relation, plan.passed, plan.input)
            case .scan, .single, .values, .filter, .join, .group, .setOperation, .limit: break
            }
        }
        self.projects = projects
    }

    /// What a column is made of, over the rows below; nil where it is not of a SELECT that passes its rows on one by one.
    func definition(of column: BoundColumn) -> BoundExpression? {
        guard let origin = column.origin, let project = projects[column.relation], project.columns[column.planName] == origin.typed else { return nil }
        var isVisible = true
        origin.forEachColumn { isVisible = isVisible && project.visible.contains($0.relation) }
        return isVisible ? origin : nil
    }

    /// The value of an expression over the rows below a column's SELECT, beside it.
    mutating func lifted(_ expression: BoundExpression, beside column: BoundColumn) -> BoundExpression {
        guard !expression.isFixed else { return expression }
        let relation = column.relation
        // Of several the same one everywhere: coordinator and hospitals make the same plan.
        let own = projects[relation]?.columns.filter { $0.value == expression.typed }.keys.min()
        if let known = own ?? added[relation]?.first(where: { $0.expression == expression.typed })?.name { return reference(known, expression, relation) }
        let name = "cordon_piece_\((added[relation]?.count ?? 0) + 1)"
        added[relation, default: []].append(PlanColumn(name: name, expression: expression.typed))
        return reference(name, expression, relation)
    }

    private func reference(_ name: String, _ expression: BoundExpression, _ relation: Int) -> BoundExpression {
        let column = BoundColumn(
            derived: expression.derivedColumn(name), planName: name, relation: relation, origin: expression, isOnePerPatient: expression.isOnePerPatient)
        return .column(column, expression.span)
    }

    /// With the columns that were added.
    var whole: InsidePlan { added.isEmpty ? plan : plan.adding(added) }
}

extension InsidePlan {
    /// Relations whose columns can be named above it.
    fileprivate var visibleRelations: Set<Int> {
        switch self {
        case .scan(_, let relation): [relation]
        case .single: []
        case .values(let plan): [plan.relation]
        case .filter(let input, _): input.visibleRelations
        case .join(let plan): plan.left.visibleRelations.union(plan.right.visibleRelations)
        case .project(let plan): [plan.relation]
        case .group(let plan): [plan.relation]
        case .window(let plan): [plan.relation]
        case .setOperation(let plan): [plan.relation]
        case .limit(let plan): plan.input.visibleRelations
        }
    }

    /// With more columns in the SELECTs of these relations, those of subqueries inside expressions aside.
    fileprivate func adding(_ columns: [Int: [PlanColumn]]) -> InsidePlan {
        switch self {
        case .scan, .single, .values: self
        case .filter(let input, let condition): .filter(input.adding(columns), condition)
        case .join(let plan): .join(JoinPlan(plan.kind, plan.left.adding(columns), plan.right.adding(columns), on: plan.on))
        case .project(let plan): .project(plan.adding(columns))
        case .group(let plan): .group(GroupPlan(relation: plan.relation, keys: plan.keys, aggregates: plan.aggregates, input: plan.input.adding(columns)))
        case .window(let plan):
            .window(
                WindowPlan(
                    relation: plan.relation, passed: plan.passed + (columns[plan.relation] ?? []), functions: plan.functions, input: plan.input.adding(columns)))
        case .setOperation(let plan):
            .setOperation(
                SetOperationPlan(
                    relation: plan.relation, operation: plan.operation, keepsRepeats: plan.keepsRepeats, left: plan.left.adding(columns),
                    right: plan.right.adding(columns)))
        case .limit(let plan): .limit(LimitPlan(input: plan.input.adding(columns), order: plan.order, limit: plan.limit, offset: plan.offset))
        }
    }
}

extension ProjectPlan {
    fileprivate func adding(_ more: [Int: [PlanColumn]]) -> ProjectPlan {
        ProjectPlan(relation: relation, columns: columns + (more[relation] ?? []), input: input.adding(more))
    }
}
