import CordonValues

/// `row_filters` and `dates` of a permit, which are left out where they change nothing.
extension PermittedRows {
    /// Of the permit itself; without the members everything is seen. What becomes of values out of bounds stands in its `disclosure`.
    init(json permit: StrictJSON) throws(Diagnostic) {
        let filters = try permit["row_filters"].map { json throws(Diagnostic) in
            guard case .array(let elements) = json, !elements.isEmpty else {
                throw Diagnostic(.documentInvalid, "`row_filters` of a permit must be an array of row filters, or left out.")
            }
            return try elements.map { element throws(Diagnostic) in try RowFilter(json: element) }
        }
        let dates = try permit["dates"].map { json throws(Diagnostic) in
            guard case .string(let word) = json, let dates = DateResolution(rawValue: word) else {
                throw Diagnostic(.documentInvalid, "`dates` of a permit must be day, month or year.")
            }
            return dates
        }
        self.init(filters: filters ?? [], dates: dates ?? .day)
    }

    static let members = ["row_filters", "dates"]

    var json: [StrictJSON.Member] {
        (filters.isEmpty ? [] : [.init("row_filters", .array(filters.map(\.json)))])
            + (dates == .day ? [] : [.init("dates", .string(dates.rawValue))])
    }
}

extension RowFilter {
    fileprivate init(json: StrictJSON) throws(Diagnostic) {
        let reader = try DocumentReader(json, "permit's row filter", members: ["table", "condition"])
        try self.init(table: reader.string("table"), condition: reader.string("condition"))
    }

    fileprivate var json: StrictJSON { .object([.init("table", .string(table)), .init("condition", .string(condition))]) }
}

extension DocumentChecks {
    /// Whether a filter fits the catalog is the planner's matter.
    func rows(_ rows: PermittedRows) throws(Diagnostic) {
        try require(rows.filters.count <= 50, "row_filters", "be at most 50")
        for filter in rows.filters {
            try line(filter.table, "row_filters", limit: 63)
            try require(
                (1...2000).contains(filter.condition.utf8.count) && NameGrammar.isText(filter.condition), "row_filters",
                "have conditions of 1 to 2000 bytes of printable text")
        }
    }
}
