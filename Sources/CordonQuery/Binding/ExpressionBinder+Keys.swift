import CordonCatalog
import CordonValues

/// Keys name patients and rows of one hospital. They are compared with each other, tested for NULL, counted, grouped and partitioned
/// by inside, and passed on; nothing else reads them.
extension ExpressionBinder {
    /// A comparison of two keys; nil when neither side is one. The grammar's tree is bound again for other expressions, so only
    /// names and COALESCE are looked at here.
    mutating func keyComparison(
        _ operation: SyntaxOperator, _ left: SyntaxExpression, _ right: SyntaxExpression, _ span: Range<Int>, _ clause: Clause
    ) throws(Diagnostic) -> BoundExpression? {
        guard left.mayBeKey || right.mayBeKey else { return nil }
        let sides = (left.mayBeKey ? try keyed(left, in: clause) : nil, right.mayBeKey ? try keyed(right, in: clause) : nil)
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
        default: false
        }
    }
}
