import CordonValues

extension SyntaxReader {
    mutating func select(_ fields: JSONNode) throws(Diagnostic) -> SyntaxQuery {
        try refuseClauses(fields)
        var items: [SyntaxItem] = []
        for node in fields["targetList"]?.elements ?? [] {
            guard let target = node["ResTarget"], let value = target["val"] else {
                throw unsupported("This output column is", nil, "List expressions, each with an optional alias.")
            }
            items.append(SyntaxItem(expression: try expression(value), alias: target["name"]?.text))
        }
        var from: [SyntaxRelation] = []
        for node in fields["fromClause"]?.elements ?? [] { from.append(try relation(node)) }
        var grouping: [SyntaxExpression] = []
        for node in fields["groupClause"]?.elements ?? [] { grouping.append(try expression(node)) }
        var order: [SyntaxSort] = []
        for node in fields["sortClause"]?.elements ?? [] { order.append(try sort(node)) }
        return SyntaxQuery(
            items: items, from: from, filter: try optional(fields["whereClause"]), grouping: grouping,
            having: try optional(fields["havingClause"]), order: order, limit: try optional(fields["limitCount"]),
            offset: try optional(fields["limitOffset"]))
    }

    private mutating func optional(_ node: JSONNode?) throws(Diagnostic) -> SyntaxExpression? {
        guard let node else { return nil }
        return try expression(node)
    }

    private func refuseClauses(_ fields: JSONNode) throws(Diagnostic) {
        if let operation = fields["op"]?.text, operation != "SETOP_NONE" {
            throw unsupported("UNION, INTERSECT and EXCEPT are", wordSpan(["union", "intersect", "except"]), "Ask each SELECT on its own.")
        }
        if fields["withClause"] != nil {
            throw unsupported("WITH is", wordSpan(["with"]), "Write the question as one SELECT over joined tables.")
        }
        if fields["valuesLists"] != nil {
            throw unsupported("VALUES is", wordSpan(["values"]), "Write a SELECT over the catalog's tables.")
        }
        if fields["distinctClause"] != nil {
            throw unsupported(
                "SELECT DISTINCT is", wordSpan(["distinct"]),
                "Write GROUP BY and count(*): SELECT sex, count(*) FROM patient GROUP BY sex.")
        }
        if fields["groupDistinct"]?.isTrue ?? false {
            throw unsupported("GROUP BY DISTINCT is", wordSpan(["distinct"]), "Leave DISTINCT out.")
        }
        if fields["intoClause"] != nil {
            throw unsupported("SELECT INTO is", wordSpan(["into"]), "Leave INTO out; the answer is returned to you.")
        }
        if fields["lockingClause"] != nil {
            throw unsupported("FOR UPDATE and FOR SHARE are", wordSpan(["for"]), "Leave the clause out; questions only read.")
        }
        if fields["windowClause"] != nil {
            throw unsupported("WINDOW is", wordSpan(["window"]), "Group with GROUP BY instead.")
        }
        if fields["limitOption"]?.text == "LIMIT_OPTION_WITH_TIES" {
            throw unsupported("FETCH … WITH TIES is", wordSpan(["fetch"]), "Write LIMIT.")
        }
    }

    /// The first of some key words in the text, for clauses whose nodes carry no place.
    func wordSpan(_ words: Set<String>) -> Range<Int>? {
        let token = tokens.tokens.first { tokens.word($0).map(words.contains) ?? false }
        return token.map { source.span(ofBytes: $0.range) }
    }

    /// The first token below a node that has no place of its own.
    private func firstPlace(in node: JSONNode) -> Range<Int>? {
        lowestLocation(in: node).map { source.span(ofBytes: tokens.range(atByte: $0)) }
    }

    private func lowestLocation(in node: JSONNode) -> Int? {
        switch node {
        case .object(let members):
            let own = node["location"]?.integer.flatMap { $0 >= 0 ? $0 : nil }
            return (members.compactMap { lowestLocation(in: $0.value) } + [own].compactMap { $0 }).min()
        case .array(let elements): return elements.compactMap(lowestLocation).min()
        case .string, .number, .boolean, .null: return nil
        }
    }

    /// From the bracket that opens before a node to the one that closes it.
    private func bracket(around node: JSONNode) -> Range<Int>? {
        guard let location = lowestLocation(in: node), let inner = tokens.index(atByte: location),
            let opening = tokens.tokens[..<inner].last(where: { $0.isPunctuation("(") })
        else { return nil }
        return source.span(ofBytes: tokens.constructRange(atByte: opening.range.lowerBound))
    }

    private mutating func sort(_ node: JSONNode) throws(Diagnostic) -> SyntaxSort {
        guard let fields = node["SortBy"], let value = fields["node"] else {
            throw unsupported("This ORDER BY is", nil, "Order by a column, an alias or an expression.")
        }
        let direction = fields["sortby_dir"]?.text ?? "SORTBY_DEFAULT"
        guard direction != "SORTBY_USING" else { throw unsupported("ORDER BY … USING is", place(fields), "Write ASC or DESC.") }
        let nullsFirst: Bool? =
            switch fields["sortby_nulls"]?.text {
            case "SORTBY_NULLS_FIRST": true
            case "SORTBY_NULLS_LAST": false
            default: nil
            }
        return SyntaxSort(expression: try expression(value), descending: direction == "SORTBY_DESC", nullsFirst: nullsFirst)
    }

    private mutating func relation(_ node: JSONNode) throws(Diagnostic) -> SyntaxRelation {
        try deeper { (reader) throws(Diagnostic) in
            guard let (kind, fields) = node.tagged else { throw reader.unsupported("This FROM clause is", nil, "Name tables of the catalog.") }
            switch kind {
            case "RangeVar": return try reader.table(fields)
            case "JoinExpr": return try reader.join(fields)
            case "RangeSubselect":
                throw reader.unsupported(
                    "A subquery in FROM is", reader.bracket(around: fields), "Write the question as one SELECT over joined tables.")
            case "RangeFunction":
                throw reader.unsupported("A function in FROM is", reader.firstPlace(in: fields), "Name tables of the catalog.")
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
        if fields["alias"]?["colnames"] != nil {
            throw unsupported("An alias that renames columns is", span, "Give the table an alias and rename columns in the SELECT list.")
        }
        return .table(SyntaxName(text: name, span: span), alias: fields["alias"]?["aliasname"]?.text)
    }

    private mutating func join(_ fields: JSONNode) throws(Diagnostic) -> SyntaxRelation {
        if fields["isNatural"]?.isTrue ?? false {
            throw unsupported("NATURAL JOIN is", wordSpan(["natural"]), "Name the columns: JOIN … USING (patient_id).")
        }
        guard fields["jointype"]?.text == "JOIN_INNER" else {
            throw unsupported(
                "An outer join is", wordSpan(["left", "right", "full"]),
                "Use an inner join: rows without a partner are left out; ask about them in a question of their own.")
        }
        guard fields["alias"] == nil else { throw unsupported("An alias for a join is", nil, "Give aliases to the tables.") }
        guard fields["join_using_alias"] == nil else { throw unsupported("USING … AS is", nil, "Leave the alias out.") }
        guard let left = fields["larg"], let right = fields["rarg"] else {
            throw Diagnostic(.internalFailure, "The SQL grammar's tree cannot be read.")
        }
        let sides = (try relation(left), try relation(right))
        let columns = names(fields["usingClause"])
        if !columns.isEmpty {
            let span = Self.place(of: sides.1)
            return .innerJoin(sides.0, sides.1, .using(usingNames(columns, after: span)))
        }
        guard let condition = fields["quals"] else { return .innerJoin(sides.0, sides.1, .always) }
        return .innerJoin(sides.0, sides.1, .on(try expression(condition)))
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
        case .innerJoin(_, let right, _): place(of: right)
        }
    }
}
