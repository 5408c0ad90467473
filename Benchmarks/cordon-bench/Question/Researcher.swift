import CordonCatalog
import CordonTransport
import CordonTrust
import CordonValues
import Foundation

/// A logged-in researcher, as `cordon ask` is one: key, coordinator's card and authority's key from a folder that `cordon login` made.
/// Charter, catalog and study are fetched once; the connection stays open.
struct Researcher {
    let client: SignedClient
    let charter: Charter
    let catalog: Catalog
    private let key: SigningKey
    private let study: String

    struct NotReady: Error, CustomStringConvertible { let description: String }

    init(folder: String) async throws {
        key = try SigningKey.read(file: "\(folder)/researcher.key")
        let card = try Signed<CoordinatorCard>.verifySelfSigned(Self.file("\(folder)/coordinator-card.json")).document
        let text = String(decoding: try Self.file("\(folder)/authority.pub"), as: UTF8.self)
        let authority = try VerifyingKey(text: text.trimmingCharacters(in: .whitespacesAndNewlines))
        client = SignedClient(
            ClientSettings(address: try ServiceAddress(url: card.url), trust: TLSTrust(pinned: card.tlsCertificate)),
            signer: RequestSigner(key: key, tag: .researcher, coordinator: card.id), coordinatorKey: card.key)
        charter = try Signed<Charter>.verify(try await client.send("GET", "/v1/charter").body, by: [authority]).document
        catalog = try Catalog(yaml: try await client.send("GET", "/v1/catalog").body, place: "the coordinator's catalog")
        guard case .array(let permits)? = try StrictJSON.read(try await client.send("GET", "/v1/permits").body)["permits"],
            let permit = permits.first
        else { throw NotReady(description: "no permit names the researcher's key") }
        study = try Signed<Permit>.verify(permit.written, by: [authority]).document.study
    }

    private static func file(_ path: String) throws -> Data { try Data(contentsOf: URL(filePath: path)) }

    /// A question's own signature; all that `cordon ask` does before it sends something.
    func sign(_ sql: String) throws -> Signed<Question> {
        let now = Timestamp(Date())
        return try Signed.sign(
            Question(
                network: charter.network, coordinator: charter.coordinator.id, study: study, sql: sql,
                roster: charter.members.map(\.id), created: now, expires: now.adding(60)),
            by: key)
    }
}
