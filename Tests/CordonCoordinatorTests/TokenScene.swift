import CordonTransport
import CordonTrust
import CordonValues
import Crypto
import Foundation

@testable import CordonCoordinator

/// A running network whose coordinator takes the tokens of a provider, and whose permit ties the subject `kim` to its researcher.
struct TokenScene {
    let provider: TokenProvider
    let network: TestNetwork
    let running: RunningCoordinator
    let raw: RawClient
    let kim: PermitResearcher

    /// `settings` are further members of the issuer in the configuration, `more` further issuers.
    init(_ signers: [TokenSigner], settings: String = "", more: String = "") async throws {
        let provider = try await TokenProvider(signers)
        try await self.init(provider, issuer: provider.issuer, audience: "https://hub.example", settings: settings, more: more)
    }

    init(
        _ provider: TokenProvider, issuer: String, audience: String, settings: String = "", more: String = ""
    ) async throws {
        self.provider = provider
        (network, kim) = try await Self.network(issuer, audience: audience, settings: settings, more: more)
        running = try await RunningCoordinator(network)
        raw = try RawClient(running)
    }

    /// A network whose coordinator takes an issuer's tokens, and its researcher as the permit names them.
    static func network(
        _ issuer: String, audience: String, settings: String = "", more: String = ""
    ) async throws -> (TestNetwork, PermitResearcher) {
        let network = try await TestNetwork(oidc: OIDCIdentity(issuer: issuer, subject: "kim"))
        let file = network.state + "/" + CoordinatorConfiguration.fileName
        let text = try String(contentsOfFile: file, encoding: .utf8)
            + "access_tokens:\n  - {issuer: \"\(issuer)\", audience: \"\(audience)\"\(settings)}\n\(more)"
        try Data(text.utf8).write(to: URL(filePath: file))
        return (network, network.permit.researchers[0])
    }

    /// A question that was released: 120 women, 150 men.
    func released(study: String = "hearts", by key: SigningKey? = nil) async throws -> Signed<Question> {
        let question = try network.question(study: study, by: key)
        let client = try running.client(key ?? network.researcher, .researcher)
        let asked = try StrictJSON.read(try await client.send("POST", "/v1/questions", body: question.bytes).body)
        // The ledger has answered a question that was asked before.
        if asked["state"] == .string("released") { return question }
        for id in TestNetwork.nodes { try await running.node(id).answer(question.hash, women: 40, men: 50) }
        for _ in 0..<800 {
            let status = try StrictJSON.read(try await client.send("GET", "/v1/questions/\(question.hash)").body)
            if status["state"] == .string("released") { return question }
            try await Task.sleep(for: .milliseconds(50))
        }
        throw Diagnostic(.deadlinePassed, "The question was not released.")
    }

    /// Installs a permit like the network's own, that ends so many seconds from now.
    func install(_ id: String, study: String, _ researchers: [PermitResearcher], until seconds: Seconds = 86_000) async throws {
        let own = network.permit
        let permit = try Permit(
            id: id, network: own.network, study: study, title: own.title, legalBasis: own.legalBasis, researchers: researchers, tables: own.tables,
            threshold: own.threshold, mode: own.mode, validFrom: own.validFrom, validUntil: Timestamp(Date()).adding(seconds))
        let desk = try Operator(state: network.state)
        defer { desk.close() }
        _ = try await desk.installPermit(Signed.sign(permit, by: network.authority).bytes)
    }

    func request(_ path: String, _ token: String) -> RequestParts {
        RequestParts(method: "GET", path: path, headers: [("Authorization", "Bearer \(token)")])
    }

    func client(_ token: String) throws -> SignedClient {
        SignedClient(try running.settings, credential: .token(token, coordinator: "hub"), coordinatorKey: network.card.document.key)
    }

    /// A token whose HMAC is made with the text of the issuer's public key, for verifiers that take the key for a secret.
    func forged(_ signer: TokenSigner, _ claims: String) throws -> String {
        let header = Base64URL.encode(Data(#"{"alg":"HS256","typ":"at+jwt","kid":"\#(signer.id)"}"#.utf8))
        let signed = "\(header).\(Base64URL.encode(Data(claims.utf8)))"
        let secret = SymmetricKey(data: Data(try signer.jwk().utf8))
        return "\(signed).\(Base64URL.encode(Data(HMAC<SHA256>.authenticationCode(for: Data(signed.utf8), using: secret))))"
    }

    func stop() async {
        await running.stop()
        await provider.stop()
    }
}
