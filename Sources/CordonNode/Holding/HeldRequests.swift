import CordonAudit
import CordonCatalog
import CordonTrust
import CordonValues
import CordonWarehouse
import Foundation

/// What a person of the hospital does about held questions, beside a running agent or without one: the decisions are rows of the record,
/// which an agent watches.
public struct HeldRequests {
    private let record: QuestionRecord
    private let audit: AuditLog
    private let examiner: QuestionExaminer
    private let worker: QuestionWorker
    private let charter: Data?
    private let revocations: Data?
    private let clock: @Sendable () -> Date

    public init(_ state: StateFolder, clock: @escaping @Sendable () -> Date = { Date() }) throws(Diagnostic) {
        let configuration = try NodeConfiguration(state)
        let catalog = try configuration.catalog(in: state)
        let authority = try Enrolment(state).authority
        try self.init(
            state, configuration, catalog, authority: authority, charter: CharterShelf(state, authority: authority).current?.bytes,
            revocations: RevocationShelf(state, authority: authority).current?.bytes, clock: clock)
    }

    init(
        _ state: StateFolder, _ configuration: NodeConfiguration, _ catalog: Catalog, authority: VerifyingKey, charter: Data?,
        revocations: Data? = nil, clock: @escaping @Sendable () -> Date
    ) throws(Diagnostic) {
        record = try QuestionRecord(path: state.record)
        audit = try state.auditLog(configuration.identity, clock: clock)
        examiner = QuestionExaminer(
            node: configuration.identity.id, authority: authority, policy: configuration.policy, catalog: catalog)
        worker = QuestionWorker(
            node: configuration.identity.id, key: try SigningKey.read(file: state.signingKey), limits: configuration.limits.execution,
            warehouses: WarehouseShelf(state, catalog: catalog), record: state.record, authority: authority)
        self.charter = charter
        self.revocations = revocations
        self.clock = clock
    }

    /// Those that wait longest first.
    public func list() throws(Diagnostic) -> [HeldRequest] {
        var requests: [HeldRequest] = []
        for (question, since, expires) in try record.heldQuestions() {
            guard let delivery = try record.delivery(question) else { continue }
            requests.append(try request(question, delivery, since: since, expires: expires))
        }
        return requests
    }

    private func request(
        _ hash: String, _ delivery: Delivery, since: Timestamp, expires: Timestamp
    ) throws(Diagnostic) -> HeldRequest {
        // Verified when it came; the permit's end is looked at again when somebody decides.
        let permit = try Signed<Permit>.verify(delivery.permit, by: [examiner.authority]).document
        let question = try Signed<Question>.verify(delivery.question, by: permit.researchers.map(\.key))
        let researcher = permit.researcher(question.signer)
        let decision: String? =
            switch try record.decision(hash) {
            case .approved: "approved"
            case .rejected(let reason): "rejected: \(reason)"
            case nil: nil
            }
        return HeldRequest(
            question: hash, study: permit.study, researcher: researcher.map { "\($0.name) (\($0.jurisdiction))" } ?? "?", permit: permit.id,
            title: permit.title, legalBasis: permit.legalBasis, sql: question.document.sql, roster: question.document.roster, since: since,
            expires: min(expires, permit.validUntil, since.adding(examiner.policy.holdHours * 3600)),
            isPreviewed: try record.preview(hash) != nil, decision: decision)
    }

    public func lines() throws(Diagnostic) -> [String] {
        let requests = try list()
        guard !requests.isEmpty else { return ["No question waits for a person."] }
        return Array(requests.map(\.lines).joined(separator: [""]))
    }

    public func json() throws(Diagnostic) -> StrictJSON { .array(try list().map(\.json)) }
}

// MARK: - Deciding

extension HeldRequests {
    /// Computes the table as it would leave now and keeps it: what is approved afterwards leaves as it was previewed, or not at all.
    /// Nothing is sent, and the question does not count as answered.
    public func preview(_ prefix: String) async throws(Diagnostic) -> [String] {
        let hash = try waiting(prefix)
        let table = try await computed(try admitted(hash))
        try audit.append(AuditEvent(.questionPreviewed, [AuditField("question", hash)]))
        guard try record.keepPreview(table, of: hash) else { throw Self.decided }
        var lines = ["question  \(hash)", "would leave, if it is approved:"]
        for table in try table.tables() { lines += TableText.lines(table).map { "  \($0)" } }
        return lines
    }

    /// Refused with the code of whatever has ended meanwhile: the permit, the charter, the question's own time.
    public func approve(_ prefix: String) throws(Diagnostic) -> String {
        let hash = try waiting(prefix)
        _ = try admitted(hash)
        try decide(hash, .approved, AuditEvent(.questionApproved, [AuditField("question", hash)]))
        return hash
    }

    /// The reason is told to the researcher.
    public func reject(_ prefix: String, reason: String) throws(Diagnostic) -> String {
        guard NameGrammar.isLine(reason, limit: Self.longestReason) else {
            throw Diagnostic(.usage, "A reason is one line of at most \(Self.longestReason) bytes.", hint: "The researcher reads it.")
        }
        let hash = try waiting(prefix)
        try decide(hash, .rejected(reason), AuditEvent(.questionRejected, [AuditField("question", hash), AuditField("reason", reason)]))
        return hash
    }

    /// With the words around it, it stays within what a coordinator passes on.
    private static let longestReason = 300
    private static let decided = Diagnostic(
        .conflict, "The question does not wait for a person any more.", hint: "'cordon-node log' tells what became of it.")

    private func decide(_ hash: String, _ decision: HoldDecision, _ event: AuditEvent) throws(Diagnostic) {
        guard try record.decision(hash) == nil else { throw Self.decided }
        try audit.append(event)
        guard try record.decide(hash, decision, at: Timestamp(clock())) else { throw Self.decided }
    }

    /// The one held question whose hash starts so.
    private func waiting(_ prefix: String) throws(Diagnostic) -> String {
        let wanted = prefix.lowercased()
        let found = try record.heldQuestions().map(\.question).filter { !wanted.isEmpty && $0.hasPrefix(wanted) }
        guard let hash = found.first else {
            throw Diagnostic(.notFound, "No held question's hash starts with '\(wanted)'.", hint: "'cordon-node requests' lists them.")
        }
        guard found.count == 1 else {
            throw Diagnostic(.notFound, "Several held questions' hashes start with '\(wanted)'.", hint: "Write more of it.")
        }
        return hash
    }

    private func admitted(_ hash: String) throws(Diagnostic) -> AdmittedQuestion {
        guard let delivery = try record.delivery(hash) else { throw Self.decided }
        let now = clock()
        let verified = try examiner.verify(delivery, charter: charter, revocations: revocations, now: now)
        switch try examiner.examine(verified, usage: RecentUsage(), isApproved: true, now: Timestamp(now)) {
        case .admitted(let question): return question
        case .held(let line): throw Diagnostic(.internalFailure, "An approved question is held again, by '\(line)'.")
        }
    }

    /// On a thread of its own: computing blocks, which the pool of tasks must never do.
    private func computed(_ question: AdmittedQuestion) async throws(Diagnostic) -> KeptTable {
        let worker = worker
        let outcome = await withCheckedContinuation { continuation in
            let thread = Thread {
                continuation.resume(returning: Result { () throws(Diagnostic) in try worker.preview(question, Cancellation()) })
            }
            thread.stackSize = 8 << 20
            thread.start()
        }
        return try outcome.get()
    }
}
