import CordonValues

/// A coordinator's introduction, signed by the key that it introduces.
public struct CoordinatorCard: SelfSignedDocument, Hashable {
    public static let type = "cordon-coordinator+jws"

    public let id: String
    public let name: String
    public let jurisdiction: String
    public let url: String
    public let key: VerifyingKey
    /// SHA-256 of the DER bytes of the server's own certificate, when that is to be pinned; nil where a public CA vouches for it.
    public let tlsCertificate: String?
    public let created: Timestamp

    public init(
        id: String, name: String, jurisdiction: String, url: String, key: VerifyingKey, tlsCertificate: String?, created: Timestamp
    ) throws(Diagnostic) {
        let checks = DocumentChecks("coordinator card")
        try checks.party(id: id, name: name, jurisdiction: jurisdiction)
        try checks.url(url, "url")
        if let tlsCertificate { try checks.digest(tlsCertificate, "tls_certificate") }
        self.id = id
        self.name = name
        self.jurisdiction = jurisdiction
        self.url = url
        self.key = key
        self.tlsCertificate = tlsCertificate
        self.created = created
    }

    public init(json: StrictJSON) throws(Diagnostic) {
        let reader = try DocumentReader(
            json, "coordinator card", members: ["v", "id", "name", "jurisdiction", "url", "key", "tls_certificate", "created"])
        try reader.checkVersion()
        try self.init(
            id: reader.string("id"), name: reader.string("name"), jurisdiction: reader.string("jurisdiction"),
            url: reader.string("url"), key: reader.key("key"), tlsCertificate: reader.optionalString("tls_certificate"),
            created: reader.timestamp("created"))
    }

    public var json: StrictJSON {
        .object([
            .init("v", .integer(1)), .init("id", .string(id)), .init("name", .string(name)),
            .init("jurisdiction", .string(jurisdiction)), .init("url", .string(url)), .init("key", .string(key.text)),
            .init("tls_certificate", tlsCertificate.map { .string($0) } ?? .null), .init("created", .string(created.text)),
        ])
    }
}
