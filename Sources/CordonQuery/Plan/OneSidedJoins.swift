import CordonValues

/// A plan in which no join has joins on both its sides: the right one becomes a relation of its own, with the columns that are
/// read of it. No rows change.
///
/// It is for engines that would have to write the right side in brackets and then read every column of the tables in them, as SQLite does.
public struct OneSidedJoins {
    private var nextRelation: Int
    /// Every column that the part reads, anywhere.
    private let read: [ColumnReference: ValueType]
    /// Where columns stand that are now shown by a relation of their own.
    private var moved: [ColumnReference: ColumnReference] = [:]

    /// The inside and the boundary of a part.
    public static func rewritten(_ part: FederatedPart) -> (inside: InsidePlan, boundary: Boundary) {
        let columns = part.boundary.expressions.map { PlanColumn(name: "", expression: $0) }
        var joins = OneSidedJoins(.project(ProjectPlan(relation: -1, columns: columns, input: part.inside)))
        let inside = joins.plan(part.inside)
        return (inside, part.boundary.mapping { joins.expression($0) })
    }

    private init(_ whole: InsidePlan) {
        var read: [ColumnReference: ValueType] = [:]
        whole.walk { expression in
            expression.walk { part in
                if case .column(let reference, let type) = part { read[reference] = type }
            }
        }
        var highest = -1
        whole.visitPlans { highest = max(highest, $0.shownRelation ?? -1) }
        self.read = read
        nextRelation = highest + 1
    }

    // MARK: - Plans

    private mutating func plan(_ plan: InsidePlan) -> InsidePlan {
        // A WITH query may stand in several places: what was moved in one has not been in the next.
        if !moved.isEmpty, let relation = plan.shownRelation {
            moved = moved.filter { if case .table(relation, _) = $0.key { false } else { true } }
        }
        switch plan {
        case .scan, .single: return plan
        case .values(let values):
            return .values(ValuesPlan(relation: values.relation, columns: values.columns, rows: values.rows.map { $0.map { expression($0) } }))
        case .filter(let input, let condition):
            let input = self.plan(input)
            return .filter(input, expression(condition))
        case .join(let join):
            let left = self.plan(join.left)
            var right = self.plan(join.right)
            if left.isJoin, right.isJoin { right = alone(right) }
            return .join(JoinPlan(join.kind, left, right, on: expression(join.on)))
        case .project(let plan): return .project(project(plan))
        case .group(let plan):
            let input = self.plan(plan.input)
            let keys = plan.keys.map { $0.mapping { expression($0) } }
            return .group(
                GroupPlan(relation: plan.relation, keys: keys, aggregates: plan.aggregates.map { $0.mapping { expression($0) } }, input: input))
        case .window(let plan):
            let input = self.plan(plan.input)
            let passed = plan.passed.map { $0.mapping { expression($0) } }
            return .window(
                WindowPlan(relation: plan.relation, passed: passed, functions: plan.functions.map { $0.mapping { expression($0) } }, input: input))
        case .setOperation(let plan):
            let left = project(plan.left)
            return .setOperation(
                SetOperationPlan(
                    relation: plan.relation, operation: plan.operation, keepsRepeats: plan.keepsRepeats, left: left, right: project(plan.right)))
        case .limit(let plan):
            let input = self.plan(plan.input)
            return .limit(LimitPlan(input: input, order: plan.order.map { $0.mapping { expression($0) } }, limit: plan.limit, offset: plan.offset))
        }
    }

    private mutating func project(_ plan: ProjectPlan) -> ProjectPlan {
        let input = self.plan(plan.input)
        return ProjectPlan(relation: plan.relation, columns: plan.columns.map { $0.mapping { expression($0) } }, input: input)
    }

    /// A join as a relation that shows what is read of it.
    private mutating func alone(_ join: InsidePlan) -> InsidePlan {
        let relation = nextRelation
        nextRelation += 1
        let visible = join.visibleRelations
        let shown = read.filter { isColumn($0.key, of: visible) }.sorted { Self.place($0.key) < Self.place($1.key) }
        let columns = shown.enumerated().map { number, column in
            // What an inner join has moved already is found where it stands now.
            PlanColumn(name: "side_\(number + 1)", expression: .column(moved[column.key] ?? column.key, column.value))
        }
        for (column, place) in zip(shown, columns) { moved[column.key] = .table(relation: relation, column: place.name) }
        return .project(ProjectPlan(relation: relation, columns: columns, input: join))
    }

    /// By the place where a column of the query stands now.
    private func isColumn(_ reference: ColumnReference, of relations: Set<Int>) -> Bool {
        guard case .table(let relation, _) = moved[reference] ?? reference else { return false }
        return relations.contains(relation)
    }

    private static func place(_ reference: ColumnReference) -> (Int, String) {
        if case .table(let relation, let column) = reference { (relation, column) } else { (.max, "") }
    }

    // MARK: - Expressions

    private mutating func expression(_ expression: TypedExpression) -> TypedExpression {
        expression.replacing { part in
            switch part {
            case .column(let reference, let type): .column(moved[reference] ?? reference, type)
            case .exists(let plan): .exists(self.plan(plan))
            case .inSubquery(let operands, let plan): .inSubquery(operands.map { self.expression($0) }, project(plan))
            case .scalar(let plan, let type): .scalar(project(plan), type)
            case .constant, .call, .cast, .cases: nil
            }
        }
    }
}

extension InsidePlan {
    fileprivate var isJoin: Bool {
        if case .join = self { true } else { false }
    }

    /// Relations whose columns whoever stands above sees.
    fileprivate var visibleRelations: Set<Int> {
        switch self {
        case .join(let plan): plan.left.visibleRelations.union(plan.right.visibleRelations)
        case .filter(let input, _): input.visibleRelations
        case .limit(let plan): plan.input.visibleRelations
        case .scan, .single, .values, .project, .group, .window, .setOperation: shownRelation.map { [$0] } ?? []
        }
    }
}
