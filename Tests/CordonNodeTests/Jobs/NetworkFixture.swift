import CordonAudit
import CordonCatalog
import CordonQuery
import CordonTrust
import CordonValues
import CordonWarehouse
import CordonWire
import Foundation
import Logging

@testable import CordonNode

/// A network of one hospital with real keys and documents, and no wire: the authority, the coordinator and a researcher in memory.
struct NetworkFixture {
    let node: NodeFixture
    let catalog: Catalog
    let authority = SigningKey()
    let coordinator = SigningKey()
    let researcher = SigningKey()
    let sealing: SealingKey
    let charter: Signed<Charter>
    let permit: Signed<Permit>
    let now = Date()

    init(
        _ node: NodeFixture, catalog name: String = "heart-registry", tables: [String: [String]] = ["patient": ["*"]],
        permitThreshold: Int = 11, overlapFactor: Int = 1, disclosure: PermitDisclosure = .usual, limits: PermitLimits = .none, rows: PermittedRows = .all,
        mode: ReleaseMode = .merged, permitSeconds: Seconds = 86_400 * 90 - 3600
    ) throws {
        self.node = node
        catalog = try Catalog.shipped(name)
        sealing = try SealingKey()
        let start = Timestamp(now).adding(-3600)
        let end = Timestamp(now).adding(86_400 * 90)
        let card = node.card.document
        charter = try Signed.sign(
            Charter(
                network: "hearts", version: 1, issued: start, validUntil: end,
                catalog: CharterCatalog(name: catalog.name, version: catalog.version, hash: catalog.hash),
                coordinator: CharterCoordinator(
                    id: "hub", name: "Hub", jurisdiction: "CH", url: "https://hub.example.org", key: coordinator.verifyingKey),
                members: [CharterMember(id: card.id, name: card.name, jurisdiction: card.jurisdiction, key: card.key)],
                floors: CharterFloors(threshold: 11, minimumHospitals: 1, modes: [.merged, .siteFloor], overlapFactor: overlapFactor)), by: authority)
        permit = try Signed.sign(
            Permit(
                id: "permit-1", network: "hearts", study: "study-1", title: "A study", legalBasis: "Consent",
                researchers: [PermitResearcher(name: "Dr. Question", jurisdiction: "CH", key: researcher.verifyingKey)],
                tables: tables.sorted { $0.key < $1.key }.map { try PermitTable(table: $0.key, columns: $0.value) },
                threshold: permitThreshold, mode: mode, disclosure: disclosure, limits: limits, rows: rows, validFrom: start,
                validUntil: Timestamp(now).adding(permitSeconds)), by: authority)
    }

    func revocations(
        _ version: Int = 1, network: String = "hearts", permits: [String] = [], keys: [SigningKey] = []
    ) throws -> Signed<Revocations> {
        let list = try Revocations(
            network: network, version: version, issued: Timestamp(now),
            permits: permits.map { try Revocation($0, reason: "Withdrawn", revoked: Timestamp(now)) },
            keys: keys.map(\.verifyingKey.id.text).sorted().map { try Revocation($0, reason: "Stolen", revoked: Timestamp(now)) })
        return try Signed.sign(list, by: authority)
    }

    struct Asked {
        let delivery: Delivery
        let hash: String
        let query: FederatedQuery?
        let binding: EnvelopeBinding
    }

    func ask(
        _ sql: String, nonce: String = Question.freshNonce(), layout: String? = nil, lifetime: Seconds = 600, by key: SigningKey? = nil
    ) throws -> Asked {
        let query = try? Planner.plan(sql, catalog: catalog, mode: permit.document.mode)
        let fingerprint = layout ?? query?.layouts[0].fingerprint ?? String(repeating: "0", count: 64)
        let created = Timestamp(now)
        let id = node.card.document.id
        let question = try Signed.sign(
            Question(
                network: "hearts", coordinator: "hub", study: "study-1", sql: sql, roster: [id], nonce: nonce, created: created,
                expires: created.adding(lifetime)), by: key ?? researcher)
        let dispatch = try Signed.sign(
            Dispatch(
                question: question.hash, sealingKey: sealing.publicKey, roster: [id], layout: fingerprint,
                deadline: created.adding(lifetime), created: created), by: coordinator)
        let binding = EnvelopeBinding(
            question: question.hash, node: id, coordinator: "hub", roster: [id], snapshot: "", layout: fingerprint)
        return Asked(
            delivery: Delivery(question: question.bytes, permit: permit.bytes, dispatch: dispatch.bytes), hash: question.hash,
            query: query, binding: binding)
    }

    /// What the coordinator finds in an envelope.
    func open(_ envelope: Data, _ asked: Asked) throws -> Data {
        let header = try Envelope.header(of: envelope)
        let binding = EnvelopeBinding(
            question: asked.hash, node: asked.binding.node, coordinator: "hub", roster: asked.binding.roster,
            snapshot: header.snapshot, layout: asked.binding.layout)
        let frames = try Envelope.open(envelope, with: sealing, expected: binding, node: node.card.document.key)
        return try FrameCodec.decompress(frames)
    }

    func desk(
        _ inbox: Inbox, log: Logger = quietLog, clock: @escaping @Sendable () -> Date = { Date() },
        limits: WorkLimits = WorkLimits(seconds: 60, memoryMegabytes: 256, groups: 100_000, jobs: 1, queue: 4),
        revocations: Data? = nil, compute: JobDesk.Computation? = nil
    ) throws -> JobDesk {
        let configuration = try NodeConfiguration(node.state)
        let worker = try worker(limits)
        let honest: JobDesk.Computation = { (question, cancellation) throws(Diagnostic) in try worker.answer(question, cancellation) }
        return JobDesk(
            record: try QuestionRecord(path: node.state.record), audit: try node.state.auditLog(configuration.identity, clock: clock),
            examiner: try examiner(), route: inbox, limits: limits,
            charter: charter.bytes, revocations: revocations, log: log, clock: clock, compute: compute ?? honest)
    }

    private func worker(_ limits: WorkLimits) throws -> QuestionWorker {
        QuestionWorker(
            node: node.card.document.id, key: try SigningKey.read(file: node.state.signingKey), limits: limits.execution,
            warehouses: WarehouseShelf(node.state, catalog: catalog), record: node.state.record, authority: authority.verifyingKey)
    }

    /// What would leave now.
    func preview(_ asked: Asked) throws -> KeptTable? {
        let verified = try examiner().verify(asked.delivery, charter: charter.bytes, revocations: nil, now: now)
        guard case .admitted(let question) = try examiner().examine(verified, usage: RecentUsage(), isApproved: true, now: Timestamp(now)) else { return nil }
        return try worker(WorkLimits(seconds: 60, memoryMegabytes: 256, groups: 100_000, jobs: 1, queue: 4)).preview(question, Cancellation())
    }

    private func examiner() throws -> QuestionExaminer {
        let configuration = try NodeConfiguration(node.state)
        return QuestionExaminer(
            node: configuration.identity.id, authority: authority.verifyingKey, policy: configuration.policy, catalog: catalog)
    }

    /// Stores a question as a node does that has verified it and gets no further.
    func receive(_ asked: Asked, _ record: QuestionRecord) throws -> Job? {
        try record.receive(
            examiner().verify(asked.delivery, charter: charter.bytes, revocations: nil, now: now), asked.delivery, at: Timestamp(now))
    }

    static var quietLog: Logger { Logger(label: "test") { _ in SwiftLogNoOpLogHandler() } }
}

private var quietLog: Logger { NetworkFixture.quietLog }

/// A coordinator's side of the wire that keeps what arrives.
actor Inbox: AnswerRoute {
    private(set) var announced: [String] = []
    private(set) var answers: [(question: String, envelope: Data)] = []
    private(set) var refusals: [(question: String, refusal: Diagnostic)] = []
    /// The next messages fail like this.
    private var failures: [Diagnostic]
    /// The coordinator's word on answers.
    private let verdict: Verdict

    init(failures: Int = 0, verdict: Verdict = .taken) {
        self.init(failing: Array(repeating: Diagnostic(.unreachable, "Nobody is there."), count: failures), verdict: verdict)
    }

    init(failing failures: [Diagnostic], verdict: Verdict = .taken) {
        self.failures = failures
        self.verdict = verdict
    }

    func announce(_ question: String) { announced.append(question) }

    func sendAnswer(_ question: String, _ envelope: Data) throws(Diagnostic) -> Verdict {
        try arrive()
        answers.append((question, envelope))
        return verdict
    }

    func sendRefusal(_ question: String, _ refusal: Diagnostic) throws(Diagnostic) -> Verdict {
        try arrive()
        refusals.append((question, refusal))
        return .taken
    }

    private func arrive() throws(Diagnostic) {
        if let failure = failures.popLast() { throw failure }
    }
}

/// Computes until it is cancelled.
let endless: JobDesk.Computation = { (_, cancellation) throws(Diagnostic) in
    while !cancellation.isCancelled { usleep(1000) }
    throw Job.notAnswered
}

/// Waits until `condition` holds; false after two minutes.
func eventually(_ condition: () async throws -> Bool) async rethrows -> Bool {
    for _ in 0..<12_000 {
        if try await condition() { return true }
        try? await Task.sleep(for: .milliseconds(10))
    }
    return false
}
