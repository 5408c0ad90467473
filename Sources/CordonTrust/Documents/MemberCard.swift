import CordonValues

/// A hospital node's introduction, signed by the key that it introduces. The authority copies it into the charter.
public struct MemberCard: SelfSignedDocument, Hashable {
    public static let type = "cordon-member+jws"

    public let id: String
    public let name: String
    public let jurisdiction: String
    public let key: VerifyingKey
    public let created: Timestamp

    public init(id: String, name: String, jurisdiction: String, key: VerifyingKey, created: Timestamp) throws(Diagnostic) {
        try DocumentChecks("member card").party(id: id, name: name, jurisdiction: jurisdiction)
        self.id = id
        self.name = name
        self.jurisdiction = jurisdiction
        self.key = key
        self.created = created
    }

    public init(json: StrictJSON) throws(Diagnostic) {
        let reader = try DocumentReader(json, "member card", members: ["v", "id", "name", "jurisdiction", "key", "created"])
        try reader.checkVersion()
        try self.init(
            id: reader.string("id"), name: reader.string("name"), jurisdiction: reader.string("jurisdiction"),
            key: reader.key("key"), created: reader.timestamp("created"))
    }

    public var json: StrictJSON {
        .object([
            .init("v", .integer(1)), .init("id", .string(id)), .init("name", .string(name)),
            .init("jurisdiction", .string(jurisdiction)), .init("key", .string(key.text)), .init("created", .string(created.text)),
        ])
    }
}
