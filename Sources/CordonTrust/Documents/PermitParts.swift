import CordonValues

/// A person who may ask under a permit.
public struct PermitResearcher: Sendable, Hashable {
    public let name: String
    public let jurisdiction: String
    public let key: VerifyingKey
    /// The member hospital that the researcher belongs to, if any: what they know of its patients counts against a cell.
    public let member: String?

    public init(name: String, jurisdiction: String, key: VerifyingKey, member: String? = nil) throws(Diagnostic) {
        let checks = DocumentChecks("permit's researcher")
        try checks.line(name, "name")
        try checks.jurisdiction(jurisdiction, "jurisdiction")
        if let member { try checks.identifier(member, "member") }
        self.name = name
        self.jurisdiction = jurisdiction
        self.key = key
        self.member = member
    }

    init(json: StrictJSON) throws(Diagnostic) {
        let reader = try DocumentReader(
            json, "permit's researcher", members: ["name", "jurisdiction", "key"], optional: ["member"])
        try self.init(
            name: reader.string("name"), jurisdiction: reader.string("jurisdiction"), key: reader.key("key"),
            member: reader.optionalString("member"))
    }

    var json: StrictJSON {
        .object(
            [
                .init("name", .string(name)), .init("jurisdiction", .string(jurisdiction)), .init("key", .string(key.text)),
            ] + (member.map { [.init("member", .string($0))] } ?? []))
    }
}

/// A table of a permit with the columns that questions may read in any clause: `["*"]` for all.
public struct PermitTable: Sendable, Hashable {
    public let table: String
    public let columns: [String]

    public init(table: String, columns: [String]) throws(Diagnostic) {
        let checks = DocumentChecks("permit's table")
        try checks.line(table, "table", limit: 63)
        try checks.require((1...2000).contains(columns.count), "columns", "name columns, or be [\"*\"]")
        for column in columns { try checks.line(column, "columns", limit: 63) }
        try checks.require(Set(columns).count == columns.count, "columns", "name no column twice")
        try checks.require(!columns.contains("*") || columns.count == 1, "columns", "have \"*\" alone")
        self.table = table
        self.columns = columns
    }

    init(json: StrictJSON) throws(Diagnostic) {
        let reader = try DocumentReader(json, "permit's table", members: ["table", "columns"])
        try self.init(table: reader.string("table"), columns: reader.strings("columns"))
    }

    var json: StrictJSON { .object([.init("table", .string(table)), .init("columns", .strings(columns))]) }

    public func covers(_ column: String) -> Bool { columns == ["*"] || columns.contains(column) }
}
