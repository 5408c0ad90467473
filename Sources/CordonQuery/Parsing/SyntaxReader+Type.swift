import CordonValues

extension SyntaxReader {
    mutating func cast(_ fields: JSONNode) throws(Diagnostic) -> SyntaxExpression {
        let argument = try expression(required(fields, "arg"))
        let type = try required(fields, "typeName")
        let typeSpan = place(type) ?? argument.span
        var span = cover(fields, [argument, SyntaxExpression(form: .star(qualifier: nil), span: typeSpan)])
        if let own = fields["location"]?.integer, own >= 0, tokens.range(atByte: own).count > 2, let whole = construct(fields) { span = whole }
        guard let name = lastName(type["names"]) else {
            throw unsupported("This type is", typeSpan, "Cast to integer, bigint, numeric, double precision, text, boolean, date or timestamp.")
        }
        if type["setof"]?.isTrue ?? false { throw unsupported("A set type is", typeSpan, "Cast to a plain type.") }
        if type["arrayBounds"] != nil {
            // The elements take the type of what they are compared with.
            guard isArray(argument) else { throw unsupported("An array type is", typeSpan, "Write ARRAY[…] or '{…}' after ANY or ALL.") }
            return argument
        }
        let modifiers = try modifiers(type["typmods"], name, typeSpan)
        return SyntaxExpression(form: .cast(argument, SyntaxType(name: name, modifiers: modifiers, span: typeSpan)), span: span)
    }

    private func isArray(_ argument: SyntaxExpression) -> Bool {
        switch argument.form {
        case .array: true
        case .literal(.string(let text)): text.hasPrefix("{")
        default: false
        }
    }

    private func modifiers(_ node: JSONNode?, _ name: String, _ span: Range<Int>) throws(Diagnostic) -> [Int] {
        var result: [Int] = []
        for element in node?.elements ?? [] {
            // The grammar leaves out a member whose value is 0.
            guard let constant = element["A_Const"], let whole = constant["ival"] else {
                throw unsupported("This modifier of \(name) is", span, "Write whole numbers, for example numeric(10, 2).")
            }
            let location = constant["location"]?.integer ?? 0
            if name == "interval" || location < 0 {
                // The fields after an interval and the 1 of a plain char are numbers that the grammar puts in.
                result.append(whole["ival"]?.integer ?? 0)
            } else if case .literal(.number(let digits)) = try number(at: location).form, let number = Int(digits) {
                // As written: the tree drops the value of negative numbers.
                result.append(number)
            }
        }
        return result
    }

    /// CURRENT_DATE and its like.
    func present(_ fields: JSONNode) throws(Diagnostic) -> SyntaxExpression {
        let span = place(fields) ?? 0..<0
        switch fields["op"]?.text ?? "SVFOP_CURRENT_DATE" {
        case "SVFOP_CURRENT_DATE": return SyntaxExpression(form: .currentDate, span: span)
        case "SVFOP_LOCALTIMESTAMP", "SVFOP_LOCALTIMESTAMP_N", "SVFOP_CURRENT_TIMESTAMP", "SVFOP_CURRENT_TIMESTAMP_N":
            return SyntaxExpression(form: .currentTimestamp, span: span)
        default:
            throw unsupported("The current time or user is", span, "CURRENT_DATE is the last day that the data covers.")
        }
    }
}
