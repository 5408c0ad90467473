import CordonAudit
import CordonCatalog
import CordonTrust
import CordonValues
import Foundation

/// What an operator does to a state directory, while the service runs or not.
public struct Operator: Sendable {
    public let configuration: CoordinatorConfiguration
    private let store: CoordinatorStore

    public init(state: String) throws(Diagnostic) {
        configuration = try CoordinatorConfiguration(state: state)
        store = try CoordinatorStore(file: configuration.databaseFile)
    }

    /// A new one-time token for a node of this id; only its digest is kept.
    public func token(node: String, hours: Int, now: Date = Date()) async throws(Diagnostic) -> (text: String, expires: Date) {
        guard NameGrammar.isIdentifier(node) else {
            throw Diagnostic(.usage, "'\(node)' is no node id.", hint: "Ids are 1 to 63 of a-z, 0-9 and hyphens.")
        }
        let token = EnrolmentToken.fresh()
        let expires = now.addingTimeInterval(Double(hours) * 3600)
        try configuration.auditLog().append(AuditEvent(.tokenMade, [AuditField("node", node)]))
        try await store.addToken(digest: token.digest, node: node, expires: expires.milliseconds)
        return (token.text, expires)
    }

    /// The member cards received so far.
    public func members() async throws(Diagnostic) -> [Signed<MemberCard>] {
        var cards: [Signed<MemberCard>] = []
        for record in try await store.memberCards() { cards.append(try Signed<MemberCard>.verifySelfSigned(record.bytes)) }
        return cards
    }

    /// Installs a charter that the authority signed and that names this coordinator with its key.
    public func installCharter(_ bytes: Data, now: Date = Date()) async throws(Diagnostic) -> Charter {
        let charter = try Signed<Charter>.verify(bytes, by: [authority()])
        try charter.document.check(now: Timestamp(now))
        let key = try SigningKey.read(file: configuration.signingKeyFile).verifyingKey
        guard charter.document.coordinator.id == configuration.id, charter.document.coordinator.key == key else {
            throw Diagnostic(
                .charterInvalid, "The charter names another coordinator or another key than this one's.",
                hint: "The authority signs a charter with this coordinator's card: '\(configuration.cardFile)'.")
        }
        let audit = try configuration.auditLog()
        try await store.install(charter: charter.bytes, version: charter.document.version) { try audit.append(.installed(charter)) }
        return charter.document
    }

    public func installPermit(_ bytes: Data) async throws(Diagnostic) -> Permit {
        let permit = try Signed<Permit>.verify(bytes, by: [authority()])
        let charter = try await self.charter()
        guard permit.document.network == charter.network else {
            throw Diagnostic(
                .permitUnknown, "The permit is for the network '\(permit.document.network)', the charter for '\(charter.network)'.")
        }
        try configuration.auditLog().append(.installed(permit))
        try await store.install(permit: permit.bytes, hash: permit.hash)
        return permit.document
    }

    /// Installs a revocation list. A running service acts on it within a second.
    public func installRevocations(_ bytes: Data) async throws(Diagnostic) -> Revocations {
        let list = try Signed<Revocations>.verify(bytes, by: [authority()])
        let charter = try await self.charter()
        guard list.document.network == charter.network else {
            throw Diagnostic(
                .documentInvalid, "The revocation list is for the network '\(list.document.network)', the charter for '\(charter.network)'.",
                hint: "Install the list that the data authority signed for this network.")
        }
        let audit = try configuration.auditLog()
        try await store.install(revocations: list.bytes, version: list.document.version) { try audit.append(.installed(list)) }
        return list.document
    }

    /// Installs the catalog that the charter names by its hash.
    public func installCatalog(_ bytes: Data, place: String) async throws(Diagnostic) -> Catalog {
        let catalog = try Catalog(yaml: bytes, place: place)
        let named = try await charter().catalog
        guard catalog.hash == named.hash else {
            throw Diagnostic(
                .catalogInvalid, "'\(place)' is not the catalog that the charter names (\(named.name) \(named.version), \(named.hash)).",
                hint: "Its hash is \(catalog.hash). Get the file that the authority signed for.")
        }
        try configuration.auditLog().append(
            AuditEvent(.catalogInstalled, [
                AuditField("hash", catalog.hash), AuditField("name", catalog.name), AuditField("version", catalog.version),
            ]))
        try await store.install(catalog: bytes, hash: catalog.hash)
        return catalog
    }

    public func status() async throws(Diagnostic) -> OperatorStatus {
        var charter: Charter?
        if let key = configuration.authority, let bytes = try await store.charter() {
            charter = try Signed<Charter>.verify(bytes, by: [key]).document
        }
        var revocations: Revocations?
        if let key = configuration.authority, let bytes = try await store.revocations() {
            revocations = try Signed<Revocations>.verify(bytes, by: [key]).document
        }
        var permits: [Permit] = []
        if let key = configuration.authority {
            for bytes in try await store.permits() { permits.append(try Signed<Permit>.verify(bytes, by: [key]).document) }
        }
        var hasCatalog = false
        if let hash = charter?.catalog.hash { hasCatalog = try await store.catalog(hash: hash) != nil }
        return OperatorStatus(
            charter: charter, revocations: revocations, hasCatalog: hasCatalog, permits: permits.sorted { $0.id < $1.id },
            certificateEnds: configuration.certificateEnds, unfinished: try await store.unfinishedCount(), nodes: try await store.nodeStatuses())
    }

    /// The studies that are closed to a researcher.
    public func locks(now: Date = Date()) async throws(Diagnostic) -> [StudyLock] { try await store.locks(now: now.milliseconds) }

    /// Opens a study to a researcher again. Refused with `not-found` where it is not closed.
    public func liftLock(study: String, keyID: String, reason: String, now: Date = Date()) async throws(Diagnostic) {
        if try await store.isLocked(study: study, keyID: keyID, now: now.milliseconds) {
            try configuration.auditLog().append(
                AuditEvent(.lockLifted, [AuditField("study", study), AuditField("researcher", keyID), AuditField("reason", reason)]))
        }
        guard try await store.liftLock(study: study, keyID: keyID, reason: reason, now: now.milliseconds) else {
            throw Diagnostic(.notFound, "The study '\(study)' is not locked for this key.", hint: "'cordon-coordinator locks' lists what is.")
        }
    }

    /// Starts again with a node's audit log after somebody has looked into a trouble with it.
    public func forgetHeads(of node: String, reason: String) throws(Diagnostic) {
        try HeldHeads(configuration.auditLog()).forget(node, reason: reason)
    }

    public func close() { store.close() }

    private func charter() async throws(Diagnostic) -> Charter {
        guard let bytes = try await store.charter() else {
            throw Diagnostic(.charterInvalid, "There is no charter yet.", hint: "Install it first: cordon-coordinator charter install FILE.")
        }
        return try Signed<Charter>.verify(bytes, by: [authority()]).document
    }

    private func authority() throws(Diagnostic) -> VerifyingKey {
        guard let key = configuration.authority else {
            throw Diagnostic(
                .configurationInvalid, "The configuration names no authority.",
                hint: "Add the line 'authority: KEY' to \(configuration.state)/\(CoordinatorConfiguration.fileName).")
        }
        return key
    }
}

public struct OperatorStatus: Sendable {
    public let charter: Charter?
    public let revocations: Revocations?
    public let hasCatalog: Bool
    /// By id; one that was renewed is there twice.
    public let permits: [Permit]
    /// Of the TLS certificate; nil when it cannot be read.
    public let certificateEnds: Timestamp?
    public let unfinished: Int
    public let nodes: [NodeStatus]
}
