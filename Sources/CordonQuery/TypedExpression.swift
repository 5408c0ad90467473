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

    public var type: ValueType {
        switch self {
        case .column(_, let type), .constant(_, let type), .call(_, _, let type), .cast(_, let type), .cases(_, _, let type): type
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
    /// A column of a table scanned inside: `relation` numbers the scans of the question from 0 in the order of its FROM clause.
    case table(relation: Int, column: String)
    /// A group key of the boundary, outside.
    case key(Int)
    /// An aggregate column of the boundary, outside.
    case aggregate(Int)
    /// CURRENT_DATE: the last day that the snapshot covers, a date that each execution brings along.
    case cutoff
}
