import CordonValues

extension QuestionBinder {
    /// GROUP BY, by PostgreSQL's rules: a whole number is a position in the SELECT list; a plain name is a column, else an alias;
    /// anything else is an expression. Without repeats.
    mutating func groupKeys(_ items: [BoundExpression?]) throws(Diagnostic) -> [BoundExpression] {
        var keys: [BoundExpression] = []
        for syntax in syntax.grouping {
            guard let key = try groupKey(syntax, items) else { continue }
            if key.holdsAggregate {
                throw Diagnostic(
                    .misplacedAggregate, "An aggregate cannot stand in GROUP BY.", span: syntax.span,
                    hint: "Group by columns and restrict groups with HAVING.")
            }
            guard !keys.contains(where: { $0.typed == key.typed }) else { continue }
            guard keys.count < QuestionLimits.groupKeys else {
                throw QuestionLimits.exceeded("group keys", QuestionLimits.groupKeys, syntax.span)
            }
            keys.append(key)
        }
        return keys
    }

    /// Nil where the position's own expression is already refused.
    private mutating func groupKey(_ syntax: SyntaxExpression, _ items: [BoundExpression?]) throws(Diagnostic) -> BoundExpression? {
        switch syntax.form {
        case .literal(let literal):
            return try reused(items[try position(literal, "GROUP BY", items.count, syntax.span)], syntax.span)
        case .column(nil, let name) where binder.scope.columns(named: name).isEmpty:
            if let index = try outputIndex(name, items, syntax.span) { return try reused(items[index], syntax.span) }
        default: break
        }
        return try binder.bind(syntax, in: .grouping)
    }

    /// ORDER BY: as GROUP BY, except that an output name goes before a column.
    mutating func sortKey(_ syntax: SyntaxExpression, _ items: [BoundExpression?]) throws(Diagnostic) -> BoundExpression? {
        switch syntax.form {
        case .literal(let literal):
            return try reused(items[try position(literal, "ORDER BY", items.count, syntax.span)], syntax.span)
        case .column(nil, let name):
            if let index = try outputIndex(name, items, syntax.span) { return try reused(items[index], syntax.span) }
        default: break
        }
        return try binder.bind(syntax, in: .order)
    }

    private mutating func reused(_ item: BoundExpression?, _ span: Range<Int>) throws(Diagnostic) -> BoundExpression? {
        try binder.spend(item?.size ?? 0, at: span)
        return item
    }

    private func position(_ literal: SyntaxLiteral, _ clause: String, _ count: Int, _ span: Range<Int>) throws(Diagnostic) -> Int {
        guard case .number(let digits) = literal, let number = Int(digits) else {
            throw Diagnostic(
                .unsupported, "A constant in \(clause) must be a position in the SELECT list.", span: span,
                hint: "Name a column or an expression.")
        }
        guard number >= 1, number <= count else {
            throw Diagnostic(
                .outOfRange, "\(clause) names position \(digits), and the SELECT list has \(count).", span: span,
                hint: "Name a position from 1 to \(count).")
        }
        return number - 1
    }

    /// The output column of a name; several that mean the same are one.
    private func outputIndex(_ name: String, _ items: [BoundExpression?], _ span: Range<Int>) throws(Diagnostic) -> Int? {
        let found = syntax.items.indices.filter { OutputName.name(of: syntax.items[$0]) == name }
        guard let first = found.first else { return nil }
        for other in found.dropFirst() where items[other]?.typed != items[first]?.typed {
            throw Diagnostic(
                .ambiguousColumn, "Several output columns are named \(name).", span: span, hint: "Give each its own alias with AS.")
        }
        return first
    }

    func rowCount(_ syntax: SyntaxExpression?, _ clause: String) throws(Diagnostic) -> Int? {
        guard let syntax, case let form = syntax.form else { return nil }
        guard case .literal(let literal) = form else { throw constantExpected(clause, syntax.span) }
        switch literal {
        case .null: return nil
        case .number(let digits):
            guard let count = Int(digits) else { throw constantExpected(clause, syntax.span) }
            guard count >= 0 else {
                throw Diagnostic(.outOfRange, "\(clause) is negative.", span: syntax.span, hint: "Write \(clause) 10.")
            }
            return count
        case .string, .boolean: throw constantExpected(clause, syntax.span)
        }
    }

    private func constantExpected(_ clause: String, _ span: Range<Int>) -> Diagnostic {
        Diagnostic(.unsupported, "\(clause) takes a constant whole number.", span: span, hint: "Write \(clause) 10.")
    }
}
