import CordonValues

/// Reads the grammar's tree into our own closed one. Whatever is not in the set is refused with its place and what would work.
struct SyntaxReader {
    let source: SourceText
    let tokens: TokenMap
    var depth = 0
    /// Rows of all series so far.
    var seriesRows = 0

    /// Text checks, depth check, grammar, and this reader: the whole way from text to syntax. Needs the 8 MiB stack.
    static func query(_ source: SourceText) throws(Diagnostic) -> SyntaxQuery {
        let tokens = TokenMap(source)
        guard tokens.depth <= Nesting.grammarLimit else { throw Nesting.tooDeep }
        guard tokens.operatorReads <= Nesting.operatorReads else { throw Nesting.tooManyOperators }
        guard tokens.operators <= Nesting.operators else { throw Nesting.tooLong }
        let tree = try Grammar.tree(of: source)
        let statements = tree["stmts"]?.elements ?? []
        guard let statement = statements.first?["stmt"] else {
            throw Diagnostic(
                .notOneStatement, "The question holds no statement.", hint: "Write one SELECT, for example SELECT count(*) FROM patient.")
        }
        var reader = SyntaxReader(source: source, tokens: tokens)
        if statements.count > 1 {
            throw Diagnostic(
                .notOneStatement, "The question holds \(statements.count) statements.",
                span: reader.span(ofStatement: statements[1]), hint: "Ask one SELECT at a time.")
        }
        guard let (kind, fields) = statement.tagged, kind == "SelectStmt" else {
            throw Diagnostic(
                .unsupported, "Only SELECT can be asked; no question changes data.", span: reader.span(ofStatement: statements[0]),
                hint: "Write one SELECT, for example SELECT count(*) FROM patient.")
        }
        return try reader.query(fields)
    }

    private func span(ofStatement node: JSONNode) -> Range<Int>? {
        let start = node["stmt_location"]?.integer ?? 0
        guard let index = tokens.index(atByte: start) else { return nil }
        return source.span(ofBytes: tokens.tokens[index].range)
    }

    mutating func deeper<Result>(_ read: (inout SyntaxReader) throws(Diagnostic) -> Result) throws(Diagnostic) -> Result {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Nesting.treeLimit else { throw Nesting.tooDeep }
        return try read(&self)
    }

    /// The token where a node starts, in scalars; nil where the grammar gives no place.
    func place(_ fields: JSONNode) -> Range<Int>? {
        guard let location = fields["location"]?.integer, location >= 0 else { return nil }
        return source.span(ofBytes: tokens.range(atByte: location))
    }

    func construct(_ fields: JSONNode) -> Range<Int>? {
        guard let location = fields["location"]?.integer, location >= 0 else { return nil }
        return source.span(ofBytes: tokens.constructRange(atByte: location))
    }

    func unsupported(_ what: String, _ span: Range<Int>?, _ hint: String) -> Diagnostic {
        Diagnostic(.unsupported, "\(what) not supported in this version.", span: span, hint: hint)
    }

    /// The texts of a list of String nodes: a dotted name.
    func names(_ node: JSONNode?) -> [String] {
        (node?.elements ?? []).compactMap { $0["String"]?["sval"]?.text }
    }

    /// The last of them.
    func lastName(_ node: JSONNode?) -> String? { node?.last?["String"]?["sval"]?.text }
}
