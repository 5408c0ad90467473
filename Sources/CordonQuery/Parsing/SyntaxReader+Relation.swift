import CordonValues

extension SyntaxReader {
    mutating func relation(_ node: JSONNode) throws(Diagnostic) -> SyntaxRelation {
        try deeper { (reader) throws(Diagnostic) in
            guard let (kind, fields) = node.tagged else { throw reader.unsupported("This FROM clause is", nil, "Name tables of the catalog.") }
            switch kind {
            case "RangeVar": return try reader.table(fields)
            case "JoinExpr": return try reader.join(fields)
            case "RangeSubselect":
                return try reader.subquery(fields)
            case "RangeFunction":
                return try reader.series(fields)
            case "RangeTableSample":
                throw reader.unsupported("TABLESAMPLE is", reader.wordSpan(["tablesample"]), "Ask about all rows, or restrict them with WHERE.")
            default:
                throw reader.unsupported("This kind of relation is", nil, "Name tables of the catalog.")
            }
        }
    }

    private func table(_ fields: JSONNode) throws(Diagnostic) -> SyntaxRelation {
        let name = fields["relname"]?.text ?? ""
        let location = fields["location"]?.integer ?? 0
        let span = source.span(ofBytes: tokens.nameRange(atByte: location))
        guard fields["schemaname"] == nil, fields["catalogname"] == nil else {
            throw unsupported("A schema before a table's name is", span, "Write the table's name alone: \(name).")
        }
        return .table(SyntaxName(text: name, span: span), alias(fields))
    }

    private func alias(_ fields: JSONNode) -> SyntaxAlias? {
        guard let alias = fields["alias"], let name = alias["aliasname"]?.text else { return nil }
        return SyntaxAlias(name: name, columns: names(alias["colnames"]))
    }

    private mutating func subquery(_ fields: JSONNode) throws(Diagnostic) -> SyntaxRelation {
        let span = bracket(around: fields) ?? 0..<0
        guard let statement = fields["subquery"]?["SelectStmt"] else {
            throw Diagnostic(.internalFailure, "The SQL grammar's tree cannot be read.")
        }
        return .subquery(try query(statement), alias(fields), isLateral: fields["lateral"]?.isTrue ?? false, span: span)
    }

    private mutating func join(_ fields: JSONNode) throws(Diagnostic) -> SyntaxRelation {
        guard fields["alias"] == nil else { throw unsupported("An alias for a join is", nil, "Give aliases to the tables.") }
        guard fields["join_using_alias"] == nil else { throw unsupported("USING … AS is", nil, "Leave the alias out.") }
        guard let left = fields["larg"], let right = fields["rarg"] else {
            throw Diagnostic(.internalFailure, "The SQL grammar's tree cannot be read.")
        }
        let kind: SyntaxJoin =
            switch fields["jointype"]?.text {
            case "JOIN_LEFT": .left
            case "JOIN_RIGHT": .right
            case "JOIN_FULL": .full
            default: .inner
            }
        let sides = (try relation(left), try relation(right))
        let span = Self.place(of: sides.1)
        let columns = names(fields["usingClause"])
        if fields["isNatural"]?.isTrue ?? false { return .join(kind, sides.0, sides.1, .natural, span: span) }
        if !columns.isEmpty { return .join(kind, sides.0, sides.1, .using(usingNames(columns, after: span)), span: span) }
        guard let condition = fields["quals"] else { return .join(kind, sides.0, sides.1, .always, span: span) }
        return .join(kind, sides.0, sides.1, .on(try expression(condition)), span: span)
    }

    /// USING names carry no place in the grammar's tree: they are the names after the next USING.
    private func usingNames(_ columns: [String], after relation: Range<Int>) -> [SyntaxName] {
        let all = tokens.tokens
        var index = all.firstIndex {
            source.scalarOffset(ofByte: $0.range.lowerBound) >= relation.upperBound && tokens.word($0) == "using"
        }
        return columns.map { column in
            if let start = index {
                index = all[(start + 1)...].firstIndex { $0.kind == .word || $0.kind == .quotedName }
            }
            return SyntaxName(text: column, span: index.map { source.span(ofBytes: all[$0].range) } ?? relation)
        }
    }

    private static func place(of relation: SyntaxRelation) -> Range<Int> {
        switch relation {
        case .table(let name, _): name.span
        case .subquery(_, _, _, let span), .join(_, _, _, _, let span): span
        }
    }
}
