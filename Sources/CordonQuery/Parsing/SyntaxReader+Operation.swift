import CordonValues

extension SyntaxReader {
    mutating func operation(_ fields: JSONNode) throws(Diagnostic) -> SyntaxExpression {
        let symbol = names(fields["name"]).last ?? ""
        switch fields["kind"]?.text ?? "AEXPR_OP" {
        case "AEXPR_OP": return try plainOperation(symbol, fields)
        case "AEXPR_DISTINCT": return try distinct(fields, negated: false)
        case "AEXPR_NOT_DISTINCT": return try distinct(fields, negated: true)
        case "AEXPR_NULLIF":
            let (left, right) = try sides(fields)
            return SyntaxExpression(form: .nullIf(left, right), span: constructSpan(fields))
        case "AEXPR_IN":
            let left = try expression(required(fields, "lexpr"))
            let items = try list(fields["rexpr"]?["List"]?["items"])
            return SyntaxExpression(form: .inList(left, items, negated: symbol == "<>"), span: cover(fields, [left] + items))
        case "AEXPR_LIKE": return try like(fields, insensitive: false, negated: symbol == "!~~")
        case "AEXPR_ILIKE": return try like(fields, insensitive: true, negated: symbol == "!~~*")
        case "AEXPR_BETWEEN": return try between(fields, negated: false)
        case "AEXPR_NOT_BETWEEN": return try between(fields, negated: true)
        case "AEXPR_BETWEEN_SYM", "AEXPR_NOT_BETWEEN_SYM":
            throw unsupported("BETWEEN SYMMETRIC is", place(fields), "Write BETWEEN low AND high.")
        case "AEXPR_SIMILAR":
            throw unsupported("SIMILAR TO is", place(fields), "Use LIKE or ILIKE with % and _.")
        case "AEXPR_OP_ANY", "AEXPR_OP_ALL":
            throw unsupported("ANY and ALL are", place(fields), "Write IN (…) with the values.")
        default:
            throw unsupported("This operator is", place(fields), "Use comparison, arithmetic, IN, BETWEEN or LIKE.")
        }
    }

    private mutating func sides(_ fields: JSONNode) throws(Diagnostic) -> (SyntaxExpression, SyntaxExpression) {
        (try expression(required(fields, "lexpr")), try expression(required(fields, "rexpr")))
    }

    private mutating func plainOperation(_ symbol: String, _ fields: JSONNode) throws(Diagnostic) -> SyntaxExpression {
        guard let leftNode = fields["lexpr"] else {
            let operand = try expression(required(fields, "rexpr"))
            let span = cover(fields, [operand])
            switch symbol {
            case "-": return SyntaxExpression(form: .negation(operand), span: span)
            case "+": return SyntaxExpression(form: operand.form, span: span)
            default: throw unsupported("The operator \(symbol) is", place(fields), Self.operatorHint(symbol))
            }
        }
        guard let operation = SyntaxOperator(rawValue: symbol) else {
            throw unsupported("The operator \(symbol) is", place(fields), Self.operatorHint(symbol))
        }
        let left = try expression(leftNode)
        let right = try expression(required(fields, "rexpr"))
        return SyntaxExpression(form: .binary(operation, left, right), span: cover(fields, [left, right]))
    }

    private static func operatorHint(_ symbol: String) -> String {
        switch symbol {
        case "~", "~*", "!~", "!~*": "Use LIKE or ILIKE with % and _."
        case "^": "Multiply: x * x."
        case "|/": "Write sqrt(x)."
        case "@": "Write abs(x)."
        default: "Use = <> < <= > >= + - * / % or ||."
        }
    }

    private mutating func distinct(_ fields: JSONNode, negated: Bool) throws(Diagnostic) -> SyntaxExpression {
        let (left, right) = try sides(fields)
        return SyntaxExpression(form: .distinct(left, right, negated: negated), span: cover(fields, [left, right]))
    }

    private mutating func like(_ fields: JSONNode, insensitive: Bool, negated: Bool) throws(Diagnostic) -> SyntaxExpression {
        if let escape = fields["rexpr"]?["FuncCall"], names(escape["funcname"]).last == "like_escape" {
            throw unsupported("ESCAPE is", place(escape), "The backslash escapes % and _ in a pattern.")
        }
        let (left, right) = try sides(fields)
        return SyntaxExpression(
            form: .like(left, right, insensitive: insensitive, negated: negated), span: cover(fields, [left, right]))
    }

    private mutating func between(_ fields: JSONNode, negated: Bool) throws(Diagnostic) -> SyntaxExpression {
        let left = try expression(required(fields, "lexpr"))
        let bounds = try list(fields["rexpr"]?["List"]?["items"])
        guard bounds.count == 2 else { throw Diagnostic(.internalFailure, "The SQL grammar's tree cannot be read.") }
        return SyntaxExpression(
            form: .between(left, bounds[0], bounds[1], negated: negated), span: cover(fields, [left] + bounds))
    }
}
