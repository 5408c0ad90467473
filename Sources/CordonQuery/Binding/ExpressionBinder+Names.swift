import CordonCatalog
import CordonValues

extension ExpressionBinder {
    /// The column a name means.
    mutating func resolve(_ qualifier: String?, _ name: String, _ span: Range<Int>) throws(Diagnostic) -> BoundColumn {
        let found = qualifier == nil ? try unqualified(name, span) : try qualified(qualifier ?? "", name, span)
        reads[found.table.name, default: []].insert(found.column.name)
        return found
    }

    private func qualified(_ qualifier: String, _ name: String, _ span: Range<Int>) throws(Diagnostic) -> BoundColumn {
        guard let relation = scope.relation(alias: qualifier) else {
            let hint: String
            if let hidden = scope.relations.first(where: { $0.table.name == qualifier }) {
                hint = "The table \(qualifier) has the alias \(hidden.alias) here: write \(hidden.alias).\(name)."
            } else if catalog.table(named: qualifier) != nil {
                hint = "Add \(qualifier) to FROM: JOIN \(qualifier) USING (patient_id)."
            } else {
                hint = Suggestion.sentence(qualifier, among: scope.relations.map(\.alias)) ?? "Name one of \(aliases)."
            }
            throw Diagnostic(.unknownTable, "No table \(qualifier) in FROM.", span: span, hint: hint)
        }
        guard let column = relation.table.column(named: name) else {
            throw unknownColumn(name, span, among: [relation], "No column \(name) in \(qualifier).")
        }
        return BoundColumn(relation: relation.number, table: relation.table, column: column)
    }

    private func unqualified(_ name: String, _ span: Range<Int>) throws(Diagnostic) -> BoundColumn {
        let found = scope.columns(named: name)
        if found.count > 1 {
            let owners = found.map { "\(alias(of: $0)).\(name)" }
            throw Diagnostic(
                .ambiguousColumn, "The column \(name) is in several tables.", span: span,
                hint: "Write \(owners.joined(separator: " or ")).")
        }
        guard let column = found.first else {
            let place = scope.relations.count == 1 ? scope.relations[0].alias : "the tables of FROM"
            throw unknownColumn(name, span, among: scope.relations, "No column \(name) in \(place).")
        }
        return column
    }

    private func unknownColumn(
        _ name: String, _ span: Range<Int>, among relations: [BoundRelation], _ message: String
    ) -> Diagnostic {
        let candidates = relations.flatMap { $0.table.columns.filter(\.isReadable).map(\.name) }
        let owner = catalog.tables.first { table in
            !relations.contains { $0.table.name == table.name } && (table.column(named: name)?.isReadable ?? false)
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
        scope.relations.first { $0.number == column.relation }?.alias ?? column.table.name
    }

    /// Refuses the roles that no expression may hold. Keys pass only through ``KeyEquality`` and COUNT(DISTINCT …).
    func readable(_ column: BoundColumn, _ span: Range<Int>) throws(Diagnostic) -> BoundColumn {
        switch column.column.role {
        case .category, .measure, .date:
            return column
        case .identifier, .text:
            let reason = column.column.role == .text ? "is free text" : "identifies a person"
            throw Diagnostic(
                .identifierRead, "No question can read \(column.column.name): it \(reason).", span: span, hint: readableHint(column.table))
        case .patient:
            throw Diagnostic(
                .patientKey,
                "The patient key \(column.column.name) is never compared with a value, computed with, grouped, ordered or shown.",
                span: span, hint: "Count patients with count(DISTINCT \(column.column.name)), or join tables on it.")
        case .nodeKey:
            throw Diagnostic(
                .patientKey,
                "The key \(column.column.name) is never compared with a value, computed with, grouped, ordered or shown.",
                span: span, hint: "Count rows with count(*), or join tables on the key beside the patient key.")
        }
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
