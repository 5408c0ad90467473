import CordonValues

/// Comparisons of row values, written out over their columns as PostgreSQL defines them.
extension SyntaxReader {
    /// The columns of a row value; nil for anything else.
    func row(_ node: JSONNode?) -> [JSONNode]? { node?["RowExpr"].map { $0["args"]?.elements ?? [] } }

    /// Nil where neither side is a row.
    mutating func rowComparison(_ symbol: String, _ fields: JSONNode) throws(Diagnostic) -> SyntaxExpression? {
        guard let left = row(fields["lexpr"]), let right = row(fields["rexpr"]) else { return nil }
        return try compared(symbol, try expressions(left), try expressions(right), fields)
    }

    /// `(a, b) IN ((…), (…))`; nil where the left side is no row.
    mutating func rowMembership(_ fields: JSONNode, negated: Bool) throws(Diagnostic) -> SyntaxExpression? {
        guard let leftNodes = row(fields["lexpr"]) else { return nil }
        let left = try expressions(leftNodes)
        var cases: [SyntaxExpression] = []
        for item in fields["rexpr"]?["List"]?["items"]?.elements ?? [] {
            guard let right = row(item) else {
                throw unsupported("A row compared with a single value is", place(fields), "Write as many values as the row has columns.")
            }
            cases.append(try compared("=", left, try expressions(right), fields))
        }
        let span = cover(fields, left + cases)
        let inside = cases.count == 1 ? cases[0] : SyntaxExpression(form: .disjunction(cases), span: span)
        return negated ? SyntaxExpression(form: .not(inside), span: span) : inside
    }

    mutating func rowDistinct(_ fields: JSONNode, negated: Bool) throws(Diagnostic) -> SyntaxExpression? {
        guard let left = row(fields["lexpr"]), let right = row(fields["rexpr"]) else { return nil }
        let (a, b) = (try expressions(left), try expressions(right))
        guard a.count == b.count else { throw unequal(fields) }
        let span = cover(fields, a + b)
        let parts = zip(a, b).map { SyntaxExpression(form: .distinct($0, $1, negated: negated), span: span) }
        return SyntaxExpression(form: negated ? .conjunction(parts) : .disjunction(parts), span: span)
    }

    /// `(a, b) IS NULL`: all columns are; `IS NOT NULL`: none is.
    mutating func rowNullTest(_ row: [JSONNode], _ fields: JSONNode) throws(Diagnostic) -> SyntaxExpression {
        let columns = try expressions(row)
        let span = cover(fields, columns)
        let negated = fields["nulltesttype"]?.text == "IS_NOT_NULL"
        return SyntaxExpression(
            form: .conjunction(columns.map { SyntaxExpression(form: .isNull($0, negated: negated), span: span) }), span: span)
    }

    private mutating func expressions(_ nodes: [JSONNode]) throws(Diagnostic) -> [SyntaxExpression] {
        var result: [SyntaxExpression] = []
        for node in nodes { result.append(try expression(node)) }
        return result
    }

    private func compared(
        _ symbol: String, _ left: [SyntaxExpression], _ right: [SyntaxExpression], _ fields: JSONNode
    ) throws(Diagnostic) -> SyntaxExpression {
        let span = cover(fields, left + right)
        guard left.count == right.count, !left.isEmpty else { throw unequal(fields) }
        func pair(_ index: Int, _ operation: SyntaxOperator) -> SyntaxExpression {
            SyntaxExpression(form: .binary(operation, left[index], right[index]), span: span)
        }
        let last = left.count - 1
        switch symbol {
        case "=": return SyntaxExpression(form: .conjunction(left.indices.map { pair($0, .equal) }), span: span)
        case "<>": return SyntaxExpression(form: .disjunction(left.indices.map { pair($0, .notEqual) }), span: span)
        case "<", "<=", ">", ">=":
            // The first columns that differ decide; only the last may also be equal.
            let strict: SyntaxOperator = symbol.hasPrefix("<") ? .less : .greater
            let outer = SyntaxOperator(rawValue: symbol) ?? strict
            return (0..<last).reversed().reduce(pair(last, outer)) { rest, index in
                let equal = SyntaxExpression(form: .conjunction([pair(index, .equal), rest]), span: span)
                return SyntaxExpression(form: .disjunction([pair(index, strict), equal]), span: span)
            }
        default:
            throw unsupported("The operator \(symbol) between rows is", place(fields), "Use = <> < <= > >=.")
        }
    }

    private func unequal(_ fields: JSONNode) -> Diagnostic {
        Diagnostic(.typeMismatch, "The two rows have different numbers of columns.", span: place(fields), hint: "Compare rows of one length.")
    }
}
