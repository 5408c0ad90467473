/// Prints a question's syntax as PostgreSQL's SQL again. What was read from it is read from the print.
struct SyntaxText {
    /// The text of a query; nil where something of it cannot be printed so that it means the same.
    static func of(_ query: SyntaxQuery) -> String? {
        var printer = SyntaxText()
        let text = printer.query(query)
        return printer.isFaithful ? text : nil
    }

    static func of(_ expression: SyntaxExpression) -> String {
        var printer = SyntaxText()
        return printer.text(expression)
    }

    var isFaithful = true

    // MARK: - Queries

    mutating func query(_ query: SyntaxQuery) -> String {
        var parts: [String] = []
        if !query.commonTables.isEmpty {
            var tables: [String] = []
            for table in query.commonTables {
                tables.append("\(Self.name(table.name.text))\(Self.list(table.columns)) AS (\(self.query(table.query)))")
            }
            parts.append("WITH " + tables.joined(separator: ", "))
        }
        switch query.body {
        case .select(let select): parts.append(self.select(select))
        case .values(let rows):
            var texts: [String] = []
            for row in rows { texts.append("(\(list(row)))") }
            parts.append("VALUES " + texts.joined(separator: ", "))
        case .setOperation(let operation, let keepsRepeats, let left, let right):
            parts.append("(\(self.query(left))) \(operation.rawValue)\(keepsRepeats ? " ALL" : "") (\(self.query(right)))")
        }
        if !query.order.isEmpty { parts.append("ORDER BY " + sorts(query.order)) }
        if let limit = query.limit { parts.append("LIMIT " + text(limit)) }
        if let offset = query.offset { parts.append("OFFSET " + text(offset)) }
        return parts.joined(separator: " ")
    }

    private mutating func select(_ select: SyntaxSelect) -> String {
        var text = "SELECT "
        switch select.distinct {
        case .rows?: text += "DISTINCT "
        case .on(let parts)?: text += "DISTINCT ON (\(list(parts))) "
        case nil: break
        }
        var items: [String] = []
        for item in select.items { items.append(self.text(item.expression) + (item.alias.map { " AS \(Self.name($0))" } ?? "")) }
        text += items.joined(separator: ", ")
        if !select.from.isEmpty {
            var relations: [String] = []
            for part in select.from { relations.append(relation(part)) }
            text += " FROM " + relations.joined(separator: ", ")
        }
        if let filter = select.filter { text += " WHERE " + self.text(filter) }
        if !select.grouping.isEmpty {
            var parts: [String] = []
            for part in select.grouping { parts.append(grouping(part)) }
            text += " GROUP BY " + parts.joined(separator: ", ")
        }
        if let having = select.having { text += " HAVING " + self.text(having) }
        var windows: [String] = []
        for (name, window) in select.windows.sorted(by: { $0.key < $1.key }) {
            var own = window
            if own.base == name { own.base = nil }
            windows.append("\(Self.name(name)) AS (\(self.window(own)))")
        }
        return windows.isEmpty ? text : text + " WINDOW " + windows.joined(separator: ", ")
    }

    private mutating func grouping(_ grouping: SyntaxGrouping) -> String {
        func all(_ parts: [SyntaxGrouping]) -> String {
            var texts: [String] = []
            for part in parts { texts.append(self.grouping(part)) }
            return "(\(texts.joined(separator: ", ")))"
        }
        switch grouping {
        case .expression(let part): return text(part)
        case .tuple(let parts): return "(\(list(parts)))"
        case .rollup(let parts): return "ROLLUP " + all(parts)
        case .cube(let parts): return "CUBE " + all(parts)
        case .sets(let parts): return "GROUPING SETS " + all(parts)
        }
    }

    // MARK: - FROM

    private mutating func relation(_ relation: SyntaxRelation) -> String {
        switch relation {
        case .table(let name, let alias): return Self.name(name.text) + Self.alias(alias)
        case .subquery(let query, let alias, let isLateral, _): return "\(isLateral ? "LATERAL " : "")(\(self.query(query)))\(Self.alias(alias))"
        case .join(let kind, let left, let right, let condition, _):
            let sides = (side(left, isLeft: true), side(right, isLeft: false))
            switch condition {
            case .always: return "\(sides.0) CROSS JOIN \(sides.1)"
            case .natural: return "\(sides.0) NATURAL \(kind.sql) \(sides.1)"
            case .on(let condition): return "\(sides.0) \(kind.sql) \(sides.1) ON \(text(condition))"
            case .using(let names): return "\(sides.0) \(kind.sql) \(sides.1) USING \(Self.list(names.map(\.text)).trimmed)"
            }
        }
    }

    private mutating func side(_ side: SyntaxRelation, isLeft: Bool) -> String {
        if !isLeft, case .join = side { return "(\(relation(side)))" }
        return relation(side)
    }

    private static func alias(_ alias: SyntaxAlias?) -> String { alias.map { " AS \(name($0.name))\(list($0.columns))" } ?? "" }

    /// ` (a, b)`, or nothing.
    private static func list(_ names: [String]) -> String { names.isEmpty ? "" : " (\(names.map(name).joined(separator: ", ")))" }

    // MARK: - Names

    /// Words that stand for themselves only in quotes.
    private static let reserved: Set<String> = Set(
        """
        all analyse analyze and any array as asc asymmetric both case cast check collate column constraint create current_date current_role \
        current_time current_timestamp current_user default deferrable desc distinct do else end except false fetch for foreign from grant group \
        having in initially intersect into lateral leading limit localtime localtimestamp not null offset on only or order placing primary \
        references returning select session_user some symmetric table then to trailing true union unique user using variadic when where window \
        with authorization binary collation concurrently cross freeze full ilike inner is isnull join left like natural notnull outer overlaps \
        right similar tablesample verbose between coalesce exists extract greatest grouping least none nullif overlay position row substring \
        trim values interval date timestamp
        """.split(separator: " ").map(String.init))

    static func name(_ name: String) -> String {
        let isPlain = name.unicodeScalars.first.map { ("a"..."z").contains($0) || $0 == "_" } ?? false
        let isWord = name.unicodeScalars.allSatisfy { ("a"..."z").contains($0) || ("0"..."9").contains($0) || $0 == "_" }
        if isPlain, isWord, !reserved.contains(name) { return name }
        return "\"" + name.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }

    static func quoted(_ text: String) -> String {
        "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''") + "'"
    }
}

extension SyntaxJoin {
    fileprivate var sql: String { self == .inner ? "JOIN" : rawValue }
}

extension String {
    fileprivate var trimmed: String { String(drop { $0 == " " }) }
}
