import CordonCatalog
import CordonValues

extension ExpressionBinder {
    /// What a name means: in this query, else in the queries around it.
    mutating func resolve(_ qualifier: String?, _ name: String, _ span: Range<Int>) throws(Diagnostic) -> BoundExpression {
        var level: Scope? = scope
        var isOuter = false
        while let current = level {
            if let found = try meaning(qualifier, name, span, in: current) {
                try spend(found.size - 1, at: span)
                if let column = found.column {
                    try read(column, span, isOuter)
                } else {
                    for column in found.columns { try read(column, span, isOuter) }
                }
                return found
            }
            level = current.enclosing
            isOuter = true
        }
        if let qualifier { throw unknownTable(qualifier, name, span) }
        let place = scope.relations.count == 1 ? scope.relations[0].alias : "the tables of FROM"
        throw unknownColumn(name, span, among: scope.relations, "No column \(name) in \(place).")
    }

    private mutating func read(_ column: BoundColumn, _ span: Range<Int>, _ isOuter: Bool) throws(Diagnostic) {
        _ = try readable(column, span)
        if session.isNew(column) { note(column) }
        if isOuter { outerColumns.append(column) }
    }

    private func note(_ column: BoundColumn) {
        if let table = column.table { session.note(ColumnRead(table: table.name, column: column.column.name)) }
        for read in column.deferredReads { session.note(read) }
    }

    /// Nil where this scope does not know the name and one around it might.
    private func meaning(
        _ qualifier: String?, _ name: String, _ span: Range<Int>, in scope: Scope
    ) throws(Diagnostic) -> BoundExpression? {
        let found: [BoundExpression]
        if let qualifier {
            guard let relation = scope.relation(alias: qualifier) else { return nil }
            let named = relation.expressions(named: name, span)
            found = named.compactMap(\.expression)
            if let key = named.first?.column, found.isEmpty { throw keyMisused(key, span) }
            if found.isEmpty { throw unknownColumn(name, span, among: [relation], "No column \(name) in \(qualifier).") }
        } else {
            found = scope.meanings(of: name, span)
        }
        if found.count > 1 {
            let owners = scope.relations.filter { $0.hasColumn(named: name) }.map { "\($0.alias).\(name)" }
            let place = owners.count > 1 ? "in several tables" : "twice in \(scope.relations.first?.alias ?? "FROM")"
            throw Diagnostic(
                .ambiguousColumn, "The column \(name) is \(place).", span: span,
                hint: owners.count > 1 ? "Write \(owners.joined(separator: " or "))." : "Give each its own alias with AS.")
        }
        return found.first
    }

    private func unknownTable(_ qualifier: String, _ name: String, _ span: Range<Int>) -> Diagnostic {
        let hint: String
        if let hidden = scope.relations.first(where: { $0.table?.name == qualifier }) {
            hint = "The table \(qualifier) has the alias \(hidden.alias) here: write \(hidden.alias).\(name)."
        } else if let table = catalog.table(named: qualifier) {
            hint = "Add \(qualifier) to FROM: JOIN \(qualifier) USING (\(table.patientKey ?? table.rowKey.first ?? "…"))."
        } else {
            hint = Suggestion.sentence(qualifier, among: scope.relations.map(\.alias)) ?? "Name one of \(aliases)."
        }
        return Diagnostic(.unknownTable, "No table \(qualifier) in FROM.", span: span, hint: hint)
    }

    private func unknownColumn(
        _ name: String, _ span: Range<Int>, among relations: [BoundRelation], _ message: String
    ) -> Diagnostic {
        let candidates = relations.flatMap { $0.columns.map(\.column).filter(\.isReadable).map(\.name) }
        let owner = catalog.tables.first { table in
            !relations.contains { $0.table?.name == table.name } && (table.column(named: name)?.isReadable ?? false)
        }
        let hint: String
        if let near = Suggestion.nearest(to: name, among: candidates) {
            hint = "Did you mean \(near)?"
        } else if let owner {
            hint = "It is a column of \(owner.name)."
        } else {
            hint = "The columns are \(candidates.prefix(20).joined(separator: ", "))."
        }
        return Diagnostic(.unknownColumn, message, span: span, hint: hint)
    }

    private var aliases: String { scope.relations.map(\.alias).joined(separator: ", ") }

    func alias(of column: BoundColumn) -> String {
        let all = sequence(first: scope, next: \.enclosing).flatMap(\.relations)
        return all.first { $0.columns.contains { $0.relation == column.relation } }?.alias ?? column.table?.name ?? "subquery"
    }

    /// Refuses the roles that nothing may hold.
    func readable(_ column: BoundColumn, _ span: Range<Int>) throws(Diagnostic) -> BoundColumn {
        switch column.column.role {
        case .category, .measure, .date, .patient, .nodeKey: return column
        case .identifier, .text:
            let reason = column.column.role == .text ? "is free text" : "identifies a person"
            throw Diagnostic(
                .identifierRead, "No question can read \(column.column.name): it \(reason).", span: span,
                hint: column.table.map(readableHint) ?? "Use another column.")
        }
    }

    func keyMisused(_ key: BoundColumn, _ span: Range<Int>) -> Diagnostic {
        let name = key.column.name
        let isPatient = key.column.role == .patient
        return Diagnostic(
            .patientKey,
            "The \(isPatient ? "patient key" : "key") \(name) is never compared with a value, computed with, ordered or shown.",
            span: span,
            hint: isPatient
                ? "Count patients with count(DISTINCT \(name)), or join tables on it."
                : "Count rows with count(\(name)), or join tables on it.")
    }

    private func readableHint(_ table: CatalogTable) -> String {
        let names = table.columns.filter(\.isReadable).map(\.name)
        return "Use one of \(names.prefix(12).joined(separator: ", "))\(names.count > 12 ? ", …" : "")."
    }
}

extension CatalogColumn {
    /// False for what no clause may hold and no hint may name, and for keys, which have few uses.
    var isReadable: Bool {
        switch role {
        case .category, .measure, .date: true
        case .patient, .nodeKey, .identifier, .text: false
        }
    }
}
