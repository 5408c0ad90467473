import CordonCatalog
import CordonValues

/// Binds one SELECT: FROM, WHERE, the SELECT list, GROUP BY, HAVING, windows, DISTINCT, ORDER BY, LIMIT, in the order in which
/// PostgreSQL does. Troubles are collected clause by clause.
struct SelectBinder {
    let query: QueryBinder
    let select: SyntaxSelect
    let syntax: SyntaxQuery
    var binder: ExpressionBinder
    let from: FromPart
    var session: BindingSession { query.session }

    /// One output column.
    struct Output {
        let name: String?
        let expression: BoundExpression
        /// What naming it reads, where `*` stands for it.
        var deferredReads: [ColumnRead] = []
    }

    init(_ query: QueryBinder, _ select: SyntaxSelect, _ syntax: SyntaxQuery) throws(Diagnostic) {
        self.query = query
        self.select = select
        self.syntax = syntax
        for count in [select.items.count, syntax.order.count] where count > QuestionLimits.outputColumns {
            throw QuestionLimits.exceeded("output columns", QuestionLimits.outputColumns, syntax.span)
        }
        from = try FromBinder(query, NullRejection(select, syntax.order)).bind(select.from)
        binder = ExpressionBinder(query.session, scope: from.scope, commonTables: query.commonTables)
        binder.namedWindows = select.windows
    }

    mutating func bind() throws(Diagnostic) -> QueryOutcome {
        var source = from
        if let filter = select.filter {
            let conditions = session.collect { () throws(Diagnostic) in try self.conditions(filter) } ?? []
            for condition in conditions {
                session.noteListed(condition, in: from.scope)
                session.noteTie(condition)
            }
            source.conditions += conditions
        }
        let outputs = try outputs()
        let sets = session.collect { () throws(Diagnostic) in try self.groupingSets(outputs) } ?? GroupingSets()
        var having: BoundExpression?
        if let syntax = select.having {
            having = session.collect { () throws(Diagnostic) in try self.binder.condition(syntax, in: .having) }
        }
        let distinct = session.collect { () throws(Diagnostic) in try self.distinctOn(outputs) } ?? nil
        var order: [BoundSort] = []
        for sort in syntax.order {
            if let key = session.collect({ () throws(Diagnostic) in try self.sort(sort, outputs) }) { order.append(key) }
        }
        let isGrouped = !select.grouping.isEmpty || !binder.aggregates.isEmpty || select.having != nil
        if from.cells != nil || select.from.isEmpty && !isGrouped && outputs.contains(where: { $0.expression.firstValue != nil }) {
            try session.settle()
            let above = CellsBinder(
                session: session, binder: binder, tables: from.cells, conditions: source.conditions, outputs: outputs, order: order, select: select,
                syntax: syntax)
            return .released(isGrouped ? try above.groupedAgain(sets, having) : .cells(try above.query()))
        }
        let windows = binder.windows.flatMap(\.parts)
        let arguments = binder.aggregates.flatMap { $0.arguments + [$0.filter].compactMap { $0 } }
        for part in source.conditions + outputs.map(\.expression) + sets.keys + arguments + windows {
            _ = session.collect { () throws(Diagnostic) in try session.check(part) }
        }
        for part in source.conditions + sets.keys + arguments {
            _ = session.collect { () throws(Diagnostic) in try session.refuseValues(in: part) }
        }
        let locality = session.collect { () throws(Diagnostic) in try source.locality }
        try session.settle()
        guard let locality else { throw Diagnostic(.internalFailure, "The question could not be planned.") }
        let block = SelectBlock(
            session: session, binder: binder, plan: InsideBuilder.plan(source.leaves, source.conditions), locality: locality,
            outerColumns: from.outerColumns + binder.outerColumns, span: syntax.span, outputs: outputs, sets: sets, having: having,
            distinct: select.distinct, distinctOn: distinct ?? [], order: order, syntax: syntax)
        return try block.outcome(isGrouped: isGrouped)
    }

    /// WHERE. A key that it tests is not NULL in the rows that are left, whatever stands before or behind the test.
    private mutating func conditions(_ filter: SyntaxExpression) throws(Diagnostic) -> [BoundExpression] {
        guard case .conjunction(let parts) = filter.form else { return try binder.conjuncts(filter, in: .filter) }
        var bound: [[BoundExpression]?] = parts.map { _ in nil }
        for (index, part) in parts.enumerated() {
            guard case .isNull(_, negated: true) = part.form else { continue }
            let test = try binder.conjuncts(part, in: .filter)
            bound[index] = test
            for case .call(.isNotNull, let operands) in test.map(\.form) { binder.scope.makePresent(operands.map(\.typed)) }
        }
        for (index, part) in parts.enumerated() where bound[index] == nil { bound[index] = try binder.conjuncts(part, in: .filter) }
        return bound.compactMap { $0 }.flatMap { $0 }
    }

    /// The SELECT list, with `*` written out.
    mutating func outputs() throws(Diagnostic) -> [Output] {
        var outputs: [Output] = []
        for item in select.items {
            if case .star(let qualifier) = item.expression.form {
                outputs += try columns(of: qualifier, item.expression.span)
            } else if let bound = session.collect({ () throws(Diagnostic) in try self.binder.keyed(item.expression, in: .select) }) {
                outputs.append(Output(name: OutputName.name(of: item), expression: bound))
            } else {
                // What has trouble keeps its place, since GROUP BY 2 counts.
                outputs.append(Output(name: OutputName.name(of: item), expression: .constant(.null, .text, item.expression.span, isUntyped: true)))
            }
        }
        try session.spend(columns: outputs.count, at: syntax.span)
        return outputs
    }

    /// `*` leaves out what no question can read; its columns count as read when something names them.
    private func columns(of qualifier: String?, _ span: Range<Int>) throws(Diagnostic) -> [Output] {
        let relations = qualifier.map { name in from.scope.relations.filter { $0.alias == name } } ?? from.scope.relations
        guard !relations.isEmpty else {
            throw Diagnostic(.unknownTable, "There is no table for \(qualifier.map { "\($0)." } ?? "")* to stand for.", span: span, hint: "Name columns.")
        }
        let merged = qualifier == nil ? from.scope.merged : []
        let first = merged.map { Output(name: $0.name, expression: $0.expression, deferredReads: reads($0.expression.columns)) }
        let rest = relations.flatMap { relation in
            relation.expressions(span).filter { column, _ in
                switch column.column.role {
                case .identifier, .text: false
                case .patient, .nodeKey, .category, .measure, .date: qualifier != nil || !from.scope.isMerged(column, in: relation)
                }
            }
        }
        return first + rest.compactMap { column, expression in
            expression.map { Output(name: column.column.name, expression: $0, deferredReads: reads(column.table == nil && $0.column == nil ? $0.columns : [column])) }
        }
    }

    private func reads(_ columns: [BoundColumn]) -> [ColumnRead] {
        columns.flatMap { column in
            column.deferredReads + (column.table.map { [ColumnRead(table: $0.name, column: column.column.name)] } ?? [])
        }
    }

    private mutating func distinctOn(_ outputs: [Output]) throws(Diagnostic) -> [BoundExpression]? {
        guard case .on(let expressions)? = select.distinct else { return nil }
        var result: [BoundExpression] = []
        for expression in expressions { result.append(try named(expression, outputs, .distinctOn)) }
        return result
    }
}

extension SelectBinder {
    /// GROUP BY, by PostgreSQL's rules: a whole number is a position in the SELECT list; a plain name is a column, else an output
    /// name; anything else is an expression.
    mutating func groupKey(_ syntax: SyntaxExpression, _ outputs: [Output]) throws(Diagnostic) -> BoundExpression {
        switch syntax.form {
        case .literal(let literal): return try reused(outputs[position(literal, "GROUP BY", outputs.count, syntax.span)], syntax.span)
        case .column(nil, let name) where binder.scope.meanings(of: name, syntax.span).isEmpty:
            if let output = try output(name, outputs, syntax.span) { return try reused(output, syntax.span) }
        default: break
        }
        return try binder.keyed(syntax, in: .grouping)
    }

    private mutating func sort(_ sort: SyntaxSort, _ outputs: [Output]) throws(Diagnostic) -> BoundSort {
        let key = try named(sort.expression, outputs, .order)
        return BoundSort(expression: key, descending: sort.descending, nullsFirst: sort.nullsFirst ?? sort.descending)
    }

    /// ORDER BY and DISTINCT ON: as GROUP BY, except that an output name goes before a column.
    private mutating func named(_ syntax: SyntaxExpression, _ outputs: [Output], _ clause: Clause) throws(Diagnostic) -> BoundExpression {
        switch syntax.form {
        case .literal(let literal): return try reused(outputs[position(literal, clause.rawValue, outputs.count, syntax.span)], syntax.span)
        case .column(nil, let name):
            if let output = try output(name, outputs, syntax.span) { return try reused(output, syntax.span) }
        default: break
        }
        return try binder.keyed(syntax, in: clause)
    }

    private func reused(_ output: Output, _ span: Range<Int>) throws(Diagnostic) -> BoundExpression {
        try session.spend(output.expression.size, at: span)
        return output.expression
    }

    private func position(_ literal: SyntaxLiteral, _ clause: String, _ count: Int, _ span: Range<Int>) throws(Diagnostic) -> Int {
        guard case .number(let digits) = literal, let number = Int(digits) else {
            throw Diagnostic(
                .unsupported, "A constant in \(clause) must be a position in the SELECT list.", span: span,
                hint: "Name a column or an expression.")
        }
        guard number >= 1, number <= count else {
            throw Diagnostic(
                .outOfRange, "\(clause) names position \(digits), and the SELECT list has \(count).", span: span,
                hint: "Name a position from 1 to \(count).")
        }
        return number - 1
    }

    /// The output column of a name; several that mean the same are one.
    private func output(_ name: String, _ outputs: [Output], _ span: Range<Int>) throws(Diagnostic) -> Output? {
        let found = outputs.filter { $0.name == name }
        guard let first = found.first else { return nil }
        for other in found.dropFirst() where other.expression.typed != first.expression.typed {
            throw Diagnostic(
                .ambiguousColumn, "Several output columns are named \(name).", span: span, hint: "Give each its own alias with AS.")
        }
        return first
    }
}
