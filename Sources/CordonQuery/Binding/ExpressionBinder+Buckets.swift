import CordonValues

extension ExpressionBinder {
    mutating func widthBucket(_ call: SyntaxCall, _ span: Range<Int>, _ clause: Clause) throws(Diagnostic) -> BoundExpression {
        if call.arguments.count == 2 { return try thresholds(call, span, clause) }
        guard call.arguments.count == 4 else {
            throw Diagnostic(
                .typeMismatch, "width_bucket takes four arguments, or a value and an array of thresholds.", span: span,
                hint: "Write \(ScalarName.widthBucket.example).")
        }
        let arguments = try bindAll(call.arguments, in: clause)
        var ends: [BoundExpression] = []
        for argument in arguments.prefix(3) { ends.append(try number(argument, .widthBucket)) }
        let type: ValueType = try commonType(ends) == .numeric ? .numeric : .double
        let count = try coerced(arguments[3], to: .integer)
        guard case .constant(.integer(let buckets)) = count.form, buckets >= 1 else {
            throw Diagnostic(
                .outOfRange, "The number of buckets must be a constant of at least 1.", span: count.span,
                hint: "Write \(ScalarName.widthBucket.example).")
        }
        return .call(.widthBucket, try coerced(ends, to: type) + [count], .integer, span)
    }

    /// width_bucket(x, ARRAY[a, b, …]) is the number of thresholds that x reaches, written as CASE.
    private mutating func thresholds(_ call: SyntaxCall, _ span: Range<Int>, _ clause: Clause) throws(Diagnostic) -> BoundExpression {
        guard case .array(let items) = call.arguments[1].form, !items.isEmpty else {
            throw Diagnostic(
                .typeMismatch, "The thresholds of width_bucket are an array of constants.", span: call.arguments[1].span,
                hint: "Write width_bucket(x, ARRAY[18, 65]).")
        }
        let value = try bind(call.arguments[0], in: clause)
        let bounds = try bindAll(items, in: clause)
        let type = try commonType([value] + bounds)
        let subject = try coerced(value, to: type)
        let cuts = try coerced(bounds, to: type)
        let numbers = cuts.compactMap(\.number)
        guard cuts.allSatisfy({ $0.constant.map { !$0.isNull } ?? false }), numbers.isEmpty || zip(numbers, numbers.dropFirst()).allSatisfy({ $0 < $1 })
        else {
            throw Diagnostic(
                .typeMismatch, "The thresholds of width_bucket are constants in ascending order.", span: call.arguments[1].span,
                hint: "Write width_bucket(x, ARRAY[18, 65]).")
        }
        try spend(subject.size * (cuts.count + 1), at: span)
        var branches = [
            BoundBranch(condition: .call(.isNull, [subject], .boolean, span), result: .constant(.null, .integer, span))
        ]
        for (index, cut) in cuts.enumerated() {
            branches.append(
                BoundBranch(
                    condition: .call(.less, [subject, cut], .boolean, span), result: .constant(.integer(Int64(index)), .integer, span)))
        }
        return .cases(branches, otherwise: .constant(.integer(Int64(cuts.count)), .integer, span), .integer, span)
    }
}
