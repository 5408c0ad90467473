import CordonValues

/// A person who may ask under a permit.
public struct PermitResearcher: Sendable, Hashable {
    public let name: String
    public let jurisdiction: String
    public let key: VerifyingKey
    /// The member hospital that the researcher belongs to, if any: what they know of its patients counts against a cell.
    public let member: String?
    /// Whose access tokens read what this researcher asked.
    public let oidc: OIDCIdentity?

    public init(
        name: String, jurisdiction: String, key: VerifyingKey, member: String? = nil, oidc: OIDCIdentity? = nil
    ) throws(Diagnostic) {
        let checks = DocumentChecks("permit's researcher")
        try checks.line(name, "name")
        try checks.jurisdiction(jurisdiction, "jurisdiction")
        if let member { try checks.identifier(member, "member") }
        self.name = name
        self.jurisdiction = jurisdiction
        self.key = key
        self.member = member
        self.oidc = oidc
    }

    init(json: StrictJSON) throws(Diagnostic) {
        let reader = try DocumentReader(
            json, "permit's researcher", members: ["name", "jurisdiction", "key"], optional: ["member", "oidc"])
        try self.init(
            name: reader.string("name"), jurisdiction: reader.string("jurisdiction"), key: reader.key("key"),
            member: reader.optionalString("member"), oidc: json["oidc"].map { json throws(Diagnostic) in try OIDCIdentity(json: json) })
    }

    var json: StrictJSON {
        .object(
            [
                .init("name", .string(name)), .init("jurisdiction", .string(jurisdiction)), .init("key", .string(key.text)),
            ] + (member.map { [.init("member", .string($0))] } ?? []) + (oidc.map { [.init("oidc", $0.json)] } ?? []))
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

/// What a permit changes of disclosure control. A permit that says nothing of it has ``usual``.
public struct PermitDisclosure: Sendable, Hashable {
    /// Cells that describe nobody are as secret as those that describe a few.
    public let protectsZeros: Bool
    /// Hospitals whose results may be seen alone, ascending: each of them has to allow it too.
    public let siteResults: [String]
    /// How many sets of patients may be shown in the study and those linked with it; nil for half as many as the hospitals' patients make groups
    /// of the threshold.
    public let cells: Int?
    /// What numbers of rows and patients are rounded to: 5 or 10; nil for none.
    public let rounding: Int?
    /// Which answers are kept apart where one is almost the others together; nil for three.
    public let combinations: Combinations?
    /// What becomes of values outside the catalog's bounds; nil: they count as they are.
    public let outOfBounds: OutOfBounds?

    public static let usual = Self(unchecked: false, [], cells: nil, rounding: nil, combinations: nil, outOfBounds: nil)
    static let mostCells = 1_000_000_000

    private init(
        unchecked protectsZeros: Bool, _ siteResults: [String], cells: Int?, rounding: Int?, combinations: Combinations?, outOfBounds: OutOfBounds?
    ) {
        self.protectsZeros = protectsZeros
        self.siteResults = siteResults
        self.cells = cells
        self.rounding = rounding
        self.combinations = combinations
        self.outOfBounds = outOfBounds
    }

    public init(
        protectsZeros: Bool, siteResults: [String], cells: Int? = nil, rounding: Int? = nil, combinations: Combinations? = nil,
        outOfBounds: OutOfBounds? = nil
    ) throws(Diagnostic) {
        let checks = DocumentChecks("permit's disclosure")
        if !siteResults.isEmpty { try checks.roster(siteResults, "site_results") }
        try checks.require((1...Self.mostCells).contains(cells ?? 1), "cells", "lie between 1 and \(Self.mostCells)")
        try checks.require([5, 10].contains(rounding ?? 5), "rounding", "be 5 or 10")
        self.init(
            unchecked: protectsZeros, siteResults, cells: cells, rounding: rounding, combinations: combinations, outOfBounds: outOfBounds)
    }

    init(json: StrictJSON) throws(Diagnostic) {
        let reader = try DocumentReader(
            json, "permit's disclosure", members: ["zeros", "site_results"],
            optional: ["cells", "rounding", "combinations", "out_of_bounds"])
        let zeros = try reader.string("zeros")
        guard ["publish", "protect"].contains(zeros) else { throw reader.invalid("zeros", "be publish or protect") }
        try self.init(
            protectsZeros: zeros == "protect", siteResults: reader.strings("site_results"),
            cells: reader.has("cells") ? reader.integer("cells") : nil,
            rounding: reader.has("rounding") ? reader.integer("rounding") : nil,
            combinations: reader.has("combinations") ? Self.combinations(reader) : nil,
            outOfBounds: reader.has("out_of_bounds") ? Self.outOfBounds(reader) : nil)
    }

    var json: StrictJSON {
        .object(
            [.init("zeros", .string(protectsZeros ? "protect" : "publish")), .init("site_results", .strings(siteResults))]
                + (cells.map { [.init("cells", .integer($0))] } ?? []) + (rounding.map { [.init("rounding", .integer($0))] } ?? [])
                + (combinations.map { [.init("combinations", $0 == .all ? .string($0.name) : .integer($0.rawValue))] } ?? [])
                + (outOfBounds.map { [.init("out_of_bounds", .string($0.rawValue))] } ?? []))
    }

    /// 2, 3 or "all".
    private static func combinations(_ reader: DocumentReader) throws(Diagnostic) -> Combinations {
        let name = try? reader.string("combinations")
        let number = try? reader.integer("combinations")
        guard let combinations = Combinations(name: name ?? number.map(String.init) ?? ""), (name != nil) == (combinations == .all) else {
            throw reader.invalid("combinations", "be 2, 3 or \"all\"")
        }
        return combinations
    }

    private static func outOfBounds(_ reader: DocumentReader) throws(Diagnostic) -> OutOfBounds {
        guard let outOfBounds = OutOfBounds(rawValue: try reader.string("out_of_bounds")) else { throw reader.invalid("out_of_bounds", "be clip or refuse") }
        return outOfBounds
    }

    /// Which answers are kept apart.
    public var combined: Combinations { combinations ?? .triples }

    /// True when every hospital of the roster may be seen alone.
    public func allowsAlone(_ roster: [String]) -> Bool { roster.allSatisfy(siteResults.contains) }
}
