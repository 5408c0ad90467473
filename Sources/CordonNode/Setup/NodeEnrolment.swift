import CordonAudit
import CordonTransport
import CordonTrust
import CordonValues
import Foundation

/// Enrols a node with a coordinator: pins the authority's key and the coordinator's, hands in the member card with the one-time token.
public enum NodeEnrolment {
    public struct Invitation: Sendable {
        public let url: String
        public let token: String
        public let authority: VerifyingKey
        public let tlsFingerprint: String?
        /// PEM file of the authority behind the coordinator's certificate.
        public let authorityFile: String?

        public init(url: String, token: String, authority: VerifyingKey, tlsFingerprint: String?, authorityFile: String?) {
            self.url = url
            self.token = token
            self.authority = authority
            self.tlsFingerprint = tlsFingerprint
            self.authorityFile = authorityFile
        }
    }

    public struct Outcome: Sendable {
        public let coordinator: CoordinatorCard
        /// Of this node's own key.
        public let key: KeyIdentifier
        /// Nil while the network has none.
        public let charter: Charter?
        /// The charter names this node with this key.
        public let isMember: Bool
    }

    /// Nothing is pinned unless everything agrees; the state folder's enrolment is written last.
    public static func enrol(_ state: StateFolder, _ invitation: Invitation) async throws(Diagnostic) -> Outcome {
        let configuration = try NodeConfiguration(state)
        let key = try SigningKey.read(file: state.signingKey)
        let card = try memberCard(state, configuration, key)
        let settings = ClientSettings(
            address: try ServiceAddress(url: invitation.url),
            trust: configuration.network.trust(
                state, pinned: invitation.tlsFingerprint, authorities: invitation.authorityFile.map { [$0] } ?? []),
            proxy: try configuration.network.proxyChoice)
        let learned = try await SignedClient.learnCoordinator(settings)
        let client = SignedClient(
            settings, signer: RequestSigner(key: key, tag: .node, coordinator: learned.document.id),
            coordinatorKey: learned.document.key)
        try await handIn(card, invitation.token, learned, client)
        let charter = try await charter(CoordinatorLink(client: client), invitation.authority, learned.document)
        let enrolment = Enrolment(
            authority: invitation.authority, url: settings.address.url, tlsFingerprint: settings.trust.pinned,
            authorities: invitation.authorityFile.map { [URL(filePath: $0).path] } ?? [], coordinator: learned)
        try state.auditLog(configuration.identity).append(.enrolled(enrolment))
        try pin(enrolment, charter, in: state)
        let member = charter?.document.member(configuration.identity.id)
        return Outcome(
            coordinator: learned.document, key: key.verifyingKey.id, charter: charter?.document, isMember: member?.key == key.verifyingKey)
    }

    /// A charter older than the one that this node holds stops the enrolment.
    static func pin(_ enrolment: Enrolment, _ charter: Signed<Charter>?, in state: StateFolder) throws(Diagnostic) {
        var shelf = try CharterShelf.forEnrolment(state, authority: enrolment.authority)
        if let charter { _ = try shelf.offer(charter.bytes) }
        // What another authority revoked says nothing here.
        _ = try RevocationShelf.forEnrolment(state, authority: enrolment.authority)
        try enrolment.write(to: state)
    }

    /// The card as `init` made it, or a new one when the configuration has changed since.
    private static func memberCard(
        _ state: StateFolder, _ configuration: NodeConfiguration, _ key: SigningKey
    ) throws(Diagnostic) -> Signed<MemberCard> {
        let identity = configuration.identity
        if let bytes = FileManager.default.contents(atPath: state.memberCard) {
            let card = try Signed<MemberCard>.verify(bytes, by: [key.verifyingKey])
            let document = card.document
            if document.id == identity.id, document.name == identity.name, document.jurisdiction == identity.jurisdiction { return card }
        }
        let card = try Signed.sign(
            MemberCard(
                id: identity.id, name: identity.name, jurisdiction: identity.jurisdiction, key: key.verifyingKey,
                created: Timestamp(Date())), by: key)
        try StateFolder.write(card.bytes, to: state.memberCard)
        return card
    }

    private static func handIn(
        _ card: Signed<MemberCard>, _ token: String, _ coordinator: Signed<CoordinatorCard>, _ client: SignedClient
    ) async throws(Diagnostic) {
        let body = StrictJSON.object([.init("token", .string(token)), .init("card", try StrictJSON.read(card.bytes))])
        let reply = try await client.send("POST", "/node/v1/enroll", contentType: "application/json", body: body.written)
        guard let returned = try StrictJSON.read(reply.body)["coordinator"],
            try Signed<CoordinatorCard>.verifySelfSigned(returned.written).document.key == coordinator.document.key
        else {
            throw Diagnostic(.signatureInvalid, "The coordinator that took the card is not the one that introduced itself.")
        }
    }

    private static func charter(
        _ link: CoordinatorLink, _ authority: VerifyingKey, _ coordinator: CoordinatorCard
    ) async throws(Diagnostic) -> Signed<Charter>? {
        guard let bytes = try await link.charter() else { return nil }
        let charter: Signed<Charter>
        do {
            charter = try Signed<Charter>.verify(bytes, by: [authority])
        } catch where error.code == .keyUnknown {
            throw Diagnostic(
                .keyUnknown, "The coordinator's charter is signed by another authority than the one given.",
                hint: "Compare the authority's key with the data access committee, by a way that is not this coordinator.")
        }
        guard charter.document.coordinator.key == coordinator.key else {
            throw Diagnostic(.wrongCoordinator, "The authority's charter names another coordinator than the one that answered.")
        }
        return charter
    }
}
