import CordonValues

/// `generate_series(…)` of constants in FROM, which is written out as VALUES.
extension SyntaxReader {
    /// Of all series of a question: a calendar of a century in days.
    private static var mostRows: Int { 40_000 }

    mutating func series(_ fields: JSONNode) throws(Diagnostic) -> SyntaxRelation {
        let place = firstPlace(in: fields)
        let items = fields["functions"]?.elements ?? []
        guard items.count == 1, fields["is_rowsfrom"]?.isTrue != true, fields["coldeflist"] == nil,
            let node = items.first?["List"]?["items"]?.elements.first?["FuncCall"]
        else { throw unsupported("This function in FROM is", place, "Name tables of the catalog, or write generate_series(1, 12).") }
        let expression = try self.call(node)
        guard case .call(let call) = expression.form, call.name == "generate_series" else {
            throw unsupported("A function in FROM is", expression.span, "Name tables of the catalog; of functions there is generate_series alone.")
        }
        guard fields["ordinality"]?.isTrue != true else { throw unsupported("WITH ORDINALITY is", expression.span, "Compute the number from the series.") }
        // An alias without columns names the column too.
        let name = fields["alias"]?["aliasname"]?.text ?? call.name
        let columns = names(fields["alias"]?["colnames"])
        return try relation(call, SyntaxAlias(name: name, columns: columns.isEmpty ? [name] : columns), expression.span)
    }

    private mutating func relation(_ call: SyntaxCall, _ alias: SyntaxAlias, _ span: Range<Int>) throws(Diagnostic) -> SyntaxRelation {
        let rows = try self.rows(call, span).map { [SyntaxExpression(form: $0, span: span)] }
        seriesRows += rows.count
        guard seriesRows <= Self.mostRows else { throw Self.noRows(span) }
        let query = SyntaxQuery(commonTables: [], body: .values(rows), order: [], limit: nil, offset: nil, span: span)
        return .subquery(query, alias, isLateral: false, span: span)
    }

    /// `SELECT generate_series(…)` without FROM is `SELECT … FROM generate_series(…)`.
    mutating func series(_ items: [SyntaxItem]) throws(Diagnostic) -> ([SyntaxItem], SyntaxRelation)? {
        guard items.count == 1, let item = items.first, case .call(let call) = item.expression.form, call.name == "generate_series" else { return nil }
        let (name, span) = (call.name, item.expression.span)
        let column = SyntaxExpression(form: .column(qualifier: name, name: name), span: span)
        return ([SyntaxItem(expression: column, alias: item.alias)], try relation(call, SyntaxAlias(name: name, columns: [name]), span))
    }

    private func rows(_ call: SyntaxCall, _ span: Range<Int>) throws(Diagnostic) -> [SyntaxForm] {
        guard (2...3).contains(call.arguments.count) else {
            throw Diagnostic(.typeMismatch, "generate_series takes a start, an end and perhaps a step.", span: span, hint: "Write generate_series(1, 12).")
        }
        let rows: [SyntaxForm]?
        if let bounds = Self.all(call.arguments.map(Self.whole)) {
            rows = Self.numbers(from: bounds[0], to: bounds[1], by: bounds.count > 2 ? bounds[2] : 1)
        } else if call.arguments.count == 3, let bounds = Self.all(call.arguments.prefix(2).map(Self.time)), let step = Self.interval(call.arguments[2]) {
            let type = SyntaxType(name: "timestamp", modifiers: [], span: span)
            rows = Self.times(from: bounds[0], to: bounds[1], by: step)?.map { time in
                .cast(SyntaxExpression(form: .literal(.string(time.description)), span: span), type)
            }
        } else {
            throw Diagnostic(
                .unsupported, "generate_series takes constants here.", span: span,
                hint: "Write whole numbers, or dates with an interval: generate_series(DATE '2020-01-01', DATE '2020-12-01', INTERVAL '1 month').")
        }
        guard let rows, !rows.isEmpty else { throw Self.noRows(span) }
        return rows
    }

    private static func noRows(_ span: Range<Int>) -> Diagnostic {
        Diagnostic(
            .outOfRange, "This series has no rows, or the question's series have more than \(mostRows).", span: span,
            hint: "Give a start, an end behind it, and a step towards it.")
    }

    private static func all<Part>(_ parts: [Part?]) -> [Part]? {
        let present = parts.compactMap { $0 }
        return present.count == parts.count ? present : nil
    }

    private static func whole(_ expression: SyntaxExpression) -> Int64? {
        switch expression.form {
        case .literal(.number(let digits)): Int64(digits)
        case .negation(let operand): whole(operand).flatMap { $0 == .min ? nil : -$0 }
        default: nil
        }
    }

    private static func time(_ expression: SyntaxExpression) -> CalendarTimestamp? {
        guard case .cast(let operand, let type) = expression.form else { return nil }
        guard case .literal(.string(let text)) = operand.form else { return type.name == "timestamp" ? time(operand) : nil }
        return switch type.name {
        case "date": CalendarDate(text: text).map { CalendarTimestamp($0) }
        case "timestamp": CalendarTimestamp(text: text)
        default: nil
        }
    }

    private static func interval(_ expression: SyntaxExpression) -> IntervalText? {
        guard case .cast(let operand, let type) = expression.form, type.name == "interval", case .literal(.string(let text)) = operand.form else { return nil }
        let mask = type.modifiers.first ?? 0x7FFF
        return IntervalText(text, unit: IntervalUnit(mask: mask & 0x1FFF) ?? .second)
    }

    private static func numbers(from start: Int64, to end: Int64, by step: Int64) -> [SyntaxForm]? {
        guard step != 0, step > 0 ? start <= end : start >= end else { return nil }
        var rows: [SyntaxForm] = []
        var (value, overflow) = (start, false)
        while !overflow, step > 0 ? value <= end : value >= end {
            rows.append(.literal(.number(String(value))))
            guard rows.count <= mostRows else { return nil }
            (value, overflow) = value.addingReportingOverflow(step)
        }
        return rows
    }

    /// Each is the one before plus the step, as PostgreSQL adds it.
    private static func times(from start: CalendarTimestamp, to end: CalendarTimestamp, by step: IntervalText) -> [CalendarTimestamp]? {
        guard let second = start.adding(months: step.months, days: step.days, microseconds: step.microseconds), second != start else { return nil }
        let isAscending = start < second
        var rows: [CalendarTimestamp] = []
        var next: CalendarTimestamp? = start
        while let time = next, isAscending ? time <= end : time >= end {
            rows.append(time)
            guard rows.count <= mostRows else { return nil }
            next = time.adding(months: step.months, days: step.days, microseconds: step.microseconds)
        }
        return rows
    }
}
