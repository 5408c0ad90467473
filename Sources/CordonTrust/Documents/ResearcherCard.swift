import CordonValues

/// A researcher's introduction, signed by the key that it introduces. The authority copies it into permits.
public struct ResearcherCard: SelfSignedDocument, Hashable {
    public static let type = "cordon-researcher+jws"

    public let name: String
    public let jurisdiction: String
    public let key: VerifyingKey
    public let created: Timestamp

    public init(name: String, jurisdiction: String, key: VerifyingKey, created: Timestamp) throws(Diagnostic) {
        let checks = DocumentChecks("researcher card")
        try checks.line(name, "name")
        try checks.jurisdiction(jurisdiction, "jurisdiction")
        self.name = name
        self.jurisdiction = jurisdiction
        self.key = key
        self.created = created
    }

    public init(json: StrictJSON) throws(Diagnostic) {
        let reader = try DocumentReader(json, "researcher card", members: ["v", "name", "jurisdiction", "key", "created"])
        try reader.checkVersion()
        try self.init(
            name: reader.string("name"), jurisdiction: reader.string("jurisdiction"), key: reader.key("key"),
            created: reader.timestamp("created"))
    }

    public var json: StrictJSON {
        .object([
            .init("v", .integer(1)), .init("name", .string(name)), .init("jurisdiction", .string(jurisdiction)),
            .init("key", .string(key.text)), .init("created", .string(created.text)),
        ])
    }
}
