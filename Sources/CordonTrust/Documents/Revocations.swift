import CordonValues

/// What the authority has revoked before its time: permits by their ids and keys by their fingerprints. It holds from the moment that
/// somebody has it; `protocol/documents.md`, "Revocations", says what follows.
public struct Revocations: TrustDocument, Hashable {
    public static let type = "cordon-revocations+jws"
    /// The most entries of either kind.
    public static let most = 1000

    public let network: String
    public let version: Int
    public let issued: Timestamp
    /// By permit id, ascending.
    public let permits: [Revocation]
    /// By fingerprint, ascending.
    public let keys: [Revocation]

    public init(network: String, version: Int, issued: Timestamp, permits: [Revocation], keys: [Revocation]) throws(Diagnostic) {
        let checks = DocumentChecks("revocation list")
        try checks.identifier(network, "network")
        try checks.require(version >= 1, "version", "be at least 1")
        for permit in permits { try checks.identifier(permit.subject, "permits") }
        for key in keys { _ = try KeyIdentifier(text: key.subject) }
        for (entries, member) in [(permits, "permits"), (keys, "keys")] {
            try checks.require(entries.count <= Self.most, member, "be at most \(Self.most)")
            let isAscending = zip(entries, entries.dropFirst()).allSatisfy { $0.subject < $1.subject }
            try checks.require(isAscending, member, "be sorted and name nothing twice")
        }
        self.network = network
        self.version = version
        self.issued = issued
        self.permits = permits
        self.keys = keys
    }

    public init(json: StrictJSON) throws(Diagnostic) {
        let reader = try DocumentReader(
            json, "revocation list", members: ["v", "network", "version", "issued", "permits", "keys"])
        try reader.checkVersion()
        var permits: [Revocation] = []
        for permit in try reader.array("permits") { permits.append(try Revocation(json: permit, subject: "id")) }
        var keys: [Revocation] = []
        for key in try reader.array("keys") { keys.append(try Revocation(json: key, subject: "key")) }
        try self.init(
            network: reader.string("network"), version: reader.integer("version"), issued: reader.timestamp("issued"), permits: permits,
            keys: keys)
    }

    public var json: StrictJSON {
        .object([
            .init("v", .integer(1)), .init("network", .string(network)), .init("version", .integer(version)),
            .init("issued", .string(issued.text)), .init("permits", .array(permits.map { $0.json(subject: "id") })),
            .init("keys", .array(keys.map { $0.json(subject: "key") })),
        ])
    }

    public var isEmpty: Bool { permits.isEmpty && keys.isEmpty }

    /// The entry of a permit's id.
    public func permit(_ id: String) -> Revocation? { permits.first { $0.subject.utf8.elementsEqual(id.utf8) } }

    public func key(_ id: KeyIdentifier) -> Revocation? { keys.first { $0.subject == id.text } }

    /// Refuses a permit that is revoked: `revoked`.
    public func check(permit id: String) throws(Diagnostic) {
        if let entry = permit(id) { throw refusal("the permit `\(id)`", entry) }
    }

    /// Refuses a key that is revoked: `revoked`. `holder` says whose it is: "the researcher".
    public func check(key: KeyIdentifier, of holder: String) throws(Diagnostic) {
        if let entry = self.key(key) { throw refusal("the key of \(holder)", entry) }
    }

    private func refusal(_ what: String, _ entry: Revocation) -> Diagnostic {
        Diagnostic(
            .revoked, "The data authority revoked \(what) on \(entry.revoked): \(entry.reason)",
            hint: "It stands in version \(version) of the revocation list of `\(network)`; ask the data authority.")
    }
}

/// One permit or key of a revocation list.
public struct Revocation: Sendable, Hashable {
    /// The permit's id, or the key's fingerprint.
    public let subject: String
    public let reason: String
    /// When it was decided.
    public let revoked: Timestamp

    public init(_ subject: String, reason: String, revoked: Timestamp) throws(Diagnostic) {
        try DocumentChecks("revocation").line(reason, "reason")
        self.subject = subject
        self.reason = reason
        self.revoked = revoked
    }

    init(json: StrictJSON, subject name: String) throws(Diagnostic) {
        let reader = try DocumentReader(json, "revocation", members: [name, "reason", "revoked"])
        try self.init(reader.string(name), reason: reader.string("reason"), revoked: reader.timestamp("revoked"))
    }

    func json(subject name: String) -> StrictJSON {
        .object([.init(name, .string(subject)), .init("reason", .string(reason)), .init("revoked", .string(revoked.text))])
    }
}
