import CordonCatalog
import CordonValues

/// An expression with its names resolved and its types decided, that still knows its place and the catalog facts of its columns.
struct BoundExpression: Sendable {
    let form: BoundForm
    let type: ValueType
    let span: Range<Int>
    /// A quoted text or NULL whose type the context decides.
    let isUntyped: Bool
    /// The same expression without places, as it leaves the planner.
    let typed: TypedExpression
    /// Nodes that a walk meets; a part that stands twice counts twice.
    let size: Int
    /// How much a database's parser holds at its deepest point, in entries of its stack: see ``QuestionLimits/height``.
    let height: Int
}

indirect enum BoundForm: Sendable {
    case column(BoundColumn)
    case constant(Value)
    case call(ScalarFunction, [BoundExpression])
    case cast(BoundExpression)
    case cases([BoundBranch], otherwise: BoundExpression)
    /// CURRENT_DATE.
    case cutoff
    /// An aggregate of the question, by its number in ``QuestionBinder/aggregates``.
    case aggregate(Int)
}

struct BoundBranch: Sendable {
    let condition: BoundExpression
    let result: BoundExpression
}

struct BoundColumn: Sendable, Hashable {
    let relation: Int
    let table: CatalogTable
    let column: CatalogColumn

    var reference: ColumnReference { .table(relation: relation, column: column.name) }
}

extension BoundExpression {
    static func column(_ column: BoundColumn, _ span: Range<Int>) -> Self {
        Self(
            form: .column(column), type: column.column.type, span: span, isUntyped: false,
            typed: .column(column.reference, column.column.type), size: 1, height: 1)
    }

    static func constant(_ value: Value, _ type: ValueType, _ span: Range<Int>, isUntyped: Bool = false) -> Self {
        Self(form: .constant(value), type: type, span: span, isUntyped: isUntyped, typed: .constant(value, type), size: 1, height: 1)
    }

    static func call(_ function: ScalarFunction, _ arguments: [BoundExpression], _ type: ValueType, _ span: Range<Int>) -> Self {
        Self(
            form: .call(function, arguments), type: type, span: span, isUntyped: false,
            typed: .call(function, arguments.map(\.typed), type), size: arguments.reduce(1) { $0 + $1.size },
            height: arguments.enumerated().map { place, argument in
                argument.continues(function, at: place) ? argument.height : argument.height + (place == 0 ? 3 : 5)
            }.max() ?? 1)
    }

    static func cast(_ argument: BoundExpression, to type: ValueType, _ span: Range<Int>? = nil) -> Self {
        Self(
            form: .cast(argument), type: type, span: span ?? argument.span, isUntyped: false, typed: .cast(argument.typed, to: type),
            size: argument.size + 1, height: argument.height + 3)
    }

    static func cases(_ branches: [BoundBranch], otherwise: BoundExpression, _ type: ValueType, _ span: Range<Int>) -> Self {
        let typed = branches.map { CaseBranch(condition: $0.condition.typed, result: $0.result.typed) }
        return Self(
            form: .cases(branches, otherwise: otherwise), type: type, span: span, isUntyped: false,
            typed: .cases(typed, otherwise: otherwise.typed, type),
            size: branches.reduce(otherwise.size + 1) { $0 + $1.condition.size + $1.result.size },
            height: branches.reduce(otherwise.height) { max($0, $1.condition.height, $1.result.height) } + 6)
    }

    static func cutoff(_ span: Range<Int>) -> Self {
        Self(form: .cutoff, type: .date, span: span, isUntyped: false, typed: .column(.cutoff, .date), size: 1, height: 1)
    }

    static func aggregate(_ number: Int, _ type: ValueType, _ span: Range<Int>) -> Self {
        Self(form: .aggregate(number), type: type, span: span, isUntyped: false, typed: .column(.aggregate(number), type), size: 1, height: 1)
    }

    /// As an operand it makes one chain with the call above it: `a + b + c`, `a AND b AND c`.
    private func continues(_ function: ScalarFunction, at place: Int) -> Bool {
        guard case .call(function, _) = form else { return false }
        return switch function {
        case .and, .or: true
        case .add, .multiply: place == 0
        default: false
        }
    }

    var constant: Value? {
        guard case .constant(let value) = form else { return nil }
        return value
    }

    var children: [BoundExpression] {
        switch form {
        case .column, .constant, .cutoff, .aggregate: []
        case .call(_, let arguments): arguments
        case .cast(let argument): [argument]
        case .cases(let branches, let otherwise): branches.flatMap { [$0.condition, $0.result] } + [otherwise]
        }
    }

    /// True when the test holds for this expression or any below it.
    func contains(where test: (BoundExpression) -> Bool) -> Bool {
        test(self) || children.contains { $0.contains(where: test) }
    }

    /// Every column below, in order, with repeats.
    var columns: [BoundColumn] {
        if case .column(let column) = form { return [column] }
        return children.flatMap(\.columns)
    }

    var holdsAggregate: Bool {
        contains { if case .aggregate = $0.form { true } else { false } }
    }
}
