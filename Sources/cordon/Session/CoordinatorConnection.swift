import CordonCatalog
import CordonTransport
import CordonTrust
import CordonValues
import Foundation

/// The researcher's side of the coordinator's API. What the authority signed is verified here, against the pinned key; the
/// coordinator is only believed as far as its own replies.
struct CoordinatorConnection {
    let client: SignedClient
    private let profile: Profile
    /// An access token stands in for the key: it reads, and nothing else.
    let readsByToken: Bool
    let card: CoordinatorCard
    let authority: VerifyingKey

    /// `CORDON_CA` names a PEM file or a folder of them, for networks whose proxy inspects TLS.
    init(_ profile: Profile, as role: SignatureTag = .researcher, token: String? = nil) throws(Diagnostic) {
        self.profile = profile
        readsByToken = token != nil
        card = try profile.coordinator()
        authority = try profile.authority()
        let extra = ProcessInfo.processInfo.environment["CORDON_CA"].map { [$0] } ?? []
        let trust = TLSTrust(authorities: extra, pinned: extra.isEmpty ? card.tlsCertificate : nil)
        let credential: ClientCredential =
            if let token { .token(token, coordinator: card.id) } else {
                .signature(RequestSigner(key: try profile.signingKey(), tag: role, coordinator: card.id))
            }
        client = SignedClient(
            ClientSettings(address: try ServiceAddress(url: card.url), trust: trust), credential: credential, coordinatorKey: card.key)
    }

    /// A reply to a request with a token is bound to no request: it may be that to another question. `signature-invalid`.
    func check(_ question: String, is id: String) throws(Diagnostic) {
        guard question == id else {
            throw Diagnostic(.signatureInvalid, "What came is about another question than was asked for.", hint: "Somebody between swaps replies. Try again.")
        }
    }

    func charter() async throws(Diagnostic) -> Charter {
        let reply = try await client.send("GET", "/v1/charter")
        let charter = try Signed<Charter>.verify(reply.body, by: [authority]).document
        guard charter.coordinator.id == card.id, charter.coordinator.key == card.key else {
            throw Diagnostic(
                .wrongCoordinator, "The charter names another coordinator than your login.",
                hint: "Ask the operator for the coordinator's current card and run `cordon login` again.")
        }
        return charter
    }

    func catalog(of charter: Charter) async throws(Diagnostic) -> Catalog {
        try Self.catalog(try await client.send("GET", "/v1/catalog").body, of: charter)
    }

    /// Nothing of the bytes is read before they are known to be those that the authority signed.
    static func catalog(_ bytes: Data, of charter: Charter) throws(Diagnostic) -> Catalog {
        guard Hexadecimal.sha256(bytes) == charter.catalog.hash else {
            throw Diagnostic(
                .catalogInvalid, "The coordinator's catalog is not the one that the charter names.",
                hint: "Tell the operator: the catalog has to be installed again.")
        }
        return try Catalog(yaml: bytes, place: "the coordinator's catalog")
    }

    /// The permits that name this researcher's key.
    func permits() async throws(Diagnostic) -> [Permit] {
        let reply = try await client.send("GET", "/v1/permits")
        guard case .array(let documents)? = try StrictJSON.read(reply.body)["permits"] else {
            throw Diagnostic(.documentInvalid, "The coordinator's list of permits cannot be read.")
        }
        var permits: [Permit] = []
        for document in documents { permits.append(try Signed<Permit>.verify(document.written, by: [authority]).document) }
        return permits
    }

    /// What of a permit's budget is spent; nil where the coordinator does not say.
    func budget(of permit: Permit) async throws(Diagnostic) -> SpentBudget? {
        let reply = try await client.send("GET", "/v1/permits")
        guard case .array(let budgets)? = try StrictJSON.read(reply.body)["budgets"] else { return nil }
        return budgets.lazy.compactMap(SpentBudget.init).first { $0.permit == permit.id }
    }

    /// The study to ask for: the one named, or the only one permitted.
    func study(named name: String?) async throws(Diagnostic) -> String {
        if let name { return name }
        let studies = Set(try await permits().map(\.study)).sorted()
        guard let only = studies.first else {
            throw Diagnostic(
                .permitUnknown, "No permit names your key.",
                hint: "Send your card to the data authority; your key's fingerprint is \(try profile.signingKey().verifyingKey.id).")
        }
        guard studies.count == 1 else {
            throw Diagnostic(
                .usage, "You have permits for several studies: \(studies.joined(separator: ", ")).", hint: "Name one with --study.")
        }
        return only
    }
}
