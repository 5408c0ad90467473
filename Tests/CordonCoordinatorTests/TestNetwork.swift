import CordonAggregates
import CordonAttacker
import CordonCatalog
import CordonDisclosure
import CordonGate
import CordonQuery
import CordonTestSupport
import CordonTransport
import CordonTrust
import CordonValues
import CordonWire
import Foundation
import Logging
import Testing

@testable import CordonCoordinator

/// A network with real keys, documents, TLS and a real coordinator on a free port. The service stops with ``stop()``.
final class TestNetwork: Sendable {
    static let nodes = ["alpha", "beta", "gamma"]
    static let sql = "SELECT sex, count(*) AS n FROM patient GROUP BY sex ORDER BY sex"

    let folder: TemporaryFolder
    let authority = SigningKey()
    let researcher = SigningKey()
    let stranger = SigningKey()
    let auditor = SigningKey()
    let nodeKeys: [String: SigningKey]
    let card: Signed<CoordinatorCard>
    let permit: Permit
    let charter: Charter
    let catalog: Catalog

    var state: String { folder.file("coordinator") }

    init(
        threshold: Int = 11, limits: PermitLimits = .none, rows: PermittedRows = .all, oidc: OIDCIdentity? = nil, cells: Int? = 1000,
        mode: ReleaseMode = .merged, combinations: Combinations? = nil, outOfBounds: OutOfBounds? = nil
    ) async throws {
        folder = try TemporaryFolder()
        let nodeKeys = Dictionary(uniqueKeysWithValues: Self.nodes.map { ($0, SigningKey()) })
        self.nodeKeys = nodeKeys
        catalog = try Catalog.shipped("heart-registry")
        card = try StateDirectory(folder.file("coordinator")).make(
            CoordinatorIntroduction(
                id: "hub", name: "The hub", jurisdiction: "CH", url: "https://localhost:8443", listen: "127.0.0.1:0",
                authority: authority.verifyingKey.text))
        let issued = Timestamp(Date()).adding(-60)
        charter = try Charter(
            network: "test", version: 1, issued: issued, validUntil: issued.adding(86_400),
            catalog: CharterCatalog(name: catalog.name, version: catalog.version, hash: catalog.hash),
            coordinator: CharterCoordinator(
                id: "hub", name: "The hub", jurisdiction: "CH", url: "https://localhost:8443", key: card.document.key),
            members: Self.nodes.map { id in
                try CharterMember(id: id, name: "Hospital \(id)", jurisdiction: "CH", key: try #require(nodeKeys[id]).verifyingKey)
            },
            floors: CharterFloors(threshold: threshold, minimumHospitals: 2, modes: [.merged, .siteFloor]),
            auditors: [CharterAuditor(name: "Dora", key: auditor.verifyingKey)])
        permit = try Permit(
            id: "permit-1", network: "test", study: "hearts", title: "Hearts", legalBasis: "consent",
            researchers: [PermitResearcher(name: "Kim", jurisdiction: "CH", key: researcher.verifyingKey, oidc: oidc)],
            tables: [PermitTable(table: "patient", columns: ["sex", "age", "patient_id"])], threshold: threshold, mode: mode,
            disclosure: PermitDisclosure(protectsZeros: false, siteResults: [], cells: cells, combinations: combinations, outOfBounds: outOfBounds),
            limits: limits, rows: rows,
            validFrom: issued, validUntil: issued.adding(86_400))
        let desk = try Operator(state: folder.file("coordinator"))
        _ = try await desk.installCharter(Signed.sign(charter, by: authority).bytes)
        _ = try await desk.installPermit(Signed.sign(permit, by: authority).bytes)
        _ = try await desk.installCatalog(Catalog.shippedFile("heart-registry"), place: "catalog")
        desk.close()
    }

    /// Installs a second charter and a second permit with this threshold.
    func change(threshold: Int, minimumHospitals: Int = 2, overlapFactor: Int = 1, outOfBounds: OutOfBounds? = nil) async throws {
        let next = try Charter(
            network: charter.network, version: 2, issued: charter.issued, validUntil: charter.validUntil, catalog: charter.catalog,
            coordinator: charter.coordinator, members: charter.members,
            floors: CharterFloors(threshold: threshold, minimumHospitals: minimumHospitals, modes: [.merged], overlapFactor: overlapFactor))
        let other = try Permit(
            id: "permit-2", network: "test", study: "hearts", title: "Hearts", legalBasis: "consent", researchers: permit.researchers,
            tables: permit.tables, threshold: threshold, mode: .merged,
            disclosure: PermitDisclosure(
                protectsZeros: false, siteResults: [], cells: permit.disclosure.cells, combinations: permit.disclosure.combinations, outOfBounds: outOfBounds),
            validFrom: permit.validFrom, validUntil: permit.validUntil)
        let desk = try Operator(state: state)
        _ = try await desk.installCharter(Signed.sign(next, by: authority).bytes)
        _ = try await desk.installPermit(Signed.sign(other, by: authority).bytes)
        desk.close()
    }

    /// Installs a charter in which a node has another key, and the one that it has now until `end`.
    func rotate(_ node: String, to key: SigningKey, until end: Timestamp, version: Int = 2) async throws {
        let members = try charter.members.map { member in
            guard member.id == node else { return member }
            return try CharterMember(
                id: node, name: member.name, jurisdiction: member.jurisdiction, key: key.verifyingKey,
                previous: PreviousKey(key: member.key, validUntil: end))
        }
        let next = try Charter(
            network: charter.network, version: version, issued: charter.issued, validUntil: charter.validUntil, catalog: charter.catalog,
            coordinator: charter.coordinator, members: members, floors: charter.floors)
        let desk = try Operator(state: state)
        defer { desk.close() }
        _ = try await desk.installCharter(Signed.sign(next, by: authority).bytes)
    }

    /// Installs a revocation list of this version.
    func revoke(_ version: Int = 1, permits: [String] = [], keys: [SigningKey] = []) async throws {
        let now = Timestamp(Date())
        let list = try Revocations(
            network: "test", version: version, issued: now,
            permits: permits.map { try Revocation($0, reason: "withdrawn", revoked: now) },
            keys: keys.map(\.verifyingKey.id.text).sorted().map { try Revocation($0, reason: "stolen", revoked: now) })
        let desk = try Operator(state: state)
        defer { desk.close() }
        _ = try await desk.installRevocations(Signed.sign(list, by: authority).bytes)
    }

    func question(
        _ sql: String = TestNetwork.sql, study: String = "hearts", roster: [String] = TestNetwork.nodes, by key: SigningKey? = nil,
        coordinator: String = "hub", seconds: Int = 600
    ) throws -> Signed<Question> {
        let now = Timestamp(Date())
        return try Signed.sign(
            Question(
                network: "test", coordinator: coordinator, study: study, sql: sql, roster: roster, created: now,
                expires: now.adding(seconds)), by: key ?? researcher)
    }
}

/// The coordinator of a test network, running.
final class RunningCoordinator: Sendable {
    let network: TestNetwork
    let service: CoordinatorService
    let port: Int
    private let task: Task<Void, any Error>

    init(_ network: TestNetwork) async throws {
        self.network = network
        let logger = Logger(label: "test") { _ in ServiceLog(level: .critical, json: false) }
        let service = try CoordinatorService(CoordinatorConfiguration(state: network.state), logger: logger)
        self.service = service
        task = Task { try await service.run() }
        guard let port = await service.port() else {
            try await task.value
            throw Diagnostic(.internalFailure, "The service did not start.")
        }
        self.port = port
    }

    /// As a kill would: no goodbye, the store stays as it is.
    func stop() async {
        task.cancel()
        _ = await task.result
    }

    var settings: ClientSettings {
        get throws {
            ClientSettings(
                address: try ServiceAddress(url: "https://127.0.0.1:\(port)"),
                trust: TLSTrust(pinned: network.card.document.tlsCertificate), proxy: .none, replySeconds: 300)
        }
    }

    func client(_ key: SigningKey, _ tag: SignatureTag) throws -> SignedClient {
        SignedClient(
            try settings, signer: RequestSigner(key: key, tag: tag, coordinator: "hub"), coordinatorKey: network.card.document.key)
    }

    func researcher() throws -> SignedClient { try client(network.researcher, .researcher) }

    func node(_ id: String) throws -> TestNode {
        let key = try #require(network.nodeKeys[id])
        return TestNode(id: id, key: key, client: try client(key, .node), network: network)
    }

    func ask(_ question: Signed<Question>, query: String = "") async throws -> StrictJSON {
        try StrictJSON.read(try await researcher().send("POST", "/v1/questions", query: query, body: question.bytes).body)
    }

    /// How often polls of the node were woken.
    func news(of node: String) async -> Int { await service.desk.room.count(Topic.node(node)) }

    /// The status once it is one of `states`; polls, bounded.
    func status(_ id: String, until states: Set<String>) async throws -> StrictJSON {
        let client = try researcher()
        for _ in 0..<800 {
            let json = try StrictJSON.read(try await client.send("GET", "/v1/questions/\(id)").body)
            if case .string(let state)? = json["state"], states.contains(state) { return json }
            try await Task.sleep(for: .milliseconds(50))
        }
        throw Diagnostic(.deadlinePassed, "The question did not get there.")
    }
}

/// A small node that really works: polls, answers with a table of its own, seals and signs.
struct TestNode: Sendable {
    let id: String
    let key: SigningKey
    let client: SignedClient
    let network: TestNetwork

    func poll(
        wait: Int = 5, working: [String] = [], snapshot: String = "snapshot-1", charterVersion: Int = 1, isPaused: Bool = false,
        audit: HeadExchange? = nil, border: Jurisdictions? = nil, held: [String] = [], revocationsVersion: Int = 0, patientsMagnitude: Int = 0
    ) async throws -> PollReply {
        let summary = SnapshotSummary(
            id: snapshot, number: 1, cutoff: try #require(CalendarDate(iso: "2026-05-01")), loaded: Timestamp(Date()),
            rowsMagnitude: 3, objections: id == "alpha", patientsMagnitude: patientsMagnitude)
        let request = PollRequest(
            agentVersion: "test", charterVersion: charterVersion, snapshot: summary, paused: isPaused, waitSeconds: wait, working: working,
            audit: audit, border: border, held: held, revocationsVersion: revocationsVersion)
        return try PollReply(
            decoding: try await client.send("POST", "/node/v1/poll", body: request.encoded(), timeoutSeconds: 300).body)
    }

    /// The sealed answer to a delivery: so many women and men, and of whom `atoms` say which sets they are in. `altered` is what becomes of the plaintext, `misbound` of what it is bound to.
    func envelope(
        _ delivery: PollReply.Delivery, women: Int64, men: Int64, snapshot: String = "snapshot-1", coordinator: String = "hub", atoms: PatientAtoms? = nil,
        altered: (Data) throws -> Data = { $0 }, misbound: (EnvelopeBinding) -> EnvelopeBinding = { $0 }, signer: SigningKey? = nil
    ) async throws -> Data {
        let verified = try QuestionAdmission.verify(
            charter: Signed.sign(network.charter, by: network.authority).bytes, permit: delivery.permit,
            question: delivery.question, dispatch: delivery.dispatch, node: id, authority: network.authority.verifyingKey, now: Date())
        let plan = try await Planner.plan(
            verified.question.document.sql, catalog: network.catalog, rows: verified.permit.document.rows, mode: verified.permit.document.mode)
        let layout = plan.layouts[0]
        #expect(layout.fingerprint == verified.dispatch.document.layout)
        let groups = [(key: 0 as Int64, patients: women), (key: 1, patients: men)].filter { $0.patients > 0 }
        let counts = groups.map(\.patients)
        let computed = try PartialTable(
            layout: plan.parts[0].boundary.layout, keys: groups.map { [.integer($0.key)] }, patients: counts,
            columns: [
                PartialColumn(
                    states: counts.map { .count($0) }, contributors: counts, nonZero: counts,
                    contributions: counts.map { TopContributions(1, $0 > 1 ? 1 : 0) }, verdicts: counts.map { _ in 0 })
            ]
        ).dividing(atoms ?? (layout.mode == .merged && verified.permit.document.disclosure.combined == .all ? Self.atoms(groups, of: verified.id) : .none))
        let partial = layout.mode == .merged ? computed : try SiteFloor(
            hospital: id, threshold: network.charter.floors.patients(under: verified.permit.document), zeros: .publish, combinations: .triples,
            suppression: Suppression.decide(_:until:)
        ).decide([computed], of: plan, question: verified.id, before: [:])[0].leaving
        let gated = try Gate.pass(
            [partial], question: plan, permit: verified.permit.document, floors: verified.charter.document.floors)
        let binding = EnvelopeBinding(
            question: verified.id, node: id, coordinator: coordinator, roster: verified.dispatch.document.roster, snapshot: snapshot,
            layout: layout.fingerprint)
        return try Envelope.seal(
            frames: FrameCodec.compress(altered(PartialCodec.encode(gated))), to: verified.dispatch.document.sealingKey,
            binding: misbound(binding), by: signer ?? key)
    }

    /// The groups are the only sets.
    private static func atoms(_ groups: [(key: Int64, patients: Int64)], of question: String) -> PatientAtoms {
        let sets = groups.map { group in
            [
                SetCombinations.Other(
                    question: question, part: 0, name: GroupName.bytes(question: question, part: 0, keys: [.integer(group.key)]), set: RevealedSet.contributors.number(column: 0))
            ]
        }
        return PatientAtoms(sets: sets, atoms: groups.enumerated().map { .init(patients: $0.element.patients, sets: [$0.offset]) })
    }

    func send(_ envelope: Data, to question: String) async throws {
        _ = try await client.send(
            "POST", "/node/v1/questions/\(question)/partial", contentType: "application/x-cordon-envelope", body: envelope)
    }

    /// Polls once and answers what comes.
    func answer(_ question: String, women: Int64, men: Int64, snapshot: String = "snapshot-1", patientsMagnitude: Int = 0) async throws {
        let reply = try await poll(snapshot: snapshot, patientsMagnitude: patientsMagnitude)
        let delivery = try #require(reply.deliveries.first)
        try await send(envelope(delivery, women: women, men: men, snapshot: snapshot), to: question)
    }
}
