import CordonValues

extension ExpressionBinder {
    mutating func cast(
        _ operand: SyntaxExpression, _ type: SyntaxType, _ span: Range<Int>, _ clause: Clause
    ) throws(Diagnostic) -> BoundOperand {
        if type.name == "interval" { return .interval(try castInterval(operand, type, span, clause)) }
        let target = try CastTarget(type)
        return .value(try cast(try bind(operand, in: clause), to: target, span))
    }

    private mutating func castInterval(
        _ operand: SyntaxExpression, _ type: SyntaxType, _ span: Range<Int>, _ clause: Clause
    ) throws(Diagnostic) -> BoundInterval {
        switch try self.operand(operand, in: clause) {
        case .interval(let interval): return interval
        case .value(let value): return try interval(value, type, span)
        }
    }

    private func cast(_ operand: BoundExpression, to target: CastTarget, _ span: Range<Int>) throws(Diagnostic) -> BoundExpression {
        func constant(_ value: Int) -> BoundExpression { .constant(.integer(Int64(value)), .integer, span) }
        switch target {
        case .plain(let type): return try cast(operand, to: type, span)
        case .smallint: return .call(.smallInteger, [try cast(operand, to: .integer, span)], .integer, span)
        case .decimal(let precision, let scale):
            return .call(.limitedDecimal, [try cast(operand, to: .numeric, span), constant(precision), constant(scale)], .numeric, span)
        case .text(let length, let isPadded):
            let count = BoundExpression.constant(.integer(Int64(length)), .bigint, span)
            let cut = BoundExpression.call(.left, [try cast(operand, to: .text, span), count], .text, span)
            // The blanks at the end of a char(n) do not count.
            return isPadded ? .call(.trimEnd, [cut], .text, span) : cut
        }
    }

    private func cast(_ operand: BoundExpression, to type: ValueType, _ span: Range<Int>) throws(Diagnostic) -> BoundExpression {
        if operand.isUntyped {
            let constant = try castLiteral(operand, to: type)
            return .constant(constant, type, span)
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

    private func castLiteral(_ operand: BoundExpression, to type: ValueType) throws(Diagnostic) -> Value {
        try typed(operand, as: type).constant ?? .null
    }

    /// PostgreSQL's explicit casts between the types of a catalog.
    private static func converts(_ from: ValueType, to: ValueType) -> Bool {
        switch (from, to) {
        case (_, _) where from.isNumber && to.isNumber: true
        case (.boolean, .integer), (.integer, .boolean): true
        case (.text, _), (_, .text), (.timestamp, .date): true
        default: false
        }
    }

    private func castAlternative(_ from: ValueType, _ to: ValueType) -> String {
        if from == .boolean { return "Write CASE WHEN … THEN 1 ELSE 0 END." }
        if to == .boolean { return "Write a comparison: x <> 0." }
        if from == .date || from == .timestamp { return "Use EXTRACT(YEAR FROM x), or subtract two dates for a number of days." }
        return "Compare values of one type."
    }
}

/// The types that a cast can name: those of values, and narrower ones that only limit them.
private enum CastTarget {
    case plain(ValueType)
    case smallint
    case decimal(precision: Int, scale: Int)
    case text(length: Int, isPadded: Bool)

    init(_ type: SyntaxType) throws(Diagnostic) {
        switch type.name {
        case "int2", "smallint": self = .smallint
        case "int4", "integer", "int": self = .plain(.integer)
        case "int8", "bigint": self = .plain(.bigint)
        // A real is computed as a double.
        case "float8", "float4", "float", "real": self = .plain(.double)
        case "bool", "boolean": self = .plain(.boolean)
        case "date": self = .plain(.date)
        case "text": self = .plain(.text)
        case "timestamp":
            guard type.modifiers.allSatisfy({ $0 == 6 }) else { throw Self.modifier(type, "Use date_trunc('second', x).") }
            self = .plain(.timestamp)
        case "numeric", "decimal":
            guard let precision = type.modifiers.first else { self = .plain(.numeric); return }
            let scale = type.modifiers.count > 1 ? type.modifiers[1] : 0
            guard (1...1000).contains(precision), (-1000...1000).contains(scale), type.modifiers.count <= 2 else {
                throw Self.modifier(type, "A numeric has 1 to 1000 digits.")
            }
            self = .decimal(precision: precision, scale: scale)
        case "varchar":
            guard let length = type.modifiers.first else { self = .plain(.text); return }
            self = .text(length: try Self.length(length, type), isPadded: false)
        case "bpchar", "char": self = .text(length: try Self.length(type.modifiers.first ?? 1, type), isPadded: true)
        default: throw Self.unknown(type)
        }
    }

    private static func length(_ length: Int, _ type: SyntaxType) throws(Diagnostic) -> Int {
        guard (1...10_485_760).contains(length) else { throw modifier(type, "A length is at least 1.") }
        return length
    }

    private static func modifier(_ type: SyntaxType, _ hint: String) -> Diagnostic {
        Diagnostic(.unsupported, "This length or precision of \(type.name) is not supported.", span: type.span, hint: hint)
    }

    private static func unknown(_ type: SyntaxType) -> Diagnostic {
        let hint =
            switch type.name {
            case "timestamptz", "time", "timetz": "Times have no zone here: cast to timestamp."
            case "name": "Cast to text."
            default:
                "Cast to smallint, integer, bigint, numeric, real, double precision, text, varchar(n), char(n), boolean, date, timestamp or interval."
            }
        return Diagnostic(.unsupported, "The type \(type.name) is not supported in this version.", span: type.span, hint: hint)
    }
}
