import CordonValues

extension ExpressionBinder {
    func cast(_ operand: BoundExpression, _ name: SyntaxName, _ span: Range<Int>) throws(Diagnostic) -> BoundExpression {
        let type = try Self.type(named: name)
        if operand.isUntyped {
            let constant = try typed(operand, as: type)
            return .constant(constant.constant ?? .null, type, span)
        }
        if operand.type == type { return operand }
        if Self.wider(operand.type, type) == type { return try coerced(operand, to: type) }
        guard Self.converts(operand.type, to: type) else {
            throw Diagnostic(
                .typeMismatch, "\(operand.type.capitalised) cannot be cast to \(type.rawValue).",
                span: span, hint: castAlternative(operand.type, type))
        }
        return .cast(operand, to: type, span)
    }

    /// PostgreSQL's explicit casts between the types of a catalog.
    private static func converts(_ from: ValueType, to: ValueType) -> Bool {
        switch (from, to) {
        case (_, _) where from.isNumber && to.isNumber: true
        case (.boolean, .integer), (.integer, .boolean): true
        case (.text, _): true
        case (_, .text), (.timestamp, .date): true
        default: false
        }
    }

    private func castAlternative(_ from: ValueType, _ to: ValueType) -> String {
        if from == .boolean { return "Write CASE WHEN … THEN 1 ELSE 0 END." }
        if to == .boolean { return "Write a comparison: x <> 0." }
        if from == .date || from == .timestamp { return "Use EXTRACT(YEAR FROM x), or subtract two dates for a number of days." }
        return "Compare values of one type."
    }

    private static func type(named name: SyntaxName) throws(Diagnostic) -> ValueType {
        switch name.text {
        case "int4", "integer", "int": return .integer
        case "int8", "bigint": return .bigint
        case "numeric", "decimal": return .numeric
        case "float8": return .double
        case "text", "varchar": return .text
        case "bool", "boolean": return .boolean
        case "date": return .date
        case "timestamp": return .timestamp
        default: break
        }
        let hint =
            switch name.text {
            case "int2", "smallint": "Cast to integer."
            case "float4": "Cast to double precision."
            case "bpchar", "char", "name": "Cast to text."
            case "timestamptz", "time", "timetz": "Times have no zone here: cast to timestamp."
            case "interval": "Subtract two dates for a number of days."
            default: "Cast to integer, bigint, numeric, double precision, text, boolean, date or timestamp."
            }
        throw Diagnostic(.unsupported, "The type \(name.text) is not supported in this version.", span: name.span, hint: hint)
    }
}
