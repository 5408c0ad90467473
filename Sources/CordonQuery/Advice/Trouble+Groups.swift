import CordonCatalog
import CordonValues

/// Aggregates, groups and what may be a group key.
extension Trouble {
    /// The column as one more group key, or counted, or averaged.
    var groupedColumns: [String] {
        guard let query else { return [] }
        let columns = marks(in: query)
        guard let column = columns.first else { return [] }
        let grouped = changed(SyntaxEdit(query: { part in
            part.changing { select in if holdsMark(select) { select.grouping.append(.expression(column)) } }
        }))
        return grouped + ["count", "avg"].flatMap { name in
            changed(SyntaxEdit(expression: { isMarked($0.span) ? .call(name, [$0]) : $0 }))
        }
    }

    private func marks(in query: SyntaxQuery) -> [SyntaxExpression] {
        var found: [SyntaxExpression] = []
        _ = query.edited(SyntaxEdit(expression: { part in
            if isMarked(part.span) { found.append(part) }
            return part
        }))
        return found
    }

    /// A condition of WHERE on an aggregate belongs into HAVING; a group key that is an aggregate is left out.
    var movedAggregates: [String] {
        changed(SyntaxEdit(query: { part in
            part.changing { select in
                let parts = select.filter?.conjuncts ?? []
                let moved = parts.filter(\.holdsAggregate)
                if !moved.isEmpty {
                    let rest = parts.filter { !$0.holdsAggregate }
                    select.filter = rest.isEmpty ? nil : SyntaxExpression(form: .conjunction(rest), span: SyntaxExpression.nowhere)
                    select.having = SyntaxExpression(form: .conjunction((select.having?.conjuncts ?? []) + moved), span: SyntaxExpression.nowhere)
                }
                select.grouping.removeAll { $0.expressions.contains { $0.holdsAggregate && holdsMark($0) } }
            }
        }))
    }

    /// One aggregate where one stands in another: the mean of counts is the count by the number of groups.
    var singleAggregates: [String] {
        let inner = changed(SyntaxEdit(expression: { part in
            guard case .call(var call) = part.form, AggregateName(rawValue: call.name) != nil else { return part }
            if call.over != nil, call.name != "sum", call.arguments.contains(where: \.holdsAggregate) {
                call.name = "sum"
                return SyntaxExpression(form: .call(call), span: part.span)
            }
            return call.arguments.first { isMarked($0.span) } ?? part
        }))
        return inner + meansOfCounts
    }

    /// `SELECT avg(n) FROM (SELECT k, count(*) AS n FROM t GROUP BY k)`.
    private var meansOfCounts: [String] {
        guard let query, let outer = query.select, outer.items.count == 1, outer.from.count == 1, outer.filter == nil, let item = outer.items.first,
            case .call(let mean) = item.expression.form, mean.name == "avg" || mean.name == "count", let below = below(outer), var inner = below.select,
            inner.having == nil, inner.grouping.count == 1, case .expression(let key)? = inner.grouping.first,
            case .call(let count)? = (inner.items.first { $0.expression.holdsAggregate })?.expression.form, count.name == "count"
        else { return [] }
        let groups = SyntaxExpression.call("count", [key], isDistinct: true)
        let all = SyntaxExpression(form: .call(count), span: item.expression.span)
        let ratio = SyntaxExpression(form: .binary(.divide, .init(form: .binary(.multiply, .number("1.0"), all), span: all.span), groups), span: all.span)
        inner.items = [SyntaxItem(expression: mean.name == "avg" ? ratio : groups, alias: item.alias ?? mean.name)]
        inner.grouping = []
        var changed = below
        changed.body = .select(inner)
        changed.order = []
        return alone(changed)
    }

    /// The one query that a SELECT reads.
    private func below(_ select: SyntaxSelect) -> SyntaxQuery? {
        switch select.from.first {
        case .subquery(let query, _, _, _)?: query
        case .table(let name, _)?: query?.commonTables.first { $0.name.text == name.text }?.query
        case .join?, nil: nil
        }
    }

    /// Groups of what was listed, with their counts; else the number of rows.
    var countedRows: [String] {
        guard let query, let select = query.select else { return [] }
        let shown = select.items.filter { item in
            if case .star = item.expression.form { false } else { !item.expression.holdsAggregate }
        }
        func counting(_ items: [SyntaxItem]) -> [String] {
            var question = query.changing { select in
                select.items = items + [SyntaxItem(expression: .call("count", []), alias: "n")]
                select.grouping = items.map { .expression($0.expression) }
                select.distinct = nil
            }
            (question.order, question.limit, question.offset) = ([], nil, nil)
            return SyntaxText.of(question).map { [$0] } ?? []
        }
        // A grouped query gives rows of patients: they are counted as they are.
        guard select.grouping.isEmpty else {
            let alias = SyntaxAlias(name: "rows_found", columns: [])
            var inner = query
            inner.commonTables = []
            let counted = SyntaxSelect(
                items: [SyntaxItem(expression: .call("count", []), alias: "n")], distinct: nil,
                from: [.subquery(inner, alias, isLateral: false, span: SyntaxExpression.nowhere)], filter: nil, grouping: [], having: nil, windows: [:])
            return alone(SyntaxQuery(commonTables: [], body: .select(counted), order: [], limit: nil, offset: nil, span: nil))
        }
        return (shown.isEmpty ? [] : counting(shown)) + counting([])
    }

    /// A key counted where it was shown, grouped by or aggregated otherwise.
    var countedKeys: [String] {
        let inAggregates = changed(SyntaxEdit(expression: { part in
            guard case .call(let call) = part.form, AggregateName(rawValue: call.name) != nil, let argument = call.arguments.first, isMarked(argument.span)
            else { return part }
            return .call("count", [argument], isDistinct: true)
        }))
        let inGroups = changed(SyntaxEdit(query: { part in
            guard let marked = part.select.map(keys)?.first else { return part }
            var counted = part.changing { select in
                let name = SyntaxText.of(marked)
                select.items.removeAll { SyntaxText.of($0.expression) == name }
                select.grouping.removeAll { $0.expressions.contains { SyntaxText.of($0) == name } }
                select.items.append(SyntaxItem(expression: .call("count", [marked], isDistinct: true), alias: "patients"))
            }
            counted.order.removeAll { isMarked($0.expression.span) }
            return counted
        }))
        return inAggregates + inGroups
    }

    /// Keys that are shown or grouped by as they are.
    private func keys(_ select: SyntaxSelect) -> [SyntaxExpression] {
        (select.items.map(\.expression) + select.grouping.flatMap(\.expressions)).filter { isMarked($0.span) }
    }

    /// Bins no narrower than the catalog's in the place of a key that is too fine, wherever it stands.
    var coarserKeys: [String] {
        guard let key = fineKey else { return [] }
        let name = SyntaxText.of(key)
        return coarser(key).flatMap { bins in changed(SyntaxEdit(expression: { SyntaxText.of($0) == name ? bins : $0 })) }
    }

    /// What the refusal points at, or the group key around it.
    private var fineKey: SyntaxExpression? {
        guard let query else { return nil }
        let keys = queries.compactMap(\.select).flatMap { $0.items.map(\.expression).filter { !$0.holdsAggregate } + $0.grouping.flatMap(\.expressions) }
        return keys.first { $0.isComputed && holdsMark($0) } ?? marks(in: query).first
    }

    private func coarser(_ key: SyntaxExpression) -> [SyntaxExpression] {
        var names: [(expression: SyntaxExpression, column: CatalogColumn)] = []
        _ = key.edited(SyntaxEdit(expression: { part in
            if case .column(_, let name) = part.form, let column = column(name) { names.append((part, column)) }
            return part
        }))
        let known = names.flatMap { name, column -> [SyntaxExpression] in
            switch column.role {
            case .measure(let bin?, _): [Self.bins(of: name, bin), name]
            case .date(let grain): Self.parts(of: name, grain)
            case .measure(nil, _), .category, .patient, .nodeKey, .identifier, .text: []
            }
        }
        return known + [.one, Rational(Int64(31)), Rational(Int64(366))].map { Self.bins(of: key, $0) }
    }

    private static func bins(of part: SyntaxExpression, _ bin: Rational) -> SyntaxExpression {
        guard bin != .one else { return .call("floor", [part]) }
        let width = SyntaxExpression.number(bin.plain)
        let quotient = SyntaxExpression.call("floor", [SyntaxExpression(form: .binary(.divide, part, width), span: part.span)])
        return SyntaxExpression(form: .binary(.multiply, quotient, width), span: part.span)
    }

    private static func parts(of date: SyntaxExpression, _ grain: DateGrain) -> [SyntaxExpression] {
        func text(_ word: String) -> SyntaxExpression { SyntaxExpression(form: .literal(.string(word)), span: date.span) }
        return [.call("date_trunc", [text(grain == .week ? "month" : grain.rawValue), date]), .call("extract", [text("year"), date])]
    }

    /// Values that were listed in a text become groups.
    var listsOfValues: [String] {
        changed(SyntaxEdit(query: { part in
            part.changing { select in
                for (index, item) in select.items.enumerated() {
                    guard case .call(let call) = item.expression.form, ["string_agg", "array_agg", "json_agg", "listagg"].contains(call.name),
                        let value = call.arguments.first
                    else { continue }
                    select.items[index] = SyntaxItem(expression: value, alias: item.alias)
                    select.items.append(SyntaxItem(expression: .call("count", []), alias: "n"))
                    select.grouping.append(.expression(value))
                }
            }
        }))
    }

    /// INTERSECT and EXCEPT of answers are UNION ALL of both, to compare.
    var otherOperations: [String] {
        changed(SyntaxEdit(query: { part in
            guard case .setOperation(let operation, _, let left, let right) = part.body, operation != .union else { return part }
            var both = part
            both.body = .setOperation(.union, keepsRepeats: true, left, right)
            return both
        }))
    }
}

extension SyntaxExpression {
    fileprivate var isComputed: Bool {
        if case .column = form { false } else { true }
    }
}
