import CordonValues

/// The authority's leave for one study: which researchers may ask about which tables and columns until when, and under which
/// disclosure rules.
public struct Permit: TrustDocument, Hashable {
    public static let type = "cordon-permit+jws"

    public let id: String
    public let network: String
    public let study: String
    public let title: String
    public let legalBasis: String
    public let researchers: [PermitResearcher]
    public let tables: [PermitTable]
    /// The smallest number of patients that a released cell may describe.
    public let threshold: Int
    public let mode: ReleaseMode
    public let disclosure: PermitDisclosure
    public let limits: PermitLimits
    /// What questions see of the tables' rows, dates and values.
    public let rows: PermittedRows
    public let validFrom: Timestamp
    public let validUntil: Timestamp

    public init(
        id: String, network: String, study: String, title: String, legalBasis: String, researchers: [PermitResearcher],
        tables: [PermitTable], threshold: Int, mode: ReleaseMode, disclosure: PermitDisclosure = .usual, limits: PermitLimits = .none,
        rows: PermittedRows = .all,
        validFrom: Timestamp, validUntil: Timestamp
    ) throws(Diagnostic) {
        let checks = DocumentChecks("permit")
        try checks.identifier(id, "id")
        try checks.identifier(network, "network")
        try checks.identifier(study, "study")
        try checks.line(title, "title")
        try checks.line(legalBasis, "legal_basis")
        try checks.require((1...1000).contains(researchers.count), "researchers", "be 1 to 1000")
        try checks.require(Set(researchers.map(\.key)).count == researchers.count, "researchers", "each have a key of their own")
        let identities = researchers.compactMap(\.oidc)
        try checks.require(Set(identities).count == identities.count, "researchers", "each have an oidc of their own")
        try checks.require((1...1000).contains(tables.count), "tables", "be 1 to 1000")
        try checks.require(Set(tables.map(\.table)).count == tables.count, "tables", "name no table twice")
        try checks.require((2...1_000_000).contains(threshold), "threshold", "lie between 2 and 1000000")
        try checks.rows(rows)
        // A rounded number would be no bound, and what leaves a hospital is not rounded.
        try checks.require(mode != .siteFloor || disclosure.rounding == nil, "disclosure", "round nothing in the mode site-floor")
        try checks.window(validFrom, validUntil, "valid_until")
        self.id = id
        self.network = network
        self.study = study
        self.title = title
        self.legalBasis = legalBasis
        self.researchers = researchers
        self.tables = tables
        self.threshold = threshold
        self.mode = mode
        self.disclosure = disclosure
        self.limits = limits
        self.rows = PermittedRows(filters: rows.filters, dates: rows.dates, outOfBounds: disclosure.outOfBounds)
        self.validFrom = validFrom
        self.validUntil = validUntil
    }

    public init(json: StrictJSON) throws(Diagnostic) {
        let reader = try DocumentReader(
            json, "permit",
            members: [
                "v", "id", "network", "study", "title", "legal_basis", "researchers", "tables", "threshold", "mode", "valid_from",
                "valid_until",
            ], optional: ["disclosure"] + PermitLimits.members + PermittedRows.members)
        try reader.checkVersion()
        var researchers: [PermitResearcher] = []
        for researcher in try reader.array("researchers") { researchers.append(try PermitResearcher(json: researcher)) }
        var tables: [PermitTable] = []
        for table in try reader.array("tables") { tables.append(try PermitTable(json: table)) }
        try self.init(
            id: reader.string("id"), network: reader.string("network"), study: reader.string("study"),
            title: reader.string("title"), legalBasis: reader.string("legal_basis"), researchers: researchers, tables: tables,
            threshold: reader.integer("threshold"), mode: ReleaseMode.read(reader.string("mode"), DocumentChecks("permit")),
            disclosure: json["disclosure"].map { json throws(Diagnostic) in try PermitDisclosure(json: json) } ?? .usual,
            limits: PermitLimits(reader), rows: PermittedRows(json: json), validFrom: reader.timestamp("valid_from"),
            validUntil: reader.timestamp("valid_until"))
    }

    public var json: StrictJSON {
        let disclosure: [StrictJSON.Member] = disclosure == .usual ? [] : [.init("disclosure", disclosure.json)]
        return .object([
            .init("v", .integer(1)), .init("id", .string(id)), .init("network", .string(network)), .init("study", .string(study)),
            .init("title", .string(title)), .init("legal_basis", .string(legalBasis)),
            .init("researchers", .array(researchers.map(\.json))), .init("tables", .array(tables.map(\.json))),
            .init("threshold", .integer(threshold)), .init("mode", .string(mode.rawValue)),
            .init("valid_from", .string(validFrom.text)), .init("valid_until", .string(validUntil.text)),
        ] + disclosure + limits.json + rows.json)
    }

    public func researcher(_ key: KeyIdentifier) -> PermitResearcher? { researchers.first { $0.key.id == key } }

    /// Refuses a permit outside its time: `permit-expired`.
    public func check(now: Timestamp, skew: Seconds = defaultClockSkew) throws(Diagnostic) {
        guard validFrom <= now.adding(skew), now < validUntil else {
            throw Diagnostic(
                .permitExpired, "The permit `\(id)` is valid from \(validFrom) until \(validUntil), not at \(now).",
                hint: "Ask the data authority to renew it.")
        }
    }

    /// Refuses a table, or columns of it, that this permit does not name: `not-permitted`.
    public func check(table: String, columns: [String]) throws(Diagnostic) {
        guard let permitted = tables.first(where: { $0.table == table }) else {
            throw Diagnostic(
                .notPermitted, "The permit `\(id)` does not cover the table `\(table)`.",
                hint: "It covers: \(tables.map(\.table).joined(separator: ", ")).")
        }
        for column in columns where !permitted.covers(column) {
            throw Diagnostic(
                .notPermitted, "The permit `\(id)` does not cover the column `\(column)` of `\(table)`.",
                hint: "It covers: \(permitted.columns.joined(separator: ", ")).")
        }
    }
}
