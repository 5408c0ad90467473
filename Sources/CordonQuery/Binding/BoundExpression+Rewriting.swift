import CordonValues

extension BoundExpression {
    /// The expression with parts replaced: `replace` is asked of every part from the top, and nil goes on below. Columns of the
    /// queries around that a subquery names are asked for too.
    func rewriting(_ replace: (BoundExpression) throws(Diagnostic) -> BoundExpression?) throws(Diagnostic) -> BoundExpression {
        try rewritten(replace) ?? self
    }

    /// Nil where nothing is replaced.
    private func rewritten(_ replace: (BoundExpression) throws(Diagnostic) -> BoundExpression?) throws(Diagnostic) -> BoundExpression? {
        if let replaced = try replace(self) { return replaced }
        switch form {
        case .column, .constant, .cutoff, .aggregate, .window, .value, .grouping: return nil
        case .call(let function, let arguments): return try Self.all(arguments, replace).map { .call(function, $0, type, span) }
        case .cast(let operand): return try operand.rewritten(replace).map { .cast($0, to: type, span) }
        case .cases(let branches, let otherwise):
            let parts = branches.flatMap { [$0.condition, $0.result] } + [otherwise]
            guard let new = try Self.all(parts, replace) else { return nil }
            let bound = branches.indices.map { BoundBranch(condition: new[2 * $0], result: new[2 * $0 + 1]) }
            return .cases(bound, otherwise: new[parts.count - 1], type, span)
        case .subquery(let subquery): return try rewriting(subquery, replace)
        }
    }

    /// All of the parts; nil where nothing is replaced in any.
    private static func all(
        _ parts: [BoundExpression], _ replace: (BoundExpression) throws(Diagnostic) -> BoundExpression?
    ) throws(Diagnostic) -> [BoundExpression]? {
        var result: [BoundExpression]?
        for (index, part) in parts.enumerated() {
            guard let new = try part.rewritten(replace) else { continue }
            if result == nil { result = parts }
            result?[index] = new
        }
        return result
    }

    private func rewriting(
        _ subquery: BoundSubquery, _ replace: (BoundExpression) throws(Diagnostic) -> BoundExpression?
    ) throws(Diagnostic) -> BoundExpression {
        let operands = try Self.all(subquery.operands, replace) ?? subquery.operands
        var replaced: [ColumnReference: BoundExpression] = [:]
        for column in subquery.outer { replaced[column.reference] = try BoundExpression.column(column, span).rewriting(replace) }
        let inner = typed.replacing { part in
            guard case .column(let reference, _) = part else { return nil }
            return replaced[reference]?.typed
        }
        // The operands stand outside the subquery: they are rewritten by themselves.
        let whole: TypedExpression = if case .inSubquery(_, let plan) = inner { .inSubquery(operands.map(\.typed), plan) } else { inner }
        let outer = subquery.outer.flatMap { replaced[$0.reference]?.columns ?? [] }
        return .subquery(
            BoundSubquery(operands: operands, outer: outer, height: subquery.height, origin: subquery.origin), whole, size: size, span)
    }
}

extension BoundExpression {
    /// As ``expanded``, with these columns as they stand.
    func expanded(except kept: Set<TypedExpression>) -> BoundExpression {
        guard !kept.isEmpty else { return expanded }
        guard holdsOrigin else { return self }
        switch form {
        case .column(let column): return kept.contains(typed) ? self : column.origin.map { $0.expanded(except: kept) } ?? self
        case .constant, .cutoff, .aggregate, .window, .grouping, .subquery, .value: return self
        case .call(let function, let arguments): return .call(function, arguments.map { $0.expanded(except: kept) }, type, span)
        case .cast(let operand): return .cast(operand.expanded(except: kept), to: type, span)
        case .cases(let branches, let otherwise):
            let branches = branches.map { BoundBranch(condition: $0.condition.expanded(except: kept), result: $0.result.expanded(except: kept)) }
            return .cases(branches, otherwise: otherwise.expanded(except: kept), type, span)
        }
    }

    /// Below casts to a wider number.
    var withoutWidening: BoundExpression {
        guard case .cast(let operand) = form, ExpressionBinder.wider(operand.type, type) == type else { return self }
        return operand.withoutWidening
    }
}

extension BoundExpression {
    /// With values of subqueries as the columns that they are taken from.
    var throughSubqueries: BoundExpression {
        get throws(Diagnostic) {
            try rewriting { (part) throws(Diagnostic) in
                guard case .subquery(let subquery) = part.form, subquery.operands.isEmpty, let origin = subquery.origin, origin.type == part.type else { return nil }
                return try origin.expanded.throughSubqueries
            }
        }
    }

    /// The same where it is named.
    func at(_ span: Range<Int>) -> BoundExpression {
        BoundExpression(
            form: form, type: type, span: span, isUntyped: isUntyped, typed: typed, size: size, weight: weight, height: height, holdsOrigin: holdsOrigin)
    }
}
