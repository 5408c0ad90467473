import CordonValues

extension ExpressionBinder {
    /// EXTRACT(field FROM date) and date_trunc('field', date).
    mutating func datePart(
        _ name: ScalarName, _ call: SyntaxCall, _ span: Range<Int>, _ clause: Clause
    ) throws(Diagnostic) -> BoundExpression {
        guard call.arguments.count == 2, case .literal(.string(let field)) = call.arguments[0].form else {
            throw Diagnostic(
                .unsupported, "\(call.name) takes a constant field and a date.", span: span, hint: "Write \(name.example).")
        }
        let date = try coerced(try bind(call.arguments[1], in: clause), to: .date)
        let functions: [String: ScalarFunction] =
            name == .extract
            ? ["year": .year, "month": .month, "day": .day]
            : ["month": .monthStart, "quarter": .quarterStart, "year": .yearStart]
        guard let function = functions[field.lowercased()] else {
            throw Diagnostic(
                .unsupported, "The field \(field.prefix(20)) is not supported in this version.", span: call.arguments[0].span,
                hint: "Use \(name == .extract ? "YEAR, MONTH or DAY" : "'month', 'quarter' or 'year'").")
        }
        return .call(function, [date], name == .extract ? .integer : .date, span)
    }
}
