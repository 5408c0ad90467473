import CordonValues

/// The WITH queries that a query can name. Each is bound anew wherever it is named: it sees those before it, and no column around.
struct CommonTables: Sendable {
    private struct Entry: Sendable {
        let table: SyntaxCommonTable
        let visible: [Entry]
    }

    private var entries: [Entry] = []

    /// The query of a name, and what that query can name itself.
    func query(named name: String) -> (table: SyntaxCommonTable, visible: CommonTables)? {
        guard let entry = entries.last(where: { $0.table.name.text == name }) else { return nil }
        var visible = CommonTables()
        visible.entries = entry.visible
        return (entry.table, visible)
    }

    mutating func add(_ tables: [SyntaxCommonTable]) throws(Diagnostic) {
        var names: Set<String> = []
        for table in tables {
            guard names.insert(table.name.text).inserted else {
                throw Diagnostic(
                    .duplicateAlias, "WITH names \(table.name.text) twice.", span: table.name.span, hint: "Give each query its own name.")
            }
            entries.append(Entry(table: table, visible: entries))
        }
    }
}
