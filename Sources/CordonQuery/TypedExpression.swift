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
}

/// The closed set of scalar functions and operators. Arguments of one call have the types that the binder's casts gave them, so
/// that an implementation never coerces. Comparison is SQL's: NULL in, NULL out. Text compares by its UTF-8 bytes.
public enum ScalarFunction: String, Sendable, Hashable, CaseIterable {
    // Boolean logic, three-valued.
    case and, or, not
    case isNull = "is null"
    case isNotNull = "is not null"
    // Both arguments of one type.
    case equal = "="
    case notEqual = "<>"
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
    case isDistinctFrom = "is distinct from"
    case isNotDistinctFrom = "is not distinct from"
    /// First argument compared with each of the rest; NULL among them as in SQL.
    case isIn = "in"
    // Arithmetic: both arguments and the result of one type; overflow and division by zero give NULL; whole division truncates.
    case add = "+"
    case subtract = "-"
    case multiply = "*"
    case divide = "/"
    case modulo = "%"
    case negate = "neg"
    case absolute = "abs"
    /// date − date, in days (integer).
    case daysBetween = "days between"
    case floor, ceiling
    /// One argument, or two with the number of decimals. Half away from zero for numeric, half to even for double.
    case round
    case truncate = "trunc"
    case squareRoot = "sqrt"
    case coalesce
    case nullIf = "nullif"
    case greatest, least
    /// LIKE and ILIKE: text, pattern (escape is the backslash).
    case like, ilike
    case concatenate = "||"
    case lower, upper, length
    /// EXTRACT of a date, integers here: year, month, day.
    case year, month, day
    /// date_trunc of a date to the first day of its month, quarter or year, as a date.
    case monthStart = "month start"
    case quarterStart = "quarter start"
    case yearStart = "year start"
    /// width_bucket(x, low, high, n) on doubles or numerics.
    case widthBucket = "width_bucket"
}
