import CordonValues

extension SyntaxReader {
    mutating func call(_ fields: JSONNode) throws(Diagnostic) -> SyntaxExpression {
        let nameSpan = place(fields) ?? 0..<0
        let parts = names(fields["funcname"])
        guard let name = parts.last, parts.count == 1 || parts.first == "pg_catalog" else {
            throw unsupported("A schema before a function's name is", nameSpan, "Write the function's name alone.")
        }
        let span = constructSpan(fields)
        let isOrderedSet = fields["agg_within_group"]?.isTrue ?? false
        var sorts: [SyntaxSort] = []
        for node in fields["agg_order"]?.elements ?? [] { sorts.append(try sort(node)) }
        if !sorts.isEmpty, !isOrderedSet {
            throw unsupported("ORDER BY inside an aggregate is", span, "Leave it out: sums, means and counts have no order.")
        }
        if fields["func_variadic"]?.isTrue ?? false {
            throw unsupported("VARIADIC is", span, "List the arguments.")
        }
        var arguments: [SyntaxExpression] = []
        for node in fields["args"]?.elements ?? [] {
            if let named = node["NamedArgExpr"] {
                let value = try expression(required(named, "arg"))
                arguments.append(SyntaxExpression(form: .named(named["name"]?.text ?? "", value), span: cover(named, [value])))
            } else {
                arguments.append(try expression(node))
            }
        }
        let filter: SyntaxExpression? = if let node = fields["agg_filter"] { try expression(node) } else { nil }
        let over: SyntaxWindow? = if let node = fields["over"] { try window(node) } else { nil }
        let call = SyntaxCall(
            name: name, nameSpan: nameSpan, arguments: arguments, isStar: fields["agg_star"]?.isTrue ?? false,
            isDistinct: fields["agg_distinct"]?.isTrue ?? false, filter: filter,
            withinGroup: isOrderedSet ? sorts : [], over: over)
        return SyntaxExpression(form: .call(call), span: span)
    }

    /// What to say of an expression that is outside the set.
    func refusal(_ kind: String, _ fields: JSONNode) -> Diagnostic {
        switch kind {
        case "ParamRef":
            Diagnostic(
                .parameterMissing, "A parameter has no value.", span: place(fields),
                hint: "Write the value, or give it with cordon ask --param 1=… for $1.")
        case "A_Indirection":
            unsupported("An array is", place(fields), "Write IN (…) with the values.")
        case "CollateClause":
            unsupported("COLLATE is", place(fields), "Leave it out: text compares by its bytes.")
        case "SetToDefault":
            unsupported("DEFAULT is", place(fields), "Write the value.")
        default:
            unsupported("This expression is", place(fields), "Use columns, constants, comparison, arithmetic, CASE and the listed functions.")
        }
    }
}
