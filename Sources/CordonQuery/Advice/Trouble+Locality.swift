import CordonCatalog
import CordonValues

/// What no hospital can compute alone.
extension Trouble {
    /// The patient key in the join of a table that is not joined by it.
    var tiedTables: [String] {
        guard let select = markedSelect else { return [] }
        let all = tables(of: select)
        guard let own = all.first(where: { isLeaf($0.alias, of: select) }), let key = own.table.patientKey else { return [] }
        return all.filter { $0.alias != own.alias }.flatMap { other -> [String] in
            guard let otherKey = other.table.patientKey else { return [] }
            let tie = SyntaxExpression.equal(.column(other.alias, otherKey), .column(own.alias, key))
            return changed(SyntaxEdit(query: { part in part.changing { select in if holdsMark(select) { select.restrict(by: tie) } } }))
        }
    }

    private func isLeaf(_ alias: String, of select: SyntaxSelect) -> Bool {
        select.from.flatMap(\.leaves).contains { isMarked($0.span) && $0.aliases.contains(alias) }
    }

    /// A subquery that is tied to the row around it by the patient key.
    private func tied(_ below: SyntaxQuery, to around: SyntaxSelect) -> SyntaxQuery? {
        guard let inner = below.select, let own = tables(of: inner).first(where: { $0.table.patientKey != nil }),
            let other = tables(of: around).first(where: { $0.table.patientKey != nil }), own.alias != other.alias, let key = own.table.patientKey,
            let otherKey = other.table.patientKey
        else { return nil }
        return below.changing { $0.restrict(by: .equal(.column(own.alias, key), .column(other.alias, otherKey))) }
    }

    /// EXISTS that looks at the rows of all patients: at those of the patient of the row.
    var tiedSubqueries: [String] {
        changed(SyntaxEdit(query: { part in
            part.changing { select in
                let around = select
                select.filter = select.filter?.edited(SyntaxEdit(expression: { part in
                    guard case .exists(let below) = part.form, isMarked(part.span), let tied = tied(below, to: around) else { return part }
                    return SyntaxExpression(form: .exists(tied), span: part.span)
                }))
            }
        }))
    }

    /// Keys that must not be NULL: in a subquery's rows, and in those around it.
    var presentKeys: [String] {
        let inside = changed(SyntaxEdit(expression: { part in
            guard case .inSubquery(let operands, let below) = part.form, let column = below.select?.items.first?.expression, operands.count == 1 else { return part }
            return SyntaxExpression(form: .inSubquery(operands, below.changing { $0.restrict(by: .isNotNull(column)) }), span: part.span)
        }))
        let around = queries.compactMap(\.select).compactMap(\.filter).flatMap(\.conjuncts).compactMap { condition -> SyntaxExpression? in
            guard case .not(let part) = condition.form, case .inSubquery(let operands, _) = part.form, operands.count == 1 else { return nil }
            return operands[0]
        }
        let grouped = queries.compactMap(\.select).flatMap { $0.grouping.flatMap(\.expressions).filter { isMarked($0.span) } }
        return inside + (around + grouped).flatMap { key in
            changed(SyntaxEdit(query: { part in part.changing { select in if reads(select, key) { select.restrict(by: .isNotNull(key)) } } }))
        }
    }

    private func reads(_ select: SyntaxSelect, _ key: SyntaxExpression) -> Bool {
        let name = SyntaxText.of(key)
        let parts = [select.filter].compactMap { $0 } + select.grouping.flatMap(\.expressions)
        return parts.contains { $0.contains { SyntaxText.of($0) == name } }
    }

    /// Rows that every hospital has are not kept without a partner.
    var innerJoins: [String] {
        changed(SyntaxEdit(relation: { part in
            guard case .join(let kind, let left, let right, let condition, let span) = part, kind != .inner,
                (left.leaves + right.leaves).contains(where: { isMarked($0.span) })
            else { return part }
            return .join(.inner, left, right, condition, span: span)
        }))
    }

    /// Quantiles in the place of NTILE; a window within each patient in the place of one over all of them.
    var patientWindows: [String] {
        guard let select = markedSelect, let key = tables(of: select).first(where: { $0.table.patientKey != nil }) else { return [] }
        let windows = select.items.map(\.expression).filter(\.holdsAggregate)
        let cuts = windows.flatMap { window -> [String] in
            guard case .call(let call) = window.form, call.name == "ntile", let over = call.over, let value = over.order.first?.expression,
                case .literal(.number(let digits))? = call.arguments.first?.form, let count = Int(digits), (2...10).contains(count)
            else { return [] }
            return alone(SyntaxQuery(
                commonTables: [], body: .select(cutPoints(of: value, count, select)), order: [], limit: nil, offset: nil, span: nil))
        }
        return cuts + changed(SyntaxEdit(expression: { part in
            guard case .call(var call) = part.form, holdsMark(part), var over = call.over, over.base == nil else { return part }
            over.partition.append(.column(tables(of: select).count > 1 ? key.alias : nil, key.table.patientKey ?? ""))
            call.over = over
            return SyntaxExpression(form: .call(call), span: part.span)
        }))
    }

    /// `SELECT percentile_disc(0.25) …, percentile_disc(0.5) …`: the bounds of equal parts, which a second question can name.
    private func cutPoints(of value: SyntaxExpression, _ count: Int, _ select: SyntaxSelect) -> SyntaxSelect {
        var cuts = select
        cuts.items = (1..<count).map { place in
            let fraction = Rational(Int64(place)).divided(by: Rational(Int64(count))) ?? .zero
            let digits = fraction.toDouble().description
            return SyntaxItem(expression: .percentile(digits, of: value), alias: "cut_\(place)")
        }
        cuts.grouping = []
        return cuts
    }

    /// The query below that would have to be answered first, as a question of its own. The smallest and greatest value of all patients are
    /// withheld: percentiles near them tell as much as may be told.
    var partsAsked: [String] {
        let parts = queries.dropLast().filter { part in
            guard let select = part.select, !select.from.isEmpty else { return false }
            return diagnostic.code == .aggregateOfAggregate || part.span == diagnostic.span || holdsMark(part) || isInMarkedSubquery(part)
        }
        return parts.flatMap { part in alone(part.edited(Self.percentiles)) }
    }

    private func holdsMark(_ part: SyntaxQuery) -> Bool {
        guard let select = part.select else { return false }
        return holdsMark(select) || [part.limit, part.offset].compactMap { $0 }.contains { isMarked($0.span) }
    }

    /// The refusal points at the expression whose subquery it is.
    private func isInMarkedSubquery(_ part: SyntaxQuery) -> Bool {
        guard let query else { return false }
        var found = false
        _ = query.edited(SyntaxEdit(expression: { expression in
            let below: SyntaxQuery? =
                switch expression.form {
                case .inSubquery(_, let below), .scalarSubquery(let below), .exists(let below), .quantifiedSubquery(_, _, let below, _): below
                default: nil
                }
            if let below, below.span == part.span, isMarked(expression.span) { found = true }
            return expression
        }))
        return found
    }

    private static var percentiles: SyntaxEdit { SyntaxEdit(expression: { part in
        guard case .call(let call) = part.form, call.over == nil, let argument = call.arguments.first else { return part }
        return switch call.name {
        case "min": .percentile("0.01", of: argument)
        case "max": .percentile("0.99", of: argument)
        default: part
        }
    }) }

    /// Tables of a hospital joined to the patients who have a key of theirs.
    var reachedPatients: [String] {
        guard let query, let select = query.select else { return [] }
        return tables(of: select).flatMap { own -> [String] in
            guard own.table.patientKey == nil, let key = own.table.rowKey.first, own.table.rowKey.count == 1 else { return [] }
            let partners = catalog.tables.filter { $0.patientKey != nil && $0.column(named: key) != nil }
            return partners.prefix(3).flatMap { partner in
                changed(SyntaxEdit(query: { part in
                    part.changing { select in
                        guard let last = select.from.last, tables(of: select).contains(where: { $0.alias == own.alias }) else { return }
                        let name = SyntaxName(text: partner.name, span: SyntaxExpression.nowhere)
                        let condition = SyntaxJoinCondition.on(.equal(.column(partner.name, key), .column(own.alias, key)))
                        select.from[select.from.count - 1] = .join(.inner, last, .table(name, nil), condition, span: SyntaxExpression.nowhere)
                    }
                }))
            }
        }
    }

    /// Frames over the whole partition, or the rows' own keys as the last sort keys.
    var totalOrders: [String] {
        let whole = SyntaxFrame(mode: .rows, start: .unboundedPreceding, end: .unboundedFollowing, exclusion: .nothing)
        func windows(_ change: @escaping (inout SyntaxWindow) -> Void) -> [String] {
            changed(SyntaxEdit(expression: { part in
                guard case .call(var call) = part.form, var over = call.over, over.base == nil else { return part }
                change(&over)
                call.over = over
                return SyntaxExpression(form: .call(call), span: part.span)
            }))
        }
        let keys = (markedSelect ?? query?.select).map(tables)?.flatMap { table in
            table.table.rowKey.map { SyntaxSort(expression: .column(table.alias, $0), descending: false, nullsFirst: nil) }
        }
        return windows { $0.frame = whole } + windows { $0.order += keys ?? [] }
    }
}
