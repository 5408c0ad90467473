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
    /// ``size`` with derived columns written out.
    let weight: Int
    /// How much a database's parser holds at its deepest point, in entries of its stack: see ``QuestionLimits/height``.
    let height: Int
    /// A column that it names, not counting those within subqueries, is known by what it is made of: see ``expanded``.
    let holdsOrigin: Bool
}

indirect enum BoundForm: Sendable {
    case column(BoundColumn)
    case constant(Value)
    case call(ScalarFunction, [BoundExpression])
    case cast(BoundExpression)
    case cases([BoundBranch], otherwise: BoundExpression)
    /// CURRENT_DATE.
    case cutoff
    /// An aggregate of the SELECT, by its number in ``ExpressionBinder/aggregates``.
    case aggregate(Int)
    /// A window function of the SELECT, by its number in ``ExpressionBinder/windows``.
    case window(Int)
    /// A scalar subquery over released cells, by its number in ``BindingSession/values``.
    case value(Int)
    /// GROUPING(…), by its number in ``ExpressionBinder/groupings``.
    case grouping(Int)
    case subquery(BoundSubquery)
}

/// EXISTS, IN and scalar subqueries.
struct BoundSubquery: Sendable {
    /// The operands of IN.
    let operands: [BoundExpression]
    /// Columns of the relations around the subquery that it names.
    let outer: [BoundColumn]
    /// The height of its tallest expression.
    let height: Int
    /// The value of a scalar subquery as far as its role goes.
    let origin: BoundExpression?
}

struct BoundBranch: Sendable {
    let condition: BoundExpression
    let result: BoundExpression
}

extension BoundExpression {
    static func column(_ column: BoundColumn, _ span: Range<Int>) -> Self {
        Self(
            form: .column(column), type: column.type, span: span, isUntyped: false,
            typed: column.typed, size: 1, weight: column.origin?.weight ?? 1, height: 1, holdsOrigin: column.origin != nil)
    }

    static func constant(_ value: Value, _ type: ValueType, _ span: Range<Int>, isUntyped: Bool = false) -> Self {
        Self(
            form: .constant(value), type: type, span: span, isUntyped: isUntyped, typed: .constant(value, type), size: 1, weight: 1, height: 1,
            holdsOrigin: false)
    }

    static func call(_ function: ScalarFunction, _ arguments: [BoundExpression], _ type: ValueType, _ span: Range<Int>) -> Self {
        var (size, weight, height, holdsOrigin) = (1, 1, 0, false)
        for (place, argument) in arguments.enumerated() {
            size += argument.size
            weight = weight.addingSaturating(argument.weight)
            height = max(height, argument.height + (argument.continues(function, at: place) ? 0 : place == 0 ? 3 : 5))
            holdsOrigin = holdsOrigin || argument.holdsOrigin
        }
        return Self(
            form: .call(function, arguments), type: type, span: span, isUntyped: false, typed: .call(function, arguments.map(\.typed), type),
            size: size, weight: weight, height: arguments.isEmpty ? 1 : height, holdsOrigin: holdsOrigin)
    }

    static func cast(_ argument: BoundExpression, to type: ValueType, _ span: Range<Int>? = nil) -> Self {
        Self(
            form: .cast(argument), type: type, span: span ?? argument.span, isUntyped: false, typed: .cast(argument.typed, to: type),
            size: argument.size + 1, weight: argument.weight.addingSaturating(1), height: argument.height + 3, holdsOrigin: argument.holdsOrigin)
    }

    static func cases(_ branches: [BoundBranch], otherwise: BoundExpression, _ type: ValueType, _ span: Range<Int>) -> Self {
        let typed = branches.map { CaseBranch(condition: $0.condition.typed, result: $0.result.typed) }
        return Self(
            form: .cases(branches, otherwise: otherwise), type: type, span: span, isUntyped: false,
            typed: .cases(typed, otherwise: otherwise.typed, type),
            size: branches.reduce(otherwise.size + 1) { $0 + $1.condition.size + $1.result.size },
            weight: branches.reduce(otherwise.weight) { $0.addingSaturating($1.condition.weight).addingSaturating($1.result.weight) },
            height: branches.reduce(otherwise.height) { max($0, $1.condition.height, $1.result.height) } + 6,
            holdsOrigin: otherwise.holdsOrigin || branches.contains { $0.condition.holdsOrigin || $0.result.holdsOrigin })
    }

    static func cutoff(_ span: Range<Int>) -> Self {
        placeholder(.cutoff, .cutoff, .date, span)
    }

    static func aggregate(_ number: Int, _ type: ValueType, _ span: Range<Int>) -> Self {
        placeholder(.aggregate(number), .aggregate(number), type, span)
    }

    static func window(_ number: Int, _ type: ValueType, _ span: Range<Int>) -> Self {
        placeholder(.window(number), .window(number), type, span)
    }

    static func value(_ number: Int, _ type: ValueType, _ span: Range<Int>) -> Self {
        placeholder(.value(number), .value(number), type, span)
    }

    static func grouping(_ number: Int, _ span: Range<Int>) -> Self {
        placeholder(.grouping(number), .grouping(number), .integer, span)
    }

    /// A part that is rewritten once its SELECT is whole, or that each execution brings along.
    private static func placeholder(_ form: BoundForm, _ reference: ColumnReference, _ type: ValueType, _ span: Range<Int>) -> Self {
        Self(
            form: form, type: type, span: span, isUntyped: false, typed: .column(reference, type), size: 1, weight: 1, height: 1, holdsOrigin: false)
    }

    static func subquery(
        _ subquery: BoundSubquery, _ typed: TypedExpression, size: Int, _ span: Range<Int>
    ) -> Self {
        let operands = subquery.operands
        return Self(
            form: .subquery(subquery), type: typed.type, span: span, isUntyped: false, typed: typed,
            size: operands.reduce(size) { $0 + $1.size }, weight: operands.reduce(size) { $0.addingSaturating($1.weight) },
            height: operands.reduce(subquery.height + 14) { max($0, $1.height + 3) }, holdsOrigin: false)
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

    /// Calls `visit` for each of the parts that it is made of, columns of the queries around a subquery among them.
    func forEachChild(_ visit: (BoundExpression) -> Void) {
        switch form {
        case .column, .constant, .cutoff, .aggregate, .window, .value, .grouping: break
        case .subquery(let subquery):
            for operand in subquery.operands { visit(operand) }
            for column in subquery.outer { visit(.column(column, span)) }
        case .call(_, let arguments): for argument in arguments { visit(argument) }
        case .cast(let argument): visit(argument)
        case .cases(let branches, let otherwise):
            for branch in branches {
                visit(branch.condition)
                visit(branch.result)
            }
            visit(otherwise)
        }
    }

    /// True when the test holds for this expression or any below it.
    func contains(where test: (BoundExpression) -> Bool) -> Bool {
        if test(self) { return true }
        switch form {
        case .column, .constant, .cutoff, .aggregate, .window, .value, .grouping: return false
        case .subquery(let subquery):
            for operand in subquery.operands where operand.contains(where: test) { return true }
            for column in subquery.outer where test(.column(column, span)) { return true }
        case .call(_, let arguments): for argument in arguments where argument.contains(where: test) { return true }
        case .cast(let argument): return argument.contains(where: test)
        case .cases(let branches, let otherwise):
            for branch in branches where branch.condition.contains(where: test) || branch.result.contains(where: test) { return true }
            return otherwise.contains(where: test)
        }
        return false
    }

    /// Every column below, in order, with repeats.
    var columns: [BoundColumn] {
        var columns: [BoundColumn] = []
        forEachColumn { columns.append($0) }
        return columns
    }

    /// Calls `visit` for each of ``columns``.
    func forEachColumn(_ visit: (BoundColumn) -> Void) {
        switch form {
        case .column(let column): visit(column)
        case .constant, .cutoff, .aggregate, .window, .value, .grouping: break
        case .subquery(let subquery):
            for operand in subquery.operands { operand.forEachColumn(visit) }
            for column in subquery.outer { visit(column) }
        case .call(_, let arguments): for argument in arguments { argument.forEachColumn(visit) }
        case .cast(let argument): argument.forEachColumn(visit)
        case .cases(let branches, let otherwise):
            for branch in branches {
                branch.condition.forEachColumn(visit)
                branch.result.forEachColumn(visit)
            }
            otherwise.forEachColumn(visit)
        }
    }

    /// Every column below has one value for each patient, whatever joins multiply.
    var isOnePerPatient: Bool {
        !contains { $0.column.map { !$0.isOnePerPatient } ?? false }
    }

    var holdsAggregate: Bool {
        contains { if case .aggregate = $0.form { true } else { false } }
    }

    var holdsWindow: Bool {
        contains { if case .window = $0.form { true } else { false } }
    }

    /// The first scalar subquery over released cells, and its place.
    var firstValue: (number: Int, span: Range<Int>)? {
        if case .value(let number) = form { return (number, span) }
        var first: (number: Int, span: Range<Int>)?
        _ = contains { part in
            guard case .value(let number) = part.form else { return false }
            first = (number, part.span)
            return true
        }
        return first
    }

    /// The expression with derived columns replaced by what they are made of, as far as that is known.
    var expanded: BoundExpression {
        guard holdsOrigin else { return self }
        switch form {
        case .column(let column): return column.origin.map(\.expanded) ?? self
        case .constant, .cutoff, .aggregate, .window, .value, .grouping, .subquery: return self
        case .call(let function, let arguments): return .call(function, arguments.map(\.expanded), type, span)
        case .cast(let operand): return .cast(operand.expanded, to: type, span)
        case .cases(let branches, let otherwise):
            let branches = branches.map { BoundBranch(condition: $0.condition.expanded, result: $0.result.expanded) }
            return .cases(branches, otherwise: otherwise.expanded, type, span)
        }
    }

    /// The column that the expression is, brackets aside.
    var column: BoundColumn? {
        guard case .column(let column) = form else { return nil }
        return column
    }
}

extension Int {
    fileprivate func addingSaturating(_ other: Int) -> Int {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? .max : sum
    }
}
