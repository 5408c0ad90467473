import CordonCatalog
import CordonTrust
import CordonValues
import Foundation
import Logging

/// The documents in force, verified: who belongs, who may ask what, and the catalog that is spoken.
struct Network: Sendable {
    let charter: Signed<Charter>?
    let catalog: Catalog?
    let catalogBytes: Data?
    let permits: [Signed<Permit>]
    let revocations: Signed<Revocations>?

    /// The charter, or `charter-invalid` while there is none.
    func requireCharter() throws(Diagnostic) -> Signed<Charter> {
        guard let charter else {
            throw Diagnostic(
                .charterInvalid, "This coordinator has no charter yet.",
                hint: "Its operator installs the one that the data authority signed: cordon-coordinator charter install FILE.")
        }
        return charter
    }

    func requireCatalog() throws(Diagnostic) -> Catalog {
        guard let catalog else {
            throw Diagnostic(
                .catalogInvalid, "This coordinator does not hold the catalog that its charter names.",
                hint: "Its operator installs it: cordon-coordinator catalog install FILE.")
        }
        return catalog
    }

    /// The member of this key, and the key: the member's present one, or the one before while it is still taken.
    func member(_ id: KeyIdentifier, at now: Timestamp) -> (CharterMember, VerifyingKey)? {
        for member in charter?.document.members ?? [] {
            if let key = member.keys(at: now).first(where: { $0.id == id }) { return (member, key) }
        }
        return nil
    }

    func auditor(_ id: KeyIdentifier) -> CharterAuditor? { charter?.document.auditor(id) }

    func permits(of key: KeyIdentifier) -> [Signed<Permit>] { permits.filter { $0.document.researcher(key) != nil } }

    /// The end of the permit that ends next. One that is revoked, or that a longer one of the same id replaces, has no end to be told of.
    func nextPermitEnd(after now: Timestamp) -> Timestamp? {
        let ends = Dictionary(permits.map { ($0.document.id, $0.document.validUntil) }) { max($0, $1) }
        return ends.filter { now < $0.value && revocations?.document.permit($0.key) == nil }.values.min()
    }

    func researcherKey(_ id: KeyIdentifier) -> VerifyingKey? {
        for permit in permits {
            if let researcher = permit.document.researcher(id) { return researcher.key }
        }
        return nil
    }
}

/// Keeps the ``Network`` in memory and reads it anew when a document was installed, by this process or another.
actor Registry {
    private let store: CoordinatorStore
    private let authority: VerifyingKey?
    private let logger: Logger
    private var known: (revision: Int, network: Network)?

    init(store: CoordinatorStore, authority: VerifyingKey?, logger: Logger) {
        self.store = store
        self.authority = authority
        self.logger = logger
    }

    func network() async throws(Diagnostic) -> Network {
        let revision = try await store.documentsRevision()
        if let known, known.revision == revision { return known.network }
        let network = try await read()
        known = (revision, network)
        return network
    }

    /// The permit under which a question was admitted.
    func permit(of record: QuestionRecord) throws(Diagnostic) -> Permit {
        guard let authority else { throw Diagnostic(.charterInvalid, "No authority is configured.") }
        return try Signed<Permit>.verify(record.permit, by: [authority]).document
    }

    private func read() async throws(Diagnostic) -> Network {
        guard let authority else { return Network(charter: nil, catalog: nil, catalogBytes: nil, permits: [], revocations: nil) }
        var charter: Signed<Charter>?
        if let bytes = try await store.charter() { charter = verified(bytes, authority) }
        var permits: [Signed<Permit>] = []
        for bytes in try await store.permits() {
            if let permit: Signed<Permit> = verified(bytes, authority) { permits.append(permit) }
        }
        var revocations: Signed<Revocations>?
        if let bytes = try await store.revocations() { revocations = verified(bytes, authority) }
        var bytes: Data?
        if let hash = charter?.document.catalog.hash { bytes = try await store.catalog(hash: hash) }
        let catalog = try bytes.map { bytes throws(Diagnostic) in try Catalog(yaml: bytes, place: "the installed catalog") }
        return Network(charter: charter, catalog: catalog, catalogBytes: bytes, permits: permits, revocations: revocations)
    }

    /// A stored document that the pinned authority has not signed is not in force; it is named in the log, not believed.
    private func verified<Document: TrustDocument>(_ bytes: Data, _ authority: VerifyingKey) -> Signed<Document>? {
        do { return try Signed<Document>.verify(bytes, by: [authority]) } catch {
            logger.error("stored document not believed", metadata: ["type": "\(Document.type)", "code": "\(error.code.rawValue)"])
            return nil
        }
    }
}
