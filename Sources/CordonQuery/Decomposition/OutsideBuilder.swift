import CordonCatalog
import CordonValues

/// Rewrites what stands above a boundary over its keys and aggregates, or over the columns of tables of cells.
struct OutsideBuilder {
    enum Source {
        case groups(BoundaryQuery, BoundarySets)
        /// Where each column stands.
        case cells([ColumnReference: Int])
    }

    let source: Source

    /// The largest parts that equal a group key become that key; a column left over is neither grouped nor aggregated.
    func rewritten(_ expression: BoundExpression) throws(Diagnostic) -> TypedExpression {
        if let position = position(of: expression) { return .column(.key(position), expression.type) }
        switch expression.form {
        case .constant, .aggregate, .window, .value: return expression.typed
        case .column(let column): throw Self.notGrouped(column, expression.span)
        case .grouping(let number): return try grouping(number, expression.span)
        case .subquery:
            throw Diagnostic(
                .unsupported, "A subquery cannot stand above the aggregates.", span: expression.span,
                hint: "Compute it inside, in FROM or in an aggregate's argument.")
        case .cutoff:
            throw Diagnostic(
                .unsupported, "CURRENT_DATE stands only below the aggregates: each hospital's data ends on a day of its own.",
                span: expression.span, hint: "Use it in WHERE, in GROUP BY, or inside an aggregate.")
        case .cast(let operand): return .cast(try rewritten(operand), to: expression.type)
        case .call(let function, let arguments):
            var parts: [TypedExpression] = []
            for argument in arguments { parts.append(try rewritten(argument)) }
            return .call(function, parts, expression.type)
        case .cases(let branches, let otherwise):
            var parts: [CaseBranch] = []
            for branch in branches {
                parts.append(CaseBranch(condition: try rewritten(branch.condition), result: try rewritten(branch.result)))
            }
            return .cases(parts, otherwise: try rewritten(otherwise), expression.type)
        }
    }

    private func position(of expression: BoundExpression) -> Int? {
        switch source {
        case .groups(let query, let sets):
            guard expression.constant == nil else { return nil }
            return query.keys.firstIndex { $0.size == expression.size && $0.typed == expression.typed }.map(sets.position)
        case .cells(let positions): return expression.column.flatMap { positions[$0.reference] }
        }
    }

    func sorts(_ order: [BoundSort]) throws(Diagnostic) -> [SortKey] {
        var sorts: [SortKey] = []
        for sort in order {
            sorts.append(SortKey(expression: try rewritten(sort.expression), descending: sort.descending, nullsFirst: sort.nullsFirst))
        }
        return sorts
    }

    func columns(_ names: [String], _ items: [BoundExpression], _ aggregates: [BoundAggregate] = []) throws(Diagnostic) -> [OutputColumn] {
        var columns: [OutputColumn] = []
        for (name, item) in zip(names, items) {
            columns.append(OutputColumn(name: name, expression: try rewritten(item), unit: Unit.name(of: item, aggregates)))
        }
        return columns
    }

    /// GROUPING(a, b): of each set its bits, the last argument's the lowest.
    private func grouping(_ number: Int, _ span: Range<Int>) throws(Diagnostic) -> TypedExpression {
        guard case .groups(let query, _) = source else {
            throw Diagnostic(.notGrouped, "GROUPING takes group keys.", span: span, hint: "Use it in the SELECT that groups.")
        }
        var positions: [Int] = []
        for key in query.binder.groupings.indices.contains(number) ? query.binder.groupings[number] : [] {
            guard let index = query.keys.firstIndex(where: { $0.typed == key.typed }) else {
                throw Diagnostic(.notGrouped, "GROUPING takes group keys.", span: span, hint: "Name an expression of GROUP BY.")
            }
            positions.append(index)
        }
        func bits(_ set: [Int]) -> TypedExpression {
            .constant(.integer(positions.reduce(0) { $0 << 1 | (set.contains($1) ? 0 : 1) }), .integer)
        }
        let branches = query.sets.enumerated().map { index, set in
            CaseBranch(
                condition: .call(.equal, [.column(.key(0), .integer), .constant(.integer(Int64(index)), .integer)], .boolean), result: bits(set))
        }
        guard query.sets.count > 1 else { return bits(query.sets.first ?? []) }
        return .cases(branches, otherwise: .constant(.null, .integer), .integer)
    }

    static func notGrouped(_ column: BoundColumn, _ span: Range<Int>) -> Diagnostic {
        let name = column.column.name
        let hint: String
        switch column.column.role {
        case .measure(let bin, _):
            hint = "Aggregate it, avg(\(name))" + (bin.map { ", or group by \(Binning.example(name, $0))." } ?? ".")
        case .date(let grain): hint = "Group by \(DatePart.example(name, grain))."
        case .category, .patient, .nodeKey, .identifier, .text: hint = "Add it to GROUP BY, or count it: count(\(name))."
        }
        return Diagnostic(.notGrouped, "\(name) is neither grouped nor aggregated.", span: span, hint: hint)
    }
}
