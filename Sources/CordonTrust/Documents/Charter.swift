import CordonValues

/// The network's constitution, signed by the authority: who belongs, which catalog is spoken, who coordinates, and the floors below
/// which no permit may go. A newer version replaces an older one.
public struct Charter: TrustDocument, Hashable {
    public static let type = "cordon-charter+jws"

    public let network: String
    public let version: Int
    public let issued: Timestamp
    public let validUntil: Timestamp
    public let catalog: CharterCatalog
    public let coordinator: CharterCoordinator
    /// Sorted by id.
    public let members: [CharterMember]
    public let floors: CharterFloors
    /// Who may read the coordinator's audit log.
    public let auditors: [CharterAuditor]

    public init(
        network: String, version: Int, issued: Timestamp, validUntil: Timestamp, catalog: CharterCatalog,
        coordinator: CharterCoordinator, members: [CharterMember], floors: CharterFloors, auditors: [CharterAuditor] = []
    ) throws(Diagnostic) {
        let checks = DocumentChecks("charter")
        try checks.identifier(network, "network")
        try checks.require(version >= 1, "version", "be at least 1")
        try checks.window(issued, validUntil, "valid_until")
        try checks.require(members.count <= 1000, "members", "be at most 1000")
        try checks.require(
            zip(members, members.dropFirst()).allSatisfy { $0.id < $1.id }, "members", "be sorted by id and name no id twice")
        try checks.require(auditors.count <= 100, "auditors", "be at most 100")
        let keys = members.map(\.key) + members.compactMap(\.previous?.key) + [coordinator.key] + auditors.map(\.key)
        try checks.require(Set(keys).count == keys.count, "members", "each have a key of their own, as the auditors have")
        self.network = network
        self.version = version
        self.issued = issued
        self.validUntil = validUntil
        self.catalog = catalog
        self.coordinator = coordinator
        self.members = members
        self.floors = floors
        self.auditors = auditors
    }

    public init(json: StrictJSON) throws(Diagnostic) {
        let reader = try DocumentReader(
            json, "charter",
            members: ["v", "network", "version", "issued", "valid_until", "catalog", "coordinator", "members", "floors"],
            optional: ["auditors"])
        try reader.checkVersion()
        var members: [CharterMember] = []
        for member in try reader.array("members") { members.append(try CharterMember(json: member)) }
        try self.init(
            network: reader.string("network"), version: reader.integer("version"), issued: reader.timestamp("issued"),
            validUntil: reader.timestamp("valid_until"), catalog: CharterCatalog(json: reader.object("catalog")),
            coordinator: CharterCoordinator(json: reader.object("coordinator")), members: members,
            floors: CharterFloors(json: reader.object("floors")), auditors: reader.has("auditors") ? CharterAuditor.list(reader) : [])
    }

    public var json: StrictJSON {
        let auditors: [StrictJSON.Member] = auditors.isEmpty ? [] : [.init("auditors", .array(auditors.map(\.json)))]
        return .object([
            .init("v", .integer(1)), .init("network", .string(network)), .init("version", .integer(version)),
            .init("issued", .string(issued.text)), .init("valid_until", .string(validUntil.text)), .init("catalog", catalog.json),
            .init("coordinator", coordinator.json), .init("members", .array(members.map(\.json))), .init("floors", floors.json),
        ] + auditors)
    }

    public func member(_ id: String) -> CharterMember? { members.first { $0.id == id } }

    public func auditor(_ key: KeyIdentifier) -> CharterAuditor? { auditors.first { $0.key.id == key } }

    /// Refuses an auditor's key where a researcher's is taken: `not-permitted`.
    public func check(researcher key: KeyIdentifier) throws(Diagnostic) {
        guard let auditor = auditor(key) else { return }
        throw Diagnostic(
            .notPermitted, "The charter of `\(network)` names this key as the auditor `\(auditor.name)`, who reads the audit log and nothing else.",
            hint: "Who asks as well has a key of their own for that.")
    }

    /// Refuses a charter outside its time: `charter-invalid`.
    public func check(now: Timestamp, skew: Seconds = defaultClockSkew) throws(Diagnostic) {
        guard issued <= now.adding(skew) else {
            throw Diagnostic(
                .charterInvalid, "The charter of `\(network)` is issued in the future, at \(issued).",
                hint: "Compare this machine's clock with the right time.")
        }
        guard now < validUntil else {
            throw Diagnostic(
                .charterInvalid, "The charter of `\(network)` was valid until \(validUntil).",
                hint: "Ask the data authority for a new one.")
        }
    }
}
