import CordonValues

/// Whether a SELECT leaves out every row in which all columns of some relations are NULL, so that an outer join that could add such rows
/// is an inner join.
///
/// Statement: a condition of WHERE is never true of such a row; or the groups that have nothing but such rows are left out by HAVING, and
/// no aggregate reads anything of them elsewhere. It looks at the grammar's tree and names with a qualifier alone: where it says no, nothing
/// is known.
struct NullRejection {
    private let filters: [SyntaxExpression]
    private let having: [SyntaxExpression]
    /// What stands above the groups.
    private let above: [SyntaxExpression]

    init(_ select: SyntaxSelect, _ order: [SyntaxSort]) {
        filters = Self.conjuncts(select.filter)
        having = Self.conjuncts(select.having)
        above = select.items.map(\.expression) + [select.having].compactMap { $0 } + order.map(\.expression)
    }

    /// `aliases` are the names of the relations.
    func leavesOutRows(without aliases: Set<String>) -> Bool {
        if filters.contains(where: { isNeverTrue($0, aliases) }) { return true }
        return having.contains { countsSome($0, aliases) } && above.allSatisfy { readsOnly($0, aliases) }
    }

    private static func conjuncts(_ expression: SyntaxExpression?) -> [SyntaxExpression] {
        guard let expression else { return [] }
        guard case .conjunction(let parts) = expression.form else { return [expression] }
        return parts.flatMap(conjuncts)
    }

    private func isNeverTrue(_ condition: SyntaxExpression, _ aliases: Set<String>) -> Bool {
        switch condition.form {
        case .binary(let operation, let left, let right): operation.isComparison && (isNull(left, aliases) || isNull(right, aliases))
        case .isNull(let operand, negated: true), .between(let operand, _, _, _), .inList(let operand, _, _), .like(let operand, _, _, _, _):
            isNull(operand, aliases)
        default: false
        }
    }

    /// NULL in such a row.
    private func isNull(_ expression: SyntaxExpression, _ aliases: Set<String>) -> Bool {
        switch expression.form {
        case .column(let qualifier?, _): aliases.contains(qualifier)
        case .binary(let operation, let left, let right):
            [.add, .subtract, .multiply, .divide].contains(operation) && (isNull(left, aliases) || isNull(right, aliases))
        case .negation(let operand), .cast(let operand, _): isNull(operand, aliases)
        default: false
        }
    }

    /// `count(x) > 0` or `count(x) >= 1`, where x is NULL in such rows.
    private func countsSome(_ condition: SyntaxExpression, _ aliases: Set<String>) -> Bool {
        guard case .binary(let operation, let left, let right) = condition.form, case .call(let call) = left.form, call.name == "count",
            call.over == nil, call.arguments.count == 1, isNull(call.arguments[0], aliases), case .literal(.number(let digits)) = right.form,
            let number = Int(digits)
        else { return false }
        return operation == .greater && number >= 0 || operation == .greaterOrEqual && number >= 1
    }

    /// Every aggregate passes over such rows.
    private func readsOnly(_ expression: SyntaxExpression, _ aliases: Set<String>) -> Bool {
        switch expression.form {
        case .column, .literal: return true
        case .binary(_, let left, let right): return readsOnly(left, aliases) && readsOnly(right, aliases)
        case .cast(let operand, _), .negation(let operand): return readsOnly(operand, aliases)
        case .conjunction(let parts), .coalesce(let parts): return parts.allSatisfy { readsOnly($0, aliases) }
        case .call(let call):
            guard call.over == nil, !call.isStar, call.withinGroup.isEmpty else { return false }
            guard AggregateName(rawValue: call.name) != nil else { return call.arguments.allSatisfy { readsOnly($0, aliases) } }
            return call.arguments.first.map { isNull($0, aliases) } ?? false
        default: return false
        }
    }
}

extension SyntaxRelation {
    /// What its columns can be qualified by.
    var aliases: Set<String> {
        switch self {
        case .table(let name, let alias): [alias?.name ?? name.text]
        case .subquery(_, let alias, _, _): alias.map { [$0.name] } ?? []
        case .join(_, let left, let right, _, _): left.aliases.union(right.aliases)
        }
    }
}
