import CordonCatalog
import CordonValues

/// Keys name patients and rows of one hospital. They are compared with each other, tested for NULL, counted, grouped and partitioned
/// by inside, and passed on; nothing else reads them.
extension ExpressionBinder {
    /// A comparison of two values, of two keys, or of what may be an interval.
    mutating func comparison(
        _ operation: SyntaxOperator, _ left: SyntaxExpression, _ right: SyntaxExpression, _ span: Range<Int>, _ clause: Clause
    ) throws(Diagnostic) -> BoundOperand {
        let sides = (left.mayBeKey ? try keyed(left, in: clause) : nil, right.mayBeKey ? try keyed(right, in: clause) : nil)
        if let keys = try keyComparison(operation, sides, span) { return .value(keys) }
        let first = if let known = sides.0 { BoundOperand.value(known) } else { try operand(left, in: clause) }
        let second = if let known = sides.1 { BoundOperand.value(known) } else { try operand(right, in: clause) }
        return try binary(operation, first, second, span)
    }

    /// A comparison of two keys; nil when neither of the sides that may be one is.
    private func keyComparison(
        _ operation: SyntaxOperator, _ sides: (BoundExpression?, BoundExpression?), _ span: Range<Int>
    ) throws(Diagnostic) -> BoundExpression? {
        guard let key = sides.0?.key ?? sides.1?.key else { return nil }
        guard let a = sides.0, let b = sides.1, let first = a.key, let second = b.key, first.column.role == second.column.role, a.type == b.type
        else { throw keyAgainstOther(key, span) }
        guard let function = ScalarFunction(rawValue: operation.rawValue) else { return nil }
        return .call(function, [a, b], .boolean, span)
    }

    func keyAgainstOther(_ key: BoundColumn, _ span: Range<Int>) -> Diagnostic {
        let name = key.column.name
        return Diagnostic(
            .patientKey, "A key is compared only with a key of the same kind.", span: span,
            hint: "Join as a.\(name) = b.\(name); restrict patients by what the catalog says of them.")
    }

    /// COALESCE of keys of one kind is a key: what a FULL JOIN leaves of both.
    mutating func coalesce(
        _ arguments: [SyntaxExpression], _ span: Range<Int>, _ clause: Clause
    ) throws(Diagnostic) -> BoundExpression {
        guard arguments.allSatisfy(\.mayBeKey), let first = arguments.first else { return try uniform(.coalesce, arguments, span, clause) }
        let kind = try keyed(first, in: clause)
        guard let key = kind.key else { return try uniform(.coalesce, arguments, span, clause) }
        var parts = [kind]
        for argument in arguments.dropFirst() {
            let part = try keyed(argument, in: clause)
            guard part.key?.column.role == key.column.role, part.type == kind.type else { throw keyAgainstOther(key, part.span) }
            parts.append(part)
        }
        return .call(.coalesce, parts, kind.type, span)
    }
}

extension ExpressionBinder {
    /// CAST(key AS bigint) is the key; nil for any other cast.
    mutating func castKey(_ syntax: SyntaxExpression, in clause: Clause) throws(Diagnostic) -> BoundExpression? {
        guard case .cast(let operand, _) = syntax.form, syntax.mayBeKey else { return nil }
        let bound = try keyed(operand, in: clause)
        return bound.key != nil && bound.type.isWhole ? bound : nil
    }

    /// CASE WHEN … THEN key END as an argument of COUNT: the key, and the condition under which the CASE is the key and not NULL. Nil
    /// for any other expression.
    mutating func keyOfCases(_ syntax: SyntaxExpression, in clause: Clause) throws(Diagnostic) -> (key: BoundExpression, condition: BoundExpression)? {
        guard case .cases(let operand, let branches, let otherwise) = syntax.form else { return nil }
        let results = branches.map(\.result) + [otherwise].compactMap { $0 }
        let named = results.filter { !$0.isNull }
        guard let first = named.first, named.allSatisfy(\.mayBeKey) else { return nil }
        let key = try keyed(first, in: clause)
        guard let kind = key.key else { return nil }
        for other in named.dropFirst() {
            guard try keyed(other, in: clause).typed == key.typed else { throw severalKeys(kind, other.span) }
        }
        if operand == nil, branches.count == 1, let only = branches.first, otherwise?.isNull ?? true {
            return (key, try condition(only.condition, in: clause))
        }
        func truth(_ result: SyntaxExpression?) -> SyntaxExpression {
            SyntaxExpression(form: .literal(.boolean(result.map { !$0.isNull } ?? false)), span: result?.span ?? syntax.span)
        }
        let cases = SyntaxForm.cases(
            operand: operand, branches.map { SyntaxBranch(condition: $0.condition, result: truth($0.result)) }, otherwise: truth(otherwise))
        return (key, try condition(SyntaxExpression(form: cases, span: syntax.span), in: clause))
    }

    private func severalKeys(_ key: BoundColumn, _ span: Range<Int>) -> Diagnostic {
        Diagnostic(
            .patientKey, "A CASE that is counted gives one key or NULL, and this gives several.", span: span,
            hint: "Count each with a FILTER: count(DISTINCT \(key.column.name)) FILTER (WHERE …).")
    }
}

extension BoundExpression {
    /// The key that the expression is: a key column, or COALESCE of some.
    var key: BoundColumn? {
        switch form {
        case .column(let column): column.isKey ? column : nil
        case .call(.coalesce, let parts): parts.first?.key
        case .constant, .cutoff, .call, .cast, .cases, .aggregate, .window, .value, .grouping, .subquery: nil
        }
    }
}

extension SyntaxExpression {
    var mayBeKey: Bool {
        switch form {
        case .column: true
        case .coalesce(let arguments): arguments.allSatisfy(\.mayBeKey)
        case .cast(let operand, let type): type.isWhole && operand.mayBeKey
        default: false
        }
    }

    /// NULL, cast or not.
    var isNull: Bool {
        switch form {
        case .literal(.null): true
        case .cast(let operand, _): operand.isNull
        default: false
        }
    }
}

extension SyntaxType {
    /// A type of whole numbers, in which a whole key keeps its value.
    fileprivate var isWhole: Bool { ["int4", "integer", "int", "int8", "bigint"].contains(name) }
}
