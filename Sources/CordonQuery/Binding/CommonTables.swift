import CordonValues

/// The WITH queries that a query can name. Each sees those before it, and no column around: it is bound once, wherever it is named.
struct CommonTables: Sendable {
    /// Each sees those before it.
    private var entries: ArraySlice<SyntaxCommonTable> = []
    /// The place of the WITH query whose own text these are the tables of, while that is bound.
    private(set) var owner: Range<Int>?

    /// The query of a name, and what that query can name itself.
    func query(named name: String) -> (table: SyntaxCommonTable, visible: CommonTables)? {
        guard let place = entries.lastIndex(where: { $0.name.text == name }) else { return nil }
        var visible = CommonTables()
        visible.entries = entries[..<place]
        visible.owner = entries[place].name.span
        return (entries[place], visible)
    }

    /// The same for the queries below.
    var below: CommonTables {
        var below = self
        below.owner = nil
        return below
    }

    mutating func add(_ tables: [SyntaxCommonTable]) throws(Diagnostic) {
        var names: Set<String> = []
        for table in tables {
            guard names.insert(table.name.text).inserted else {
                throw Diagnostic(
                    .duplicateAlias, "WITH names \(table.name.text) twice.", span: table.name.span, hint: "Give each query its own name.")
            }
            entries.append(table)
        }
    }
}
