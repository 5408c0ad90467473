import CordonValues

extension SyntaxReader {
    mutating func select(_ fields: JSONNode) throws(Diagnostic) -> SyntaxSelect {
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
        if from.isEmpty, let (item, rows) = try series(items) { (items, from) = (item, [rows]) }
        var grouping: [SyntaxGrouping] = []
        for node in fields["groupClause"]?.elements ?? [] { grouping.append(try self.grouping(node)) }
        var windows: [String: SyntaxWindow] = [:]
        for node in fields["windowClause"]?.elements ?? [] {
            guard let definition = node["WindowDef"], let name = definition["name"]?.text else { continue }
            windows[name] = try window(definition, isDefinition: true)
        }
        return SyntaxSelect(
            items: items, distinct: try distinct(fields), from: from, filter: try optional(fields["whereClause"]), grouping: grouping,
            having: try optional(fields["havingClause"]), windows: windows)
    }

    /// A plain DISTINCT is a list of one empty node.
    private mutating func distinct(_ fields: JSONNode) throws(Diagnostic) -> SyntaxDistinct? {
        guard let clause = fields["distinctClause"]?.elements else { return nil }
        var expressions: [SyntaxExpression] = []
        for node in clause where node.tagged != nil { expressions.append(try expression(node)) }
        return expressions.isEmpty ? .rows : .on(expressions)
    }

    private mutating func grouping(_ node: JSONNode) throws(Diagnostic) -> SyntaxGrouping {
        guard let fields = node["GroupingSet"] else {
            guard let row = node["RowExpr"] else { return .expression(try expression(node)) }
            return .tuple(try list(row["args"]))
        }
        var parts: [SyntaxGrouping] = []
        for part in fields["content"]?.elements ?? [] { parts.append(try grouping(part)) }
        switch fields["kind"]?.text {
        case "GROUPING_SET_ROLLUP": return .rollup(parts)
        case "GROUPING_SET_CUBE": return .cube(parts)
        case "GROUPING_SET_SETS": return .sets(parts)
        default: return .tuple([])
        }
    }

    mutating func optional(_ node: JSONNode?) throws(Diagnostic) -> SyntaxExpression? {
        guard let node else { return nil }
        return try expression(node)
    }

    private func refuseClauses(_ fields: JSONNode) throws(Diagnostic) {
        if fields["groupDistinct"]?.isTrue ?? false {
            throw unsupported("GROUP BY DISTINCT is", wordSpan(["distinct"]), "Leave DISTINCT out.")
        }
        if fields["intoClause"] != nil {
            throw unsupported("SELECT INTO is", wordSpan(["into"]), "Leave INTO out; the answer is returned to you.")
        }
        if fields["lockingClause"] != nil {
            throw unsupported("FOR UPDATE and FOR SHARE are", wordSpan(["for"]), "Leave the clause out; questions only read.")
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
    func firstPlace(in node: JSONNode) -> Range<Int>? {
        node.lowestLocation.map { source.span(ofBytes: tokens.range(atByte: $0)) }
    }

    /// From the bracket that opens before a node to the one that closes it.
    func bracket(around node: JSONNode) -> Range<Int>? {
        guard let location = node.lowestLocation, let inner = tokens.index(atByte: location),
            let opening = tokens.tokens[..<inner].last(where: { $0.isPunctuation("(") })
        else { return nil }
        return source.span(ofBytes: tokens.constructRange(atByte: opening.range.lowerBound))
    }

    mutating func sort(_ node: JSONNode) throws(Diagnostic) -> SyntaxSort {
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
}
