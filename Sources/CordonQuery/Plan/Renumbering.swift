import CordonValues

/// Gives the relations of a plan the numbers from 0, in the order of those that they have.
struct Renumbering {
    private let numbers: [Int: Int]
    /// Every relation has its number already.
    private let isDone: Bool

    /// `roots` are expressions over the plan's rows.
    init(_ plan: InsidePlan, _ roots: [TypedExpression]) {
        var found: Set<Int> = []
        func add(_ plan: InsidePlan) {
            plan.visitPlans { if let relation = $0.shownRelation { found.insert(relation) } }
        }
        add(plan)
        for root in roots { root.visitPlans { if let relation = $0.shownRelation { found.insert(relation) } } }
        numbers = Dictionary(uniqueKeysWithValues: found.sorted().enumerated().map { ($1, $0) })
        isDone = numbers.allSatisfy { $0.key == $0.value }
    }

    private func number(_ relation: Int) -> Int { numbers[relation] ?? relation }

    func expression(_ expression: TypedExpression) -> TypedExpression {
        isDone ? expression : expression.replacing { part in
            switch part {
            case .column(.table(let relation, let column), let type):
                number(relation) == relation ? nil : .column(.table(relation: number(relation), column: column), type)
            case .exists(let plan): .exists(self.plan(plan))
            case .inSubquery(let operands, let plan): .inSubquery(operands.map { self.expression($0) }, project(plan))
            case .scalar(let plan, let type): .scalar(project(plan), type)
            case .column, .constant, .call, .cast, .cases: nil
            }
        }
    }

    func plan(_ plan: InsidePlan) -> InsidePlan { isDone ? plan : plan.mapping(expression, number) }

    private func project(_ plan: ProjectPlan) -> ProjectPlan { plan.mapping(expression, number) }
}
