import CordonAggregates
import CordonValues

/// An expression after binding: every name resolved, every type known, every implicit cast written out. From it the SQL of a
/// dialect is generated, and it is evaluated in memory; both give the same values.
public indirect enum TypedExpression: Sendable, Hashable {
    case column(ColumnReference, ValueType)
    case constant(Value, ValueType)
    case call(ScalarFunction, [TypedExpression], ValueType)
    /// A failed cast gives NULL.
    case cast(TypedExpression, to: ValueType)
    /// Searched CASE; a simple CASE is bound to comparisons. The result of no branch is `otherwise`.
    case cases([CaseBranch], otherwise: TypedExpression, ValueType)
    /// True when the relation has a row.
    case exists(InsidePlan)
    /// `(a, …) IN (SELECT …)`, as SQL has it with NULLs; the relation has a column for each operand, of its type.
    case inSubquery([TypedExpression], ProjectPlan)
    /// The one column of a relation of at most one row; NULL without a row.
    case scalar(ProjectPlan, ValueType)

    public var type: ValueType {
        switch self {
        case .column(_, let type), .constant(_, let type), .call(_, _, let type), .cast(_, let type), .cases(_, _, let type),
            .scalar(_, let type):
            type
        case .exists, .inSubquery: .boolean
        }
    }
}

public struct CaseBranch: Sendable, Hashable {
    public let condition: TypedExpression
    public let result: TypedExpression

    public init(condition: TypedExpression, result: TypedExpression) {
        self.condition = condition
        self.result = result
    }
}

/// What a bound name stands for.
public enum ColumnReference: Sendable, Hashable {
    /// A column of a relation of the inside, by the relation's number; see ``InsidePlan``.
    case table(relation: Int, column: String)
    /// A group key of the boundary, or a column of another source of the outside: see ``OutsidePlan``.
    case key(Int)
    /// An aggregate column of the boundary, outside.
    case aggregate(Int)
    /// A window function, outside.
    case window(Int)
    /// A scalar subquery over released cells, outside: the one cell of ``FederatedQuery/values``.
    case value(Int)
    /// GROUPING(…), until the group keys are known; no plan holds one.
    case grouping(Int)
    /// CURRENT_DATE: the last day that the snapshot covers, a date that each execution brings along.
    case cutoff
}
