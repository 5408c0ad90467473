import CordonTrust
import CordonValues
import Foundation

/// A small network with real keys: the authority, a coordinator, three hospitals, one researcher.
struct Network {
    let authority = SigningKey()
    let coordinator = SigningKey()
    let researcher = SigningKey()
    let nodes: [String: SigningKey] = ["basel": SigningKey(), "budapest": SigningKey(), "cleveland": SigningKey()]
    let now = Date(timeIntervalSince1970: 1_780_000_000)

    func moment(_ seconds: Seconds) -> Timestamp { Timestamp(now).adding(seconds) }

    var roster: [String] { nodes.keys.sorted() }

    func charter(threshold: Int = 11, validUntil: Seconds = 86_400, auditors: [CharterAuditor] = []) throws -> Data {
        let members = try nodes.sorted { $0.key < $1.key }.map { id, key in
            try CharterMember(id: id, name: "Hospital \(id)", jurisdiction: "CH", key: key.verifyingKey)
        }
        let charter = try Charter(
            network: "hearts", version: 1, issued: moment(-86_400), validUntil: moment(validUntil),
            catalog: CharterCatalog(name: "heart-registry", version: "1.0", hash: Hexadecimal.sha256(Data())),
            coordinator: CharterCoordinator(
                id: "centre", name: "Centre", jurisdiction: "CH", url: "https://centre.example", key: coordinator.verifyingKey),
            members: members, floors: CharterFloors(threshold: threshold, minimumHospitals: 2, modes: [.merged]), auditors: auditors)
        return try Signed.sign(charter, by: authority).bytes
    }

    func permit(
        network: String = "hearts", study: String = "chol", threshold: Int = 11, mode: ReleaseMode = .merged,
        disclosure: PermitDisclosure = .usual, limits: PermitLimits = .none, oidc: OIDCIdentity? = nil, validUntil: Seconds = 86_400,
        by signer: SigningKey? = nil
    ) throws -> Data {
        let permit = try Permit(
            id: "permit-1", network: network, study: study, title: "Cholesterol", legalBasis: "Ethics 2026-17",
            researchers: [PermitResearcher(name: "Ada Example", jurisdiction: "CH", key: researcher.verifyingKey, member: "basel", oidc: oidc)],
            tables: [PermitTable(table: "patient", columns: ["*"]), PermitTable(table: "visit", columns: ["day", "kind"])],
            threshold: threshold, mode: mode, disclosure: disclosure, limits: limits, validFrom: moment(-3600), validUntil: moment(validUntil))
        return try Signed.sign(permit, by: signer ?? authority).bytes
    }

    func revocations(
        network: String = "hearts", permits: [String] = [], keys: [VerifyingKey] = [], by signer: SigningKey? = nil
    ) throws -> Data {
        let list = try Revocations(
            network: network, version: 1, issued: moment(-60),
            permits: permits.sorted().map { try Revocation($0, reason: "Withdrawn", revoked: moment(-120)) },
            keys: keys.map(\.id.text).sorted().map { try Revocation($0, reason: "Stolen", revoked: moment(-120)) })
        return try Signed.sign(list, by: signer ?? authority).bytes
    }

    func question(
        network: String = "hearts", coordinator: String = "centre", study: String = "chol", roster: [String]? = nil,
        created: Seconds = -10, expires: Seconds = 600, by signer: SigningKey? = nil
    ) throws -> Data {
        let question = try Question(
            network: network, coordinator: coordinator, study: study, sql: "SELECT count(*) FROM patient",
            roster: roster ?? self.roster, created: moment(created), expires: moment(expires))
        return try Signed.sign(question, by: signer ?? researcher).bytes
    }

    func dispatch(
        _ question: Data, roster: [String]? = nil, hash: String? = nil, deadline: Seconds = 300, by signer: SigningKey? = nil
    ) throws -> Data {
        let hash = try hash ?? Signed<Question>.verify(question, by: [researcher.verifyingKey]).hash
        let dispatch = try Dispatch(
            question: hash, sealingKey: Data(count: Dispatch.sealingKeyLength), roster: roster ?? self.roster,
            layout: Hexadecimal.sha256(Data("layout".utf8)), deadline: moment(deadline), created: moment(0))
        return try Signed.sign(dispatch, by: signer ?? coordinator).bytes
    }
}

/// The code of the diagnostic that `body` throws; nil when it succeeds.
func code<Result>(_ body: () throws -> Result) -> DiagnosticCode? {
    do {
        _ = try body()
        return nil
    } catch let diagnostic as Diagnostic {
        return diagnostic.code
    } catch {
        return .internalFailure
    }
}
