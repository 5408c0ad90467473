import CordonValues

extension SyntaxReader {
    mutating func operation(_ fields: JSONNode) throws(Diagnostic) -> SyntaxExpression {
        let symbol = lastName(fields["name"]) ?? ""
        switch fields["kind"]?.text ?? "AEXPR_OP" {
        case "AEXPR_OP": return try plainOperation(symbol, fields)
        case "AEXPR_DISTINCT": return try distinct(fields, negated: false)
        case "AEXPR_NOT_DISTINCT": return try distinct(fields, negated: true)
        case "AEXPR_NULLIF":
            let (left, right) = try sides(fields)
            return SyntaxExpression(form: .nullIf(left, right), span: constructSpan(fields))
        case "AEXPR_IN":
            if let rows = try rowMembership(fields, negated: symbol == "<>") { return rows }
            let left = try expression(required(fields, "lexpr"))
            let items = try list(fields["rexpr"]?["List"]?["items"])
            return SyntaxExpression(form: .inList(left, items, negated: symbol == "<>"), span: cover(fields, [left] + items))
        case "AEXPR_LIKE": return try like(fields, insensitive: false, negated: symbol == "!~~")
        case "AEXPR_ILIKE": return try like(fields, insensitive: true, negated: symbol == "!~~*")
        case "AEXPR_BETWEEN": return try between(fields, negated: false)
        case "AEXPR_NOT_BETWEEN": return try between(fields, negated: true)
        case "AEXPR_BETWEEN_SYM": return try betweenSymmetric(fields, negated: false)
        case "AEXPR_NOT_BETWEEN_SYM": return try betweenSymmetric(fields, negated: true)
        case "AEXPR_SIMILAR":
            throw unsupported("SIMILAR TO is", place(fields), "Use LIKE or ILIKE with % and _.")
        case "AEXPR_OP_ANY": return try quantified(symbol, fields, all: false)
        case "AEXPR_OP_ALL": return try quantified(symbol, fields, all: true)
        default:
            throw unsupported("This operator is", place(fields), "Use comparison, arithmetic, IN, BETWEEN or LIKE.")
        }
    }

    private mutating func sides(_ fields: JSONNode) throws(Diagnostic) -> (SyntaxExpression, SyntaxExpression) {
        (try expression(required(fields, "lexpr")), try expression(required(fields, "rexpr")))
    }

    private mutating func plainOperation(_ symbol: String, _ fields: JSONNode) throws(Diagnostic) -> SyntaxExpression {
        if let rows = try rowComparison(symbol, fields) { return rows }
        guard let leftNode = fields["lexpr"] else { return try prefixed(symbol, fields) }
        if symbol == "~~" || symbol == "!~~" || symbol == "~~*" || symbol == "!~~*" {
            return try like(fields, insensitive: symbol.hasSuffix("*"), negated: symbol.hasPrefix("!"))
        }
        guard let operation = SyntaxOperator(rawValue: symbol) else {
            throw unsupported("The operator \(symbol) is", place(fields), Self.operatorHint(symbol))
        }
        let left = try expression(leftNode)
        let right = try expression(required(fields, "rexpr"))
        return SyntaxExpression(form: .binary(operation, left, right), span: cover(fields, left, right))
    }

    private mutating func prefixed(_ symbol: String, _ fields: JSONNode) throws(Diagnostic) -> SyntaxExpression {
        let operand = try expression(required(fields, "rexpr"))
        let span = cover(fields, operand)
        switch symbol {
        case "-": return SyntaxExpression(form: .negation(operand), span: span)
        case "+": return SyntaxExpression(form: operand.form, span: span)
        case "@", "|/", "||/":
            let name = symbol == "@" ? "abs" : symbol == "|/" ? "sqrt" : "cbrt"
            let call = SyntaxCall(
                name: name, nameSpan: place(fields) ?? span, arguments: [operand], isStar: false, isDistinct: false, filter: nil,
                withinGroup: [], over: nil)
            return SyntaxExpression(form: .call(call), span: span)
        default: throw unsupported("The operator \(symbol) is", place(fields), Self.operatorHint(symbol))
        }
    }

    private static func operatorHint(_ symbol: String) -> String {
        switch symbol {
        case "~", "~*", "!~", "!~*": "Use LIKE or ILIKE with % and _."
        default: "Use = <> < <= > >= + - * / % ^ || or ^@."
        }
    }

    private mutating func distinct(_ fields: JSONNode, negated: Bool) throws(Diagnostic) -> SyntaxExpression {
        if let rows = try rowDistinct(fields, negated: negated) { return rows }
        let (left, right) = try sides(fields)
        return SyntaxExpression(form: .distinct(left, right, negated: negated), span: cover(fields, left, right))
    }

    private mutating func like(_ fields: JSONNode, insensitive: Bool, negated: Bool) throws(Diagnostic) -> SyntaxExpression {
        let left = try expression(required(fields, "lexpr"))
        var patternNode = try required(fields, "rexpr")
        var escape: SyntaxExpression?
        if let call = patternNode["FuncCall"], lastName(call["funcname"]) == "like_escape", let arguments = call["args"]?.elements,
            arguments.count == 2
        {
            patternNode = arguments[0]
            escape = try expression(arguments[1])
        }
        let pattern = try expression(patternNode)
        return SyntaxExpression(
            form: .like(left, pattern, escape: escape, insensitive: insensitive, negated: negated),
            span: cover(fields, [left, pattern] + [escape].compactMap { $0 }))
    }

    private mutating func between(_ fields: JSONNode, negated: Bool) throws(Diagnostic) -> SyntaxExpression {
        let left = try expression(required(fields, "lexpr"))
        let bounds = try bounds(fields)
        return SyntaxExpression(
            form: .between(left, bounds[0], bounds[1], negated: negated), span: cover(fields, [left] + bounds))
    }

    /// Within the bounds in either order.
    private mutating func betweenSymmetric(_ fields: JSONNode, negated: Bool) throws(Diagnostic) -> SyntaxExpression {
        let left = try expression(required(fields, "lexpr"))
        let bounds = try bounds(fields)
        let span = cover(fields, [left] + bounds)
        let ways = [(bounds[0], bounds[1]), (bounds[1], bounds[0])].map {
            SyntaxExpression(form: .between(left, $0, $1, negated: false), span: span)
        }
        let inside = SyntaxExpression(form: .disjunction(ways), span: span)
        return negated ? SyntaxExpression(form: .not(inside), span: span) : inside
    }

    /// Two expressions.
    private mutating func bounds(_ fields: JSONNode) throws(Diagnostic) -> [SyntaxExpression] {
        let bounds = try list(fields["rexpr"]?["List"]?["items"])
        guard bounds.count == 2 else { throw Diagnostic(.internalFailure, "The SQL grammar's tree cannot be read.") }
        return bounds
    }

    private mutating func quantified(_ symbol: String, _ fields: JSONNode, all: Bool) throws(Diagnostic) -> SyntaxExpression {
        let left = try expression(required(fields, "lexpr"))
        let right = try expression(required(fields, "rexpr"))
        guard let items = elements(of: right) else {
            throw unsupported("ANY or ALL of this is", right.span, "Write ANY (ARRAY[…]) or ALL (ARRAY[…]).")
        }
        let comparison: SyntaxComparison
        switch symbol {
        case "~~", "!~~", "~~*", "!~~*": comparison = .like(insensitive: symbol.hasSuffix("*"), negated: symbol.hasPrefix("!"))
        default:
            guard let operation = SyntaxOperator(rawValue: symbol), operation.isComparison else {
                throw unsupported("The operator \(symbol) before ANY or ALL is", place(fields), "Use = <> < <= > >= or LIKE.")
            }
            comparison = .operation(operation)
        }
        return SyntaxExpression(form: .quantified(comparison, left, items, all: all), span: cover(fields, left, right))
    }

    /// The elements of ARRAY[…] or of a text in braces; nil for anything else.
    private func elements(of array: SyntaxExpression) -> [SyntaxExpression]? {
        switch array.form {
        case .array(let items): return items
        case .literal(.string(let text)):
            return ArrayText.elements(text)?.map { SyntaxExpression(form: .literal($0.map(SyntaxLiteral.string) ?? .null), span: array.span) }
        default: return nil
        }
    }
}
