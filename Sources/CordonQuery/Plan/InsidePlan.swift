import CordonAggregates
import CordonValues

/// A relation of the inside: the one whose rows the boundary aggregates, and every one below it.
///
/// Relations that name columns have a number, unique in the question, and ``ColumnReference/table(relation:column:)`` names their
/// columns. Filters, joins and limits leave the relations below them visible; a project, a group, a window, VALUES and a set
/// operation hide them and show their own. Subqueries inside expressions see the relations around them.
public indirect enum InsidePlan: Sendable, Hashable {
    /// All rows of a catalog table.
    case scan(table: String, relation: Int)
    /// One row without columns: SELECT without FROM.
    case single
    case values(ValuesPlan)
    case filter(InsidePlan, TypedExpression)
    case join(JoinPlan)
    case project(ProjectPlan)
    case group(GroupPlan)
    case window(WindowPlan)
    case setOperation(SetOperationPlan)
    case limit(LimitPlan)
}

/// Rows written in the question. Each row has an expression for each column, of its type.
public struct ValuesPlan: Sendable, Hashable {
    public let relation: Int
    public let columns: [PlanColumnName]
    public let rows: [[TypedExpression]]
}

public struct PlanColumnName: Sendable, Hashable {
    public let name: String
    public let type: ValueType
}

public enum JoinKind: String, Sendable, Hashable {
    case inner, left, full
}

/// A join; a right join is a left join with its sides exchanged.
public struct JoinPlan: Sendable, Hashable {
    public let kind: JoinKind
    public let left: InsidePlan
    public let right: InsidePlan
    public let on: TypedExpression

    public init(_ kind: JoinKind, _ left: InsidePlan, _ right: InsidePlan, on: TypedExpression) {
        self.kind = kind
        self.left = left
        self.right = right
        self.on = on
    }
}

public struct PlanColumn: Sendable, Hashable {
    public let name: String
    public let expression: TypedExpression

    public init(name: String, expression: TypedExpression) {
        self.name = name
        self.expression = expression
    }
}

/// SELECT of expressions: one row for each row below.
public struct ProjectPlan: Sendable, Hashable {
    public let relation: Int
    public let columns: [PlanColumn]
    public let input: InsidePlan

    public init(relation: Int, columns: [PlanColumn], input: InsidePlan) {
        self.relation = relation
        self.columns = columns
        self.input = input
    }
}

/// GROUP BY inside a node; without keys one row, whatever is below. DISTINCT is a group of all columns without aggregates.
public struct GroupPlan: Sendable, Hashable {
    public let relation: Int
    public let keys: [PlanColumn]
    public let aggregates: [PlanAggregate]
    public let input: InsidePlan
}

/// An aggregate inside a node. MIN and MAX give their value: nothing of it leaves the node.
public struct PlanAggregate: Sendable, Hashable {
    public let name: String
    public let specification: AggregateSpecification
    /// Nil for COUNT(*).
    public let argument: TypedExpression?
    /// The second argument of a function of two.
    public let second: TypedExpression?
    /// Only the first of equal arguments counts.
    public let isDistinct: Bool
    public let filter: TypedExpression?
}

/// SELECT with window functions: one row for each row below.
public struct WindowPlan: Sendable, Hashable {
    public let relation: Int
    /// Columns of the rows below that are passed on.
    public let passed: [PlanColumn]
    public let functions: [PlanWindow]
    public let input: InsidePlan
}

public struct PlanWindow: Sendable, Hashable {
    public let name: String
    public let function: WindowFunction
    public let arguments: [TypedExpression]
    public let filter: TypedExpression?
    public let type: ValueType
    public let partition: [TypedExpression]
    public let order: [SortKey]
    /// Nil where the function has no use for one.
    public let frame: WindowFrame?
}

public enum WindowFunction: Sendable, Hashable {
    case rowNumber, rank, denseRank, percentRank, cumulativeDistribution
    /// Argument: the number of buckets.
    case ntile
    /// Arguments: value, offset, default.
    case lag, lead
    case firstValue, lastValue
    /// Arguments: value, position from 1.
    case nthValue
    /// Argument as of the specification.
    case aggregate(AggregateSpecification)
}

public struct WindowFrame: Sendable, Hashable {
    public let mode: FrameMode
    public let start: FrameBound
    public let end: FrameBound
    public let exclusion: FrameExclusion
}

public enum FrameMode: String, Sendable, Hashable {
    case rows = "ROWS"
    case range = "RANGE"
    case groups = "GROUPS"
}

public enum FrameBound: Sendable, Hashable {
    case unboundedPreceding
    case preceding(Int)
    case currentRow
    case following(Int)
    case unboundedFollowing
}

public enum FrameExclusion: String, Sendable, Hashable {
    case nothing = "NO OTHERS"
    case currentRow = "CURRENT ROW"
    case group = "GROUP"
    case ties = "TIES"
}

/// UNION, INTERSECT or EXCEPT of two arms with the same number of columns of the same types. The result's columns have the names
/// and places of the left arm's.
public struct SetOperationPlan: Sendable, Hashable {
    public let relation: Int
    public let operation: SetOperation
    /// ALL.
    public let keepsRepeats: Bool
    public let left: ProjectPlan
    public let right: ProjectPlan
}

extension SetOperationPlan {
    /// The arms of UNION ALL, those of a UNION ALL that is the left arm as it stands among them; of anything else both sides.
    public var arms: [ProjectPlan] {
        guard operation == .union, keepsRepeats, case .setOperation(let below) = left.input, below.operation == .union, below.keepsRepeats,
            left.columns.count == below.left.columns.count,
            zip(left.columns, below.left.columns).allSatisfy({ column, known in
                guard case .column(let reference, _) = column.expression else { return false }
                return column.name == known.name && reference == .table(relation: below.relation, column: known.name)
            })
        else { return [left, right] }
        return below.arms + [right]
    }
}

public enum SetOperation: String, Sendable, Hashable {
    case union = "UNION"
    case intersect = "INTERSECT"
    case except = "EXCEPT"
}

/// ORDER BY with LIMIT and OFFSET; the order is total.
public struct LimitPlan: Sendable, Hashable {
    public let input: InsidePlan
    public let order: [SortKey]
    public let limit: Int?
    public let offset: Int
}
