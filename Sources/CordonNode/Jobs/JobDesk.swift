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

    private let record: QuestionRecord
    private let examiner: QuestionExaminer
    private let compute: Computation
    private let route: any AnswerRoute
    private let limits: WorkLimits
    private let clock: @Sendable () -> Date
    private let log: Logger

    private var charter: Data?
    private var admitted: [String: AdmittedQuestion] = [:]
    private var queue: [String] = []
    private var running: [String: Cancellation] = [:]
    private var sending: Set<String> = []
    private var isStopping = false
    /// Set when the record cannot be written: nothing may happen any more, and the agent has to end.
    private(set) var breakage: Diagnostic?

    init(
        record: sending QuestionRecord, examiner: QuestionExaminer, route: any AnswerRoute, limits: WorkLimits, charter: Data?,
        log: Logger, clock: @escaping @Sendable () -> Date = { Date() }, compute: @escaping Computation
    ) {
        self.record = record
        self.examiner = examiner
        self.route = route
        self.limits = limits
        self.charter = charter
        self.log = log
        self.clock = clock
        self.compute = compute
    }

    /// Takes up what an earlier process left.
    func start() {
        guarded { () throws(Diagnostic) in for job in try record.openJobs() { step(job.question, .restarted) } }
    }

    func adopt(charter: Data) { self.charter = charter }

    enum Reception: Sendable { case new, known, full, unusable }

    /// Takes a delivery in. A known question is told so and computed no second time. When the queue is full it is left with the
    /// coordinator, which delivers it again.
    @discardableResult func receive(_ delivery: Delivery) -> Reception {
        guard let hash = delivery.claimedHash else {
            log.warning("a delivery holds no question and is ignored")
            return .unusable
        }
        return guarded { () throws(Diagnostic) in
            if try record.job(hash) != nil {
                step(hash, .redelivered)
                return .known
            }
            guard queue.count < limits.queue else { return .full }
            guard let job = try record.receive(delivery, hash: hash, at: now) else { return .known }
            log.info("question received", metadata: ["question": "\(hash)"])
            try perform(.verify, job)
            return .new
        } ?? .full
    }

    func cancel(_ hash: String) { step(hash, .cancelled) }

    /// Ends what has passed its last moment, and erases sealed bytes that nobody may ask for any more.
    func sweep() {
        guarded { () throws(Diagnostic) in for job in try record.overdueJobs(at: now) { step(job.question, .deadlinePassed) } }
    }

    /// The administrator has paused or resumed the node. Paused, running questions are stopped and refused, and answers that are
    /// sealed already wait.
    func pauseChanged(isPaused: Bool) {
        guarded { () throws(Diagnostic) in
            for job in try record.openJobs() {
                switch job.state {
                case .received, .admitted, .computing: if isPaused { step(job.question, .refused(Self.paused)) }
                case .sealed: if !isPaused { send(job.question) }
                case .delivered, .refused, .failed, .cancelled, .expired: break
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

    static let paused = Diagnostic(.paused, "The hospital's administrator has paused its node.", hint: "Ask again later.")
    private static let replayed = Diagnostic(.replayed, "Another question was signed with the same nonce.", hint: "Sign the question anew.")
}

// MARK: - Transitions

extension JobDesk {
    private var now: Timestamp { Timestamp(clock()) }

    @discardableResult private func guarded<Result>(_ body: () throws(Diagnostic) -> Result) -> Result? {
        guard breakage == nil else { return nil }
        do throws(Diagnostic) {
            return try body()
        } catch {
            log.critical("the record of questions cannot be used", metadata: ["code": "\(error.code.rawValue)"])
            breakage = error
            for cancellation in running.values { cancellation.cancel() }
            return nil
        }
    }

    /// The state first, durably; then the actions.
    private func step(_ hash: String, _ event: Job.Event, sealed: SealedAnswer? = nil) {
        guarded { () throws(Diagnostic) in
            guard var job = try record.job(hash) else { return }
            let before = job
            let actions = job.handle(event)
            if job != before {
                let answer = job.state == .sealed ? sealed : nil
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
        case .compute: start(job.question)
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
        let verified: VerifiedQuestion
        do throws(Diagnostic) {
            verified = try examiner.verify(delivery, charter: charter, now: clock())
        } catch {
            return step(hash, .refused(error))
        }
        guard try record.describe(verified) else { return step(hash, .refused(Self.replayed)) }
        do throws(Diagnostic) {
            admitted[hash] = try examiner.admit(verified)
        } catch {
            return step(hash, .refused(error))
        }
        step(hash, .admitted)
    }
}

// MARK: - Computing

extension JobDesk {
    private func pump() {
        while !isStopping, breakage == nil, running.count < limits.jobs, !queue.isEmpty {
            step(queue.removeFirst(), .started)
        }
    }

    private func start(_ hash: String) {
        guard let question = admitted[hash] else { return }
        let cancellation = Cancellation()
        running[hash] = cancellation
        let compute = compute
        // A thread of its own: computing blocks for minutes, which the pool of tasks must never do.
        let thread = Thread {
            let outcome = Result { () throws(Diagnostic) in try compute(question, cancellation) }
            Task { await self.finished(hash, outcome) }
        }
        thread.stackSize = 8 << 20
        thread.start()
    }

    private func finished(_ hash: String, _ outcome: Result<SealedAnswer, Diagnostic>) {
        running[hash] = nil
        // A stop is no failure: the job stays as it is in the record and is taken up again.
        guard !isStopping else { return }
        switch outcome {
        case .success(let answer): step(hash, .sealed, sealed: answer)
        case .failure(let why):
            log.notice("question not answered", metadata: ["question": "\(hash)", "code": "\(why.code.rawValue)"])
            step(hash, .failed)
        }
        pump()
    }
}

// MARK: - Sending

extension JobDesk {
    private enum Message { case answer(Data), refusal(Diagnostic) }

    /// The coordinator also sees in the next poll that the question is in work, so this message may get lost.
    private func announce(_ hash: String) {
        let route = route
        Task { try? await route.announce(hash) }
    }

    private func send(_ hash: String) {
        guard !isStopping, sending.insert(hash).inserted else { return }
        Task { await deliver(hash) }
    }

    private func deliver(_ hash: String) async {
        var backoff = Backoff()
        while !isStopping, let message = message(hash) {
            do throws(Diagnostic) {
                switch message {
                case .answer(let envelope): try await route.sendAnswer(hash, envelope)
                case .refusal(let refusal): try await route.sendRefusal(hash, refusal)
                }
                step(hash, .acknowledged)
                break
            } catch {
                log.warning("sending failed", metadata: ["question": "\(hash)", "code": "\(error.code.rawValue)"])
                if error.isFinalForSender {
                    step(hash, .rejected)
                    break
                }
            }
            try? await Task.sleep(for: backoff.next())
        }
        sending.remove(hash)
    }

    /// What is to be sent now, from the record: nil when there is nothing, or nothing any more.
    private func message(_ hash: String) -> Message? {
        guarded { () throws(Diagnostic) in
            guard let job = try record.job(hash) else { return nil }
            switch job.state {
            case .sealed, .delivered:
                guard try record.pausedSince() == nil else { return nil }
                return try record.sealedBytes(hash).map(Message.answer)
            case .refused, .failed: return job.refusal.map(Message.refusal)
            case .received, .admitted, .computing, .cancelled, .expired: return nil
            }
        } ?? nil
    }
}

extension Job.Event {
    /// For logs.
    fileprivate var word: String {
        switch self {
        case .admitted: "admitted"
        case .refused: "refused"
        case .started: "started"
        case .sealed: "sealed"
        case .failed: "failed"
        case .acknowledged: "acknowledged"
        case .rejected: "rejected"
        case .redelivered: "redelivered"
        case .cancelled: "cancelled"
        case .deadlinePassed: "deadline passed"
        case .restarted: "restarted"
        }
    }
}
