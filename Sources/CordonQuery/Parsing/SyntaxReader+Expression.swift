import CordonValues

extension SyntaxReader {
    mutating func expression(_ node: JSONNode) throws(Diagnostic) -> SyntaxExpression {
        try deeper { (reader) throws(Diagnostic) in
            guard let (kind, fields) = node.tagged else { throw Diagnostic(.internalFailure, "The SQL grammar's tree cannot be read.") }
            return try reader.expression(kind, fields)
        }
    }

    private mutating func expression(_ kind: String, _ fields: JSONNode) throws(Diagnostic) -> SyntaxExpression {
        switch kind {
        case "ColumnRef": return try column(fields)
        case "A_Const": return try constant(fields)
        case "A_Expr": return try operation(fields)
        case "BoolExpr": return try logic(fields)
        case "NullTest":
            if let row = row(fields["arg"]) { return try rowNullTest(row, fields) }
            let argument = try expression(required(fields, "arg"))
            let negated = fields["nulltesttype"]?.text == "IS_NOT_NULL"
            return SyntaxExpression(form: .isNull(argument, negated: negated), span: cover(fields, argument))
        case "BooleanTest": return try truthTest(fields)
        case "CaseExpr": return try cases(fields)
        case "CoalesceExpr":
            return SyntaxExpression(form: .coalesce(try list(fields["args"])), span: constructSpan(fields))
        case "MinMaxExpr":
            let arguments = try list(fields["args"])
            let form: SyntaxForm = fields["op"]?.text == "IS_LEAST" ? .least(arguments) : .greatest(arguments)
            return SyntaxExpression(form: form, span: constructSpan(fields))
        case "TypeCast": return try cast(fields)
        case "FuncCall": return try call(fields)
        case "SubLink": return try subqueryExpression(fields)
        case "GroupingFunc":
            return SyntaxExpression(form: .grouping(try list(fields["args"])), span: constructSpan(fields))
        case "A_ArrayExpr": return SyntaxExpression(form: .array(try list(fields["elements"])), span: constructSpan(fields))
        case "SQLValueFunction": return try present(fields)
        case "RowExpr": throw unsupported("A row value is", place(fields), "Compare rows with = <> < <= > >=, IN (…) or IS DISTINCT FROM.")
        default: throw refusal(kind, fields)
        }
    }

    func required(_ fields: JSONNode, _ name: StaticString) throws(Diagnostic) -> JSONNode {
        guard let node = fields[name] else { throw Diagnostic(.internalFailure, "The SQL grammar's tree cannot be read.") }
        return node
    }

    mutating func list(_ node: JSONNode?) throws(Diagnostic) -> [SyntaxExpression] {
        var result: [SyntaxExpression] = []
        for element in node?.elements ?? [] { result.append(try expression(element)) }
        return result
    }

    /// From the first to the last of the parts and the node's own token.
    func cover(_ fields: JSONNode, _ parts: [SyntaxExpression]) -> Range<Int> {
        parts.reduce(place(fields)) { $0?.covering($1.span) ?? $1.span } ?? 0..<0
    }

    func cover(_ fields: JSONNode, _ first: SyntaxExpression, _ second: SyntaxExpression? = nil) -> Range<Int> {
        let parts = second.map { first.span.covering($0.span) } ?? first.span
        return place(fields)?.covering(parts) ?? parts
    }

    func constructSpan(_ fields: JSONNode) -> Range<Int> { construct(fields) ?? 0..<0 }

    private func column(_ fields: JSONNode) throws(Diagnostic) -> SyntaxExpression {
        let span = source.span(ofBytes: tokens.nameRange(atByte: fields["location"]?.integer ?? 0))
        let parts = names(fields["fields"])
        // A star stands at the end alone.
        if fields["fields"]?.last?["A_Star"] != nil { return SyntaxExpression(form: .star(qualifier: parts.last), span: span) }
        guard let name = parts.last, parts.count <= 2 else {
            throw unsupported("A name of more than two parts is", span, "Write table.column.")
        }
        return SyntaxExpression(form: .column(qualifier: parts.count == 2 ? parts[0] : nil, name: name), span: span)
    }

    /// Numbers are read from the text: the tree drops the value of negative integers.
    private func constant(_ fields: JSONNode) throws(Diagnostic) -> SyntaxExpression {
        let span = place(fields) ?? 0..<0
        if fields["isnull"]?.isTrue ?? false { return SyntaxExpression(form: .literal(.null), span: span) }
        if let truth = fields["boolval"] {
            return SyntaxExpression(form: .literal(.boolean(truth["boolval"]?.isTrue ?? false)), span: span)
        }
        if let string = fields["sval"] {
            return SyntaxExpression(form: .literal(.string(string["sval"]?.text ?? "")), span: span)
        }
        guard fields["ival"] != nil || fields["fval"] != nil else {
            throw unsupported("A bit string is", span, "Write a number, a text in single quotes, TRUE, FALSE or NULL.")
        }
        let location = fields["location"]?.integer ?? 0
        // Numbers that the grammar itself puts in, as in SUBSTRING(x FOR 2), have no place.
        guard location >= 0 else { return SyntaxExpression(form: .literal(.number(String(fields["ival"]?["ival"]?.integer ?? 0))), span: span) }
        return try number(at: location)
    }

    func number(at location: Int) throws(Diagnostic) -> SyntaxExpression {
        var negative = false
        var index = tokens.index(atByte: location) ?? tokens.tokens.count
        while index < tokens.tokens.count {
            let token = tokens.tokens[index]
            if token.kind == .number {
                let span = source.span(ofBytes: location..<token.range.upperBound)
                return SyntaxExpression(form: .literal(.number(negative ? "-" + source.string(token.range) : source.string(token.range))), span: span)
            }
            if token.isOperator("-") { negative.toggle() } else if !token.isPunctuation("(") { break }
            index += 1
        }
        throw Diagnostic(.internalFailure, "A number of the question cannot be read.", span: source.span(ofBytes: tokens.range(atByte: location)))
    }

    private mutating func logic(_ fields: JSONNode) throws(Diagnostic) -> SyntaxExpression {
        let arguments = try list(fields["args"])
        let span = cover(fields, arguments)
        switch fields["boolop"]?.text {
        case "AND_EXPR": return SyntaxExpression(form: .conjunction(arguments), span: span)
        case "OR_EXPR": return SyntaxExpression(form: .disjunction(arguments), span: span)
        default:
            guard let argument = arguments.first else { throw Diagnostic(.internalFailure, "The SQL grammar's tree cannot be read.") }
            return SyntaxExpression(form: .not(argument), span: span)
        }
    }

    private mutating func truthTest(_ fields: JSONNode) throws(Diagnostic) -> SyntaxExpression {
        let argument = try expression(required(fields, "arg"))
        let tests: [String: (SyntaxTruth, Bool)] = [
            "IS_TRUE": (.isTrue, false), "IS_NOT_TRUE": (.isTrue, true), "IS_FALSE": (.isFalse, false),
            "IS_NOT_FALSE": (.isFalse, true), "IS_UNKNOWN": (.isUnknown, false), "IS_NOT_UNKNOWN": (.isUnknown, true),
        ]
        // The grammar leaves out a member that has the enumeration's first value.
        let (truth, negated) = tests[fields["booltesttype"]?.text ?? "IS_TRUE"] ?? (.isTrue, false)
        return SyntaxExpression(form: .truthTest(argument, truth, negated: negated), span: cover(fields, argument))
    }

    private mutating func cases(_ fields: JSONNode) throws(Diagnostic) -> SyntaxExpression {
        let operand: SyntaxExpression? = if let node = fields["arg"] { try expression(node) } else { nil }
        var branches: [SyntaxBranch] = []
        for node in fields["args"]?.elements ?? [] {
            guard let branch = node["CaseWhen"] else { continue }
            branches.append(
                SyntaxBranch(condition: try expression(required(branch, "expr")), result: try expression(required(branch, "result"))))
        }
        let otherwise: SyntaxExpression? = if let node = fields["defresult"] { try expression(node) } else { nil }
        return SyntaxExpression(form: .cases(operand: operand, branches, otherwise: otherwise), span: constructSpan(fields))
    }
}

extension Range<Int> {
    /// From the first to the last of both.
    fileprivate func covering(_ other: Range<Int>) -> Range<Int> {
        Swift.min(lowerBound, other.lowerBound)..<Swift.max(upperBound, other.upperBound)
    }
}
