import CordonAudit
import CordonTransport
import CordonTrust
import CordonValues
import CordonWarehouse
import Foundation
import Logging

/// Drives the jobs of a node: stores each transition of ``Job``, then carries out its actions.
///
/// Logs name questions by hash and diagnostics by code, nothing else.
actor JobDesk {
    typealias Computation = @Sendable (AdmittedQuestion, Cancellation) throws(Diagnostic) -> SealedAnswer

    /// Questions that wait for a person at once; more are refused.
    static let mostHeld = 100
    /// Refusals of unstored deliveries that are under way at once; a coordinator that missed one delivers the question again.
    private static let mostTellings = 32

    let record: QuestionRecord
    /// Everything decided here is in it before it takes effect; what cannot be recorded does not happen.
    let audit: AuditLog
    private let refusals: RefusalRecords
    let examiner: QuestionExaminer
    let compute: Computation
    let route: any AnswerRoute
    let limits: WorkLimits
    let clock: @Sendable () -> Date
    let log: Logger

    private var charter: Data?
    private var revocations: Data?
    var admitted: [String: AdmittedQuestion] = [:]
    var queue: [String] = []
    var running: [String: Cancellation] = [:]
    var sending: Set<String> = []
    private var telling: Set<String> = []
    private(set) var isStopping = false
    /// Set when the record cannot be written: nothing may happen any more, and the agent has to end.
    private(set) var breakage: Diagnostic?

    init(
        record: sending QuestionRecord, audit: AuditLog, examiner: QuestionExaminer, route: any AnswerRoute, limits: WorkLimits,
        charter: Data?, revocations: Data? = nil, log: Logger, clock: @escaping @Sendable () -> Date = { Date() }, compute: @escaping Computation
    ) {
        self.record = record
        self.audit = audit
        refusals = RefusalRecords(audit, clock: clock)
        self.examiner = examiner
        self.route = route
        self.limits = limits
        self.charter = charter
        self.revocations = revocations
        self.log = log
        self.clock = clock
        self.compute = compute
    }

    /// Takes up what an earlier process left.
    func start() {
        stopRevoked()
        guarded { () throws(Diagnostic) in for job in try record.openJobs() { step(job.question, .restarted) } }
    }

    func adopt(charter: Data) { self.charter = charter }

    func adopt(revocations: Data) {
        self.revocations = revocations
        stopRevoked()
    }

    /// Nothing of what is revoked is computed or sent any more.
    private func stopRevoked() {
        guarded { () throws(Diagnostic) in
            for job in try record.openJobs() {
                if let why = try revocation(of: job.question) { step(job.question, .refused(why)) }
            }
        }
    }

    /// Why the stored question is revoked; nil when it is not.
    func revocation(of hash: String) throws(Diagnostic) -> Diagnostic? {
        guard let delivery = try record.delivery(hash) else { return nil }
        return examiner.revocation(of: delivery, charter: charter, revocations: revocations)
    }

    /// Why a question that waited is not computed: its time may be over, and charter and revocations may be others since it was admitted.
    func refusalNow(of hash: String) -> Diagnostic? {
        guarded { () throws(Diagnostic) -> Diagnostic? in
            guard let delivery = try record.delivery(hash) else { return nil }
            do throws(Diagnostic) {
                _ = try examiner.verify(delivery, charter: charter, revocations: revocations, now: clock())
                return nil
            } catch {
                return error
            }
        } ?? nil
    }

    enum Reception: Sendable { case new, known, declined, unusable }

    /// Takes a delivery in. A known question is told so and computed no second time. What is not signed and permitted as it must be,
    /// and what finds the queue full, is refused and leaves nothing but a line of the record.
    @discardableResult func receive(_ delivery: Delivery) -> Reception {
        guard let hash = delivery.claimedHash else { return .unusable }
        return guarded { () throws(Diagnostic) in
            if try record.job(hash) != nil {
                step(hash, .redelivered)
                return .known
            }
            do throws(Diagnostic) {
                let verified = try examiner.verify(delivery, charter: charter, revocations: revocations, now: clock())
                guard queue.count < limits.queue else { throw Self.busy }
                guard try !record.knows(nonceOf: verified) else { throw Self.replayed }
                let permit = verified.permit.document
                try permit.limits.check(earlier: record.received(of: verified, since: now.adding(-PermitLimits.day)), permit: permit.id)
                try audit.append(.received(verified))
                guard let job = try record.receive(verified, delivery, at: now) else { throw Self.replayed }
                log.info("question received", metadata: ["question": "\(hash)"])
                try perform(.verify, job)
                return .new
            } catch where error.code != .storageFailed && error.code != .auditBroken {
                try decline(hash, error)
                return .declined
            }
        } ?? .declined
    }

    /// True when the question was stopped by it.
    @discardableResult func cancel(_ hash: String) -> Bool {
        guarded { () throws(Diagnostic) in
            guard let state = try record.job(hash)?.state else { return false }
            step(hash, .cancelled)
            return try record.job(hash)?.state != state
        } ?? false
    }

    /// To be called again and again: ends what has passed its last moment, refuses what is open while the node is paused, and sends
    /// what is owed and not under way.
    func tend() {
        guarded { () throws(Diagnostic) in
            for job in try record.overdueJobs(at: now) { step(job.question, .deadlinePassed) }
            let isPaused = try record.pausedSince() != nil
            if !isPaused { try tendHeld() }
            for job in try record.openJobs() {
                switch job.state {
                case .held: break
                case .received, .admitted, .computing: if isPaused { step(job.question, .refused(Self.paused)) }
                // Paused, answers that are sealed already wait.
                case .sealed: if !isPaused { send(job.question) }
                case .refused, .failed: send(job.question)
                case .delivered, .cancelled, .expired: break
                }
            }
        }
    }

    /// Stops computing. What was under way is taken up at the next start.
    func stop() {
        isStopping = true
        for cancellation in running.values { cancellation.cancel() }
    }

    /// Hashes of questions that are neither answered nor declined.
    var working: [String] { guarded { () throws(Diagnostic) in try record.working() } ?? [] }

    var isPaused: Bool { guarded { () throws(Diagnostic) in try record.pausedSince() != nil } ?? true }

    private static let paused = Diagnostic(.paused, "The hospital's administrator has paused its node.", hint: "Ask again later.")
    private static let replayed = Diagnostic(.replayed, "Another question was signed with the same nonce.", hint: "Sign the question anew.")
    private static let busy = Diagnostic(
        .tooManyRequests, "Too many questions wait at this hospital.", hint: "Ask again when fewer are under way.")
}

// MARK: - Transitions

extension JobDesk {
    var now: Timestamp { Timestamp(clock()) }

    @discardableResult func guarded<Result>(_ body: () throws(Diagnostic) -> Result) -> Result? {
        guard breakage == nil else { return nil }
        do throws(Diagnostic) {
            return try body()
        } catch {
            log.critical("the record of questions or the audit log cannot be used", metadata: ["code": "\(error.code.rawValue)"])
            breakage = error
            for cancellation in running.values { cancellation.cancel() }
            return nil
        }
    }

    /// The state first, durably; then the actions.
    func step(_ hash: String, _ event: Job.Event, sealed: SealedAnswer? = nil) {
        guarded { () throws(Diagnostic) in
            guard var job = try record.job(hash) else { return }
            let before = job
            let actions = job.handle(event)
            if job != before {
                let answer = job.state == .sealed ? sealed : nil
                if let record = AuditEvent(job, before: before.state, by: event, sealed: answer) { try audit.append(record) }
                try record.advance(job, by: event.word, at: now, sealed: answer)
                var metadata: Logger.Metadata = ["question": "\(hash)", "event": "\(event.word)", "state": "\(job.state.rawValue)"]
                if let refusal = job.refusal { metadata["code"] = "\(refusal.code.rawValue)" }
                log.info("question moved on", metadata: metadata)
            }
            if job.state != .admitted && job.state != .computing { admitted[hash] = nil }
            for action in actions { try perform(action, job) }
        }
    }

    private func perform(_ action: Job.Action, _ job: Job) throws(Diagnostic) {
        switch action {
        case .verify: try examine(job.question)
        case .announce: announce(job.question)
        case .enqueue:
            queue.append(job.question)
            pump()
        case .compute: begin(job.question)
        case .sendAnswer, .sendRefusal: send(job.question)
        case .interrupt:
            queue.removeAll { $0 == job.question }
            running[job.question]?.cancel()
        case .erase: try record.eraseSealedBytes(job.question)
        }
    }

    private func examine(_ hash: String) throws(Diagnostic) {
        guard let delivery = try record.delivery(hash) else { return }
        guard try record.pausedSince() == nil else { return step(hash, .refused(Self.paused)) }
        let isApproved = try record.decision(hash) == .approved
        let examined: Examined
        do throws(Diagnostic) {
            // Anew, because after a restart or a person's approval the charter may be another one and the time over.
            let verified = try examiner.verify(delivery, charter: charter, revocations: revocations, now: clock())
            let usage = try record.usage(
                study: verified.question.document.study, signer: verified.question.signer.text, except: hash, at: now)
            examined = try examiner.examine(verified, usage: usage, isApproved: isApproved, now: now)
        } catch where error.code != .storageFailed {
            return step(hash, .refused(error))
        }
        switch examined {
        case .admitted(let question):
            admitted[hash] = question
            step(hash, .admitted)
        case .held(let line):
            let isFull = try record.heldQuestions().count >= Self.mostHeld
            step(hash, isFull ? .refused(Self.busy) : .held(line))
        }
    }

    private func decline(_ hash: String, _ why: Diagnostic) throws(Diagnostic) {
        if try record.decline(hash, why, at: now) {
            log.warning("delivery refused", metadata: ["question": "\(hash)", "code": "\(why.code.rawValue)"])
            try refusals.append(.refused(hash, why.code))
        }
        guard !isStopping, telling.count < Self.mostTellings, telling.insert(hash).inserted else { return }
        Task {
            _ = try? await route.sendRefusal(hash, why)
            telling.remove(hash)
        }
    }
}

extension Job.Event {
    /// For logs.
    fileprivate var word: String {
        switch self {
        case .admitted: "admitted"
        case .held(let line): "held (\(line))"
        case .approved: "approved"
        case .refused: "refused"
        case .started: "started"
        case .sealed: "sealed"
        case .failed(let code): "failed (\(code.rawValue))"
        case .acknowledged: "acknowledged"
        case .rejected(let code): "not taken (\(code.rawValue))"
        case .redelivered: "redelivered"
        case .cancelled: "cancelled"
        case .deadlinePassed: "deadline passed"
        case .restarted: "restarted"
        }
    }
}
