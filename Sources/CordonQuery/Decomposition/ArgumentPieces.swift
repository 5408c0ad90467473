import CordonValues

/// What an expression is where certain conditions hold: without conditions of its own in its value.
struct ArgumentPiece {
    /// All of them hold. None: everywhere.
    let conditions: [BoundExpression]
    let value: BoundExpression
}

/// Divides an expression at the conditions inside: each arm of CASE, COALESCE, a truth value as a number, the larger of two, the sign of a number is a
/// piece of its own. The rows of a piece are those where the expression is its value; of pieces that are always NULL there are none.
///
/// Conditions inside a column that a subquery makes are divided there, where its SELECT passes its rows on one by one; otherwise the column stays whole: see
/// ``BoundColumn/weighs``.
struct ArgumentPieces {
    /// Of one expression.
    static let most = 32

    var below: ColumnsBelow

    mutating func of(_ expression: BoundExpression) throws(Diagnostic) -> [ArgumentPiece] {
        let pieces = try divided(expression)
        guard pieces.count <= Self.most else { throw QuestionLimits.exceeded("arms of conditions inside an aggregate's argument", Self.most, expression.span) }
        return pieces.filter { $0.value.constant.map { !$0.isNull } ?? true }
    }

    private mutating func divided(_ expression: BoundExpression) throws(Diagnostic) -> [ArgumentPiece] {
        let whole = [ArgumentPiece(conditions: [], value: expression)]
        switch expression.form {
        case .column(let column): return try divided(column) ?? whole
        case .constant, .cutoff, .aggregate, .window, .value, .grouping, .subquery: return whole
        case .cast(let operand) where operand.type == .boolean:
            return [true, false].map { truth in
                ArgumentPiece(conditions: [operand.isTrue(truth)], value: .cast(.constant(.boolean(truth), .boolean, operand.span), to: expression.type))
            }
        case .cast(let operand):
            return try of(operand).map { $0.replacing(.cast($0.value, to: expression.type, expression.span)) }
        case .cases(let branches, let otherwise): return try arms(branches, otherwise: otherwise)
        case .call where expression.type == .boolean: return whole
        case .call(let function, let arguments): return try divided(expression, function, arguments)
        }
    }

    /// At the conditions of a subquery.
    private mutating func divided(_ column: BoundColumn) throws(Diagnostic) -> [ArgumentPiece]? {
        guard column.weighs, let definition = below.definition(of: column) else { return nil }
        var pieces: [ArgumentPiece] = []
        for piece in try of(definition) {
            let conditions = piece.conditions.map { below.lifted($0, beside: column) }
            pieces.append(ArgumentPiece(conditions: conditions, value: below.lifted(piece.value, beside: column)))
        }
        return pieces
    }

    private mutating func divided(
        _ expression: BoundExpression, _ function: ScalarFunction, _ arguments: [BoundExpression]
    ) throws(Diagnostic) -> [ArgumentPiece] {
        switch function {
        case .coalesce:
            return try chosen(arguments) { index in
                arguments[..<index].map { .call(.isNull, [$0], .boolean, $0.span) }
                    + [arguments[index]].filter { $0.constant == nil }.map { .call(.isNotNull, [$0], .boolean, $0.span) }
            }
        case .greatest, .least:
            return try chosen(arguments) { [.call(.equal, [arguments[$0], expression], .boolean, expression.span)] }
        case .nullIf where arguments.count == 2:
            return try chosen([arguments[0]]) { _ in [.call(.isDistinctFrom, arguments, .boolean, expression.span)] }
        case .absolute:
            guard let argument = arguments.first, let zero = argument.zero else { break }
            return try chosen([argument, .call(.negate, [argument], expression.type, expression.span)]) {
                [.call($0 == 0 ? .greaterOrEqual : .less, [argument, zero], .boolean, expression.span)]
            }
        case .sign:
            guard let argument = arguments.first, let zero = argument.zero else { break }
            return [ScalarFunction.less, .equal, .greater].map { comparison in
                // Some constant: three that are not equal.
                let value = BoundExpression.constant(.integer(comparison == .less ? -1 : comparison == .equal ? 0 : 1), .integer, expression.span)
                return ArgumentPiece(conditions: [.call(comparison, [argument, zero], .boolean, expression.span)], value: value)
            }
        default: break
        }
        return try combined(arguments).map { pieces in
            ArgumentPiece(conditions: pieces.flatMap(\.conditions), value: .call(function, pieces.map(\.value), expression.type, expression.span))
        }
    }

    /// One of several, by conditions.
    private mutating func chosen(
        _ choices: [BoundExpression], where conditions: (Int) -> [BoundExpression]
    ) throws(Diagnostic) -> [ArgumentPiece] {
        var pieces: [ArgumentPiece] = []
        for (index, choice) in choices.enumerated() {
            pieces += try of(choice).map { ArgumentPiece(conditions: conditions(index) + $0.conditions, value: $0.value) }
        }
        return pieces
    }

    /// Every piece of each with every piece of the others.
    private mutating func combined(_ parts: [BoundExpression]) throws(Diagnostic) -> [[ArgumentPiece]] {
        var all: [[ArgumentPiece]] = [[]]
        for part in parts {
            let pieces = try of(part)
            guard all.count * pieces.count <= Self.most else { throw QuestionLimits.exceeded("arms of conditions inside an aggregate's argument", Self.most, part.span) }
            all = all.flatMap { first in pieces.map { first + [$0] } }
        }
        return all
    }

    /// Arms with the same result are one.
    private mutating func arms(_ branches: [BoundBranch], otherwise: BoundExpression) throws(Diagnostic) -> [ArgumentPiece] {
        var results: [BoundExpression] = []
        func number(_ result: BoundExpression) -> BoundExpression {
            let place = results.firstIndex { $0.typed == result.typed } ?? results.count
            if place == results.count { results.append(result) }
            return .constant(.integer(Int64(place)), .integer, result.span)
        }
        let numbered = branches.map { BoundBranch(condition: $0.condition, result: number($0.result)) }
        let last = number(otherwise)
        guard results.count > 1 else { return try of(otherwise) }
        if let only = branches.first, branches.count == 1 {
            let holds = only.condition
            let fails = BoundExpression.call(.isDistinctFrom, [holds, .constant(.boolean(true), .boolean, holds.span)], .boolean, holds.span)
            return try chosen(results) { [$0 == 0 ? holds : fails] }
        }
        let selector = BoundExpression.cases(numbered, otherwise: last, .integer, otherwise.span)
        return try chosen(results) { [.call(.equal, [selector, .constant(.integer(Int64($0)), .integer, otherwise.span)], .boolean, otherwise.span)] }
    }
}

extension ArgumentPiece {
    fileprivate func replacing(_ value: BoundExpression) -> Self { Self(conditions: conditions, value: value) }
}

extension BoundExpression {
    /// A condition, or that it is FALSE.
    fileprivate func isTrue(_ truth: Bool) -> BoundExpression { truth ? self : .call(.not, [self], .boolean, span) }

    fileprivate var zero: BoundExpression? {
        switch type {
        case .integer, .bigint: .constant(.integer(0), type, span)
        case .numeric: .constant(.numeric(.zero), type, span)
        case .double: .constant(.double(0), type, span)
        case .boolean, .text, .date, .timestamp: nil
        }
    }
}

extension BoundExpression {
    /// It holds a condition that is told by more than zero and one other number, or a column that does.
    var weighs: Bool { type != .boolean && !isTally && dividesRows }

    /// It holds a condition that chooses a value, or a column that tells of one.
    var dividesRows: Bool {
        contains { part in
            switch part.form {
            case .column(let column): column.weighs
            case .cases: true
            case .cast(let operand): operand.type == .boolean && !operand.isFixed
            case .call(let function, _): function.divides
            case .constant, .cutoff, .aggregate, .window, .value, .grouping, .subquery: false
            }
        }
    }

    /// CASE, or a truth value as a number, that is zero, one other number or NULL.
    private var isTally: Bool {
        switch form {
        case .cast(let operand): operand.type == .boolean || operand.isTally
        case .cases(let branches, let otherwise):
            Set((branches.map(\.result) + [otherwise]).filter { !$0.isZero && !($0.constant?.isNull ?? false) }.map(\.typed)).count <= 1
                && (branches.map(\.result) + [otherwise]).allSatisfy(\.isFixed)
        case .column, .constant, .cutoff, .aggregate, .window, .value, .grouping, .subquery, .call: false
        }
    }
}

extension ScalarFunction {
    /// ``ArgumentPieces`` divides it by conditions that nobody wrote.
    fileprivate var divides: Bool {
        switch self {
        case .coalesce, .greatest, .least, .nullIf, .absolute, .sign: true
        default: false
        }
    }
}
