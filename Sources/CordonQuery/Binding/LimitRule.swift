import CordonValues

/// ORDER BY with LIMIT inside.
///
/// Statement: the first rows are the same at every hospital as in the union only where all rows are the same everywhere or belong to
/// one row of a query around; and they are the same rows each time only in a total order, which the row key completes.
enum LimitRule {
    static func limited(_ query: BoundQuery, _ order: [BoundSort], _ syntax: SyntaxQuery) throws(Diagnostic) -> BoundQuery {
        let span = syntax.limit?.span ?? syntax.offset?.span ?? syntax.span
        if query.locality.isLocal {
            throw Diagnostic(
                .crossPatient, "LIMIT picks among the patients of all hospitals, and no hospital has them all.", span: span,
                hint: "Rank within a patient: ROW_NUMBER() OVER (PARTITION BY patient key ORDER BY …) and WHERE on it; or LIMIT the answer.")
        }
        let total = try TotalOrder.completed(order, query.locality, "LIMIT", span)
        let plan = LimitPlan(
            input: query.plan, order: total.map(\.key), limit: try RowCount.of(syntax.limit, "LIMIT"),
            offset: try RowCount.of(syntax.offset, "OFFSET") ?? 0)
        return BoundQuery(
            plan: .limit(plan), columns: query.columns, locality: query.locality, outerColumns: query.outerColumns,
            isOneRow: query.isOneRow && plan.offset == 0 && plan.limit != 0)
    }
}

/// Orders in which no two rows are equal.
enum TotalOrder {
    /// The order with the row key as its last sort keys. Text sorts by its bytes.
    static func completed(
        _ order: [BoundSort], _ locality: Locality, _ what: String, _ span: Range<Int>?
    ) throws(Diagnostic) -> [BoundSort] {
        guard let rowKey = locality.rowKey else {
            throw Diagnostic(
                .orderNotTotal, "\(what) needs an order in which no two rows are equal, and these rows have no key.", span: span,
                hint: "Use SELECT DISTINCT or GROUP BY below it, so that each row is there once.")
        }
        let missing = rowKey.filter { key in !order.contains { $0.expression.typed == key.typed } }
        return order + missing.map { BoundSort(expression: $0, descending: false, nullsFirst: false) }
    }
}

/// The constant of LIMIT and OFFSET.
enum RowCount {
    static func of(_ syntax: SyntaxExpression?, _ clause: String) throws(Diagnostic) -> Int? {
        guard let syntax else { return nil }
        guard case .literal(let literal) = syntax.form else { throw constantExpected(clause, syntax.span) }
        switch literal {
        case .null: return nil
        case .number(let digits):
            guard let count = Int(digits) else { throw constantExpected(clause, syntax.span) }
            guard count >= 0 else {
                throw Diagnostic(.outOfRange, "\(clause) is negative.", span: syntax.span, hint: "Write \(clause) 10.")
            }
            return count
        // A quoted number, as a parameter's value comes.
        case .string(let text):
            guard let count = Int(text), count >= 0 else { throw constantExpected(clause, syntax.span) }
            return count
        case .boolean: throw constantExpected(clause, syntax.span)
        }
    }

    private static func constantExpected(_ clause: String, _ span: Range<Int>) -> Diagnostic {
        Diagnostic(.unsupported, "\(clause) takes a constant whole number.", span: span, hint: "Write \(clause) 10.")
    }
}
