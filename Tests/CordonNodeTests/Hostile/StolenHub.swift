import CordonCatalog
import CordonQuery
import CordonValues
import CordonWire
import Foundation

@testable import CordonNode
@testable import CordonTrust

/// A coordinator in the wrong hands: it holds its own keys, everything that was ever signed, and no key of anybody else. The documents are JSON that
/// it changes at will before it signs them, or has them signed by whom it likes.
struct StolenHub {
    static let sql = "SELECT sex, count(*) AS n FROM patient GROUP BY sex"

    let node: NodeFixture
    let catalog: Catalog
    let now = Date()
    let authority = SigningKey()
    let hub = SigningKey()
    let researcher = SigningKey()
    let stranger = SigningKey()

    /// Payloads before they are signed. `dispatch` gets the question's hash unless it names one.
    var charter: [String: Any] = [:]
    var permit: [String: Any] = [:]
    var question: [String: Any] = [:]
    var dispatch: [String: Any] = [:]
    /// Who signs; the rightful ones.
    var signers: (charter: SigningKey, permit: SigningKey, question: SigningKey, dispatch: SigningKey)
    /// What becomes of the signed bytes.
    var tampering: (inout Signatures) throws -> Void = { _ in }

    struct Signatures {
        var charter: Data
        var permit: Data
        var question: Data
        var dispatch: Data
    }

    init(_ node: NodeFixture) throws {
        self.node = node
        catalog = try Catalog.shipped("heart-registry")
        signers = (authority, authority, researcher, hub)
        let id = node.card.document.id
        let others = try ["hospital-b", "hospital-c"].map { id in
            try CharterMember(id: id, name: id, jurisdiction: "CH", key: SigningKey().verifyingKey)
        }
        let (start, end, created) = (time(-3600), time(86_400), time(0))
        charter = try Self.object(
            Charter(
                network: "hearts", version: 2, issued: start, validUntil: end,
                catalog: CharterCatalog(name: catalog.name, version: catalog.version, hash: catalog.hash),
                coordinator: CharterCoordinator(id: "hub", name: "Hub", jurisdiction: "CH", url: "https://hub.example.org", key: hub.verifyingKey),
                members: [CharterMember(id: id, name: "A hospital", jurisdiction: "CH", key: node.card.document.key)] + others,
                floors: CharterFloors(threshold: 11, minimumHospitals: 2, modes: [.merged])).json)
        permit = try Self.object(
            Permit(
                id: "permit-1", network: "hearts", study: "study-1", title: "A study", legalBasis: "Consent",
                researchers: [PermitResearcher(name: "Dr. Question", jurisdiction: "CH", key: researcher.verifyingKey)],
                tables: [PermitTable(table: "patient", columns: ["sex", "age"])], threshold: 11, mode: .merged, validFrom: start, validUntil: end
            ).json)
        question = try Self.object(
            Question(
                network: "hearts", coordinator: "hub", study: "study-1", sql: Self.sql, roster: [id, "hospital-b", "hospital-c"], created: created,
                expires: time(600)).json)
        dispatch = try Self.object(
            Dispatch(
                question: String(repeating: "0", count: 64), sealingKey: SealingKey().publicKey, roster: [id, "hospital-b", "hospital-c"],
                layout: Planner.plan(Self.sql, catalog: catalog).layouts[0].fingerprint, deadline: time(600), created: created
            ).json)
        dispatch["question"] = nil
    }

    /// `seconds` from now.
    func time(_ seconds: Seconds) -> Timestamp { Timestamp(now).adding(seconds) }

    /// As a desk of this node gets it: its charter, and the delivery.
    func signed() throws -> (charter: Data, delivery: Delivery) {
        let asked = try Self.bytes(question)
        var order = dispatch
        if order["question"] == nil { order["question"] = Hexadecimal.sha256(asked) }
        var all = Signatures(
            charter: try UnverifiedJWS.sign(Self.bytes(charter), type: Charter.type, by: signers.charter),
            permit: try UnverifiedJWS.sign(Self.bytes(permit), type: Permit.type, by: signers.permit),
            question: try UnverifiedJWS.sign(asked, type: Question.type, by: signers.question),
            dispatch: try UnverifiedJWS.sign(Self.bytes(order), type: Dispatch.type, by: signers.dispatch))
        try tampering(&all)
        return (all.charter, Delivery(question: all.question, permit: all.permit, dispatch: all.dispatch))
    }

    private static func object(_ json: StrictJSON) throws -> [String: Any] {
        try JSONSerialization.jsonObject(with: json.written) as? [String: Any] ?? [:]
    }

    private static func bytes(_ object: [String: Any]) throws -> Data {
        try JSONSerialization.data(withJSONObject: object, options: [.sortedKeys, .withoutEscapingSlashes])
    }

    /// The signed bytes with another text in the payload, under the signature of before.
    static func rewritten(_ signed: Data, _ text: String, _ other: String) throws -> Data {
        try resigned(signed) { $0.replacingOccurrences(of: text, with: other) }
    }

    private static func resigned(_ signed: Data, _ change: (String) -> String) throws -> Data {
        var outer = try JSONSerialization.jsonObject(with: signed) as? [String: String] ?? [:]
        let payload = String(decoding: Base64URL.decode(outer["payload"] ?? "") ?? Data(), as: UTF8.self)
        outer["payload"] = Base64URL.encode(Data(change(payload).utf8))
        return try JSONSerialization.data(withJSONObject: outer)
    }
}
