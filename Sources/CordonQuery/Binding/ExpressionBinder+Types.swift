import CordonValues

extension ExpressionBinder {
    /// The type that several expressions share: PostgreSQL's ladder integer < bigint < numeric < double, else one type for all.
    /// Untyped literals follow the others; alone they are text.
    func commonType(_ parts: [BoundExpression]) throws(Diagnostic) -> ValueType {
        var common: ValueType?
        for part in parts where !part.isUntyped {
            guard let soFar = common else {
                common = part.type
                continue
            }
            if soFar == part.type { continue }
            guard let wider = Self.wider(soFar, part.type) else {
                throw Diagnostic(
                    .typeMismatch, "\(soFar.capitalised) and \(part.type.withArticle) do not go together.",
                    span: part.span, hint: castHint(part.type, soFar))
            }
            common = wider
        }
        return common ?? .text
    }

    private func castHint(_ from: ValueType, _ to: ValueType) -> String {
        if from == .boolean || to == .boolean { return "Write the condition itself, or CASE WHEN … THEN 1 ELSE 0 END." }
        if from == .text || to == .text {
            return "Quote the constant, or cast the column: CAST(x AS \(from == .text ? to.rawValue : from.rawValue))."
        }
        return "Compare values of one type."
    }

    static func wider(_ left: ValueType, _ right: ValueType) -> ValueType? {
        if left == right { return left }
        guard let first = step(left), let second = step(right), first.ladder == second.ladder else { return nil }
        return first.height > second.height ? left : right
    }

    private enum Ladder { case numbers, times }

    private static func step(_ type: ValueType) -> (ladder: Ladder, height: Int)? {
        switch type {
        case .integer: (.numbers, 0)
        case .bigint: (.numbers, 1)
        case .numeric: (.numbers, 2)
        case .double: (.numbers, 3)
        case .date: (.times, 0)
        case .timestamp: (.times, 1)
        case .text, .boolean: nil
        }
    }

    /// The expression with an implicit cast written out; constants are converted on the spot.
    func coerced(_ expression: BoundExpression, to type: ValueType) throws(Diagnostic) -> BoundExpression {
        if expression.isUntyped { return try typed(expression, as: type) }
        if expression.type == type { return expression }
        guard Self.wider(expression.type, type) == type else {
            throw Diagnostic(
                .typeMismatch, "\(type.capitalised) is expected here, and this is \(expression.type.withArticle).",
                span: expression.span, hint: castHint(expression.type, type))
        }
        if let value = expression.constant, let converted = Self.converted(value, to: type) {
            return .constant(converted, type, expression.span)
        }
        return .cast(expression, to: type)
    }

    private static func converted(_ value: Value, to type: ValueType) -> Value? {
        switch (value, type) {
        case (.null, _): return .null
        case (.integer, .bigint): return value
        case (.integer(let whole), .numeric): return .numeric(Rational(whole))
        case (.integer(let whole), .double): return Double(exactly: whole).map { .double($0) }
        case (.date(let date), .timestamp): return .timestamp(CalendarTimestamp(date))
        case (.numeric(let number), .double):
            let double = number.toDouble()
            return double.isFinite ? .double(double) : nil
        default: return nil
        }
    }

    /// Both sides in their common type.
    func comparable(
        _ left: BoundExpression, _ right: BoundExpression, _ span: Range<Int>
    ) throws(Diagnostic) -> (BoundExpression, BoundExpression) {
        let type = try commonType([left, right])
        return (try coerced(left, to: type), try coerced(right, to: type))
    }

    /// Several bound alike, as COALESCE, GREATEST and LEAST need.
    mutating func uniform(
        _ function: ScalarFunction, _ arguments: [SyntaxExpression], _ span: Range<Int>, _ clause: Clause
    ) throws(Diagnostic) -> BoundExpression {
        let bound = try bindAll(arguments, in: clause)
        let type = try commonType(bound)
        return .call(function, try coerced(bound, to: type), type, span)
    }

    func coerced(_ parts: [BoundExpression], to type: ValueType) throws(Diagnostic) -> [BoundExpression] {
        var result: [BoundExpression] = []
        result.reserveCapacity(parts.count)
        for part in parts { result.append(try coerced(part, to: type)) }
        return result
    }
}
