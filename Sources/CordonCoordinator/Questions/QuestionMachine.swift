import CordonValues

/// The life of one question, as a value: events in, actions out, no clock, no input or output.
///
/// The store applies an event and writes the machine back in one transaction; only then are the actions carried out. Every action
/// may be carried out again after a crash: that is what ``QuestionEvent/resumed(expired:)`` is for.
public struct QuestionMachine: Sendable, Hashable, Codable {
    public struct Hospital: Sendable, Hashable, Codable {
        public let id: String
        public fileprivate(set) var state: HospitalState
        /// Why it did not answer; `paused` also while it still may.
        public fileprivate(set) var reason: DiagnosticCode?
        /// The hospital's own words on it, where its policy refused.
        public fileprivate(set) var message: String?
        /// SHA-256 of the sealed envelope that was accepted, in hexadecimal. Kept after the envelope is erased, to recognise it.
        public fileprivate(set) var digest: String?

        var isPaused: Bool { state.isOpen && reason == .paused }
    }

    public private(set) var state: QuestionState
    /// In the roster's order.
    public private(set) var hospitals: [Hospital]
    /// How many hospitals must have answered for a release; at least 1.
    public let quorum: Int
    /// Why the question ended without a release.
    public private(set) var failure: DiagnosticCode?
    /// Why the release cannot be decided yet; nil in any other state than `releasing`.
    public private(set) var waiting: DiagnosticCode?

    /// `barred` are hospitals that are not asked, each with the refusal that it has stated before.
    public init(roster: [String], quorum: Int, barred: [String: Diagnostic] = [:]) {
        state = .queued
        hospitals = roster.map { id in
            barred[id].map { Hospital(id: id, state: .refused, reason: $0.code, message: $0.message) } ?? Hospital(id: id, state: .waiting)
        }
        self.quorum = max(1, quorum)
    }

    /// A question that an earlier release answers: over from the start, with the hospitals of that release.
    public init(answeredEarlierBy hospitals: [String]) {
        state = .released
        self.hospitals = hospitals.map { Hospital(id: $0, state: .answered) }
        quorum = 1
    }

    public func hospital(_ id: String) -> Hospital? { hospitals.first { $0.id == id } }

    public var answered: [String] { hospitals.filter { $0.state == .answered }.map(\.id) }

    public mutating func handle(_ event: QuestionEvent) -> [QuestionAction] {
        defer { if state != .releasing { waiting = nil } }
        return switch event {
        case .delivered(let node): progress(node, to: .delivered, from: [.waiting])
        case .accepted(let node): progress(node, to: .working, from: [.waiting, .delivered])
        case .answered(let node, let digest): answer(node, digest)
        case .declined(let node, let reason, let message): decline(node, reason, message)
        case .answerRejected(let node, let reason): reject(node, reason)
        case .pauseReported(let node, let isPaused): pause(node, isPaused)
        case .holdReported(let node, let isHeld):
            isHeld ? progress(node, to: .held, from: [.waiting, .delivered, .working]) : progress(node, to: .working, from: [.held])
        case .deadlinePassed: deadline()
        case .cancelRequested: cancel()
        case .revoked: revoke()
        case .released: finish(.releasing, to: .released)
        case .releaseFailed(let reason): fail(reason)
        case .releaseWaits(let reason): wait(reason)
        case .resumed(let expired): resume(expired)
        }
    }
}

extension QuestionMachine {
    private mutating func progress(_ node: String, to next: HospitalState, from earlier: [HospitalState]) -> [QuestionAction] {
        guard let place = hospitals.firstIndex(where: { $0.id == node }) else { return [.reject(.notOnRoster)] }
        guard state.isOpen else { return [.reject(closedCode)] }
        guard earlier.contains(hospitals[place].state) else { return [] }
        hospitals[place].state = next
        state = .running
        return []
    }

    private mutating func answer(_ node: String, _ digest: String) -> [QuestionAction] {
        guard let place = hospitals.firstIndex(where: { $0.id == node }) else { return [.reject(.notOnRoster)] }
        if let known = hospitals[place].digest { return known == digest ? [] : [.reject(.alreadyAnswered)] }
        guard state.isOpen else { return [.reject(closedCode)] }
        guard hospitals[place].state.isOpen else { return [.reject(.alreadyAnswered)] }
        hospitals[place].state = .answered
        hospitals[place].reason = nil
        hospitals[place].digest = digest
        state = .running
        return [.merge(node)] + settle()
    }

    private mutating func decline(_ node: String, _ reason: DiagnosticCode, _ message: String?) -> [QuestionAction] {
        guard let place = hospitals.firstIndex(where: { $0.id == node }) else { return [.reject(.notOnRoster)] }
        guard hospitals[place].digest == nil else { return [.reject(.alreadyAnswered)] }
        guard state.isOpen, hospitals[place].state.isOpen else { return [] }
        hospitals[place].state = reason == .notAnswered ? .notAnswered : .refused
        hospitals[place].reason = reason
        hospitals[place].message = message
        state = .running
        return settle()
    }

    /// What the node sent turned out, at intake or when it was opened again, to be no acceptable answer.
    private mutating func reject(_ node: String, _ reason: DiagnosticCode) -> [QuestionAction] {
        guard let place = hospitals.firstIndex(where: { $0.id == node }) else { return [.reject(.notOnRoster)] }
        guard !state.isFinal, hospitals[place].state.isOpen || hospitals[place].state == .answered else { return [] }
        hospitals[place].state = .refused
        hospitals[place].reason = reason
        if state == .releasing {
            guard answered.count >= quorum else { return fail(.quorumNotMet) }
            // It may have waited for nothing else than what this hospital does not say.
            return waiting == nil ? [] : [.release]
        }
        state = .running
        return settle()
    }

    private mutating func pause(_ node: String, _ isPaused: Bool) -> [QuestionAction] {
        guard let place = hospitals.firstIndex(where: { $0.id == node }) else { return [.reject(.notOnRoster)] }
        guard state.isOpen, hospitals[place].state.isOpen else { return [] }
        hospitals[place].reason = isPaused ? .paused : nil
        return settle()
    }

    private mutating func deadline() -> [QuestionAction] {
        guard state.isOpen else { return [] }
        giveUpOpen()
        return settle()
    }

    private mutating func giveUpOpen() {
        for place in hospitals.indices where hospitals[place].state.isOpen {
            let hospital = hospitals[place]
            hospitals[place].reason = hospital.isPaused ? .paused : hospital.state == .held ? .held : .deadlinePassed
            hospitals[place].state = .missing
        }
    }

    private mutating func cancel() -> [QuestionAction] {
        if state == .cancelled { return [] }
        guard state.isOpen || waiting != nil else { return [.reject(.conflict)] }
        return stop(.cancelled)
    }

    /// Also while it is releasing: what is not stored yet is not released.
    private mutating func revoke() -> [QuestionAction] { state.isFinal ? [] : stop(.revoked) }

    private mutating func stop(_ reason: DiagnosticCode) -> [QuestionAction] {
        for place in hospitals.indices where hospitals[place].state.isOpen {
            hospitals[place].state = .cancelled
            hospitals[place].reason = nil
        }
        state = .cancelled
        failure = reason
        return [.wake, .erase]
    }

    private mutating func resume(_ expired: Bool) -> [QuestionAction] {
        switch state {
        case .queued, .running:
            guard expired else { return [.wake] + answered.map(QuestionAction.merge) + settle() }
            state = .expired
            failure = .expired
            return [.wake, .erase]
        case .releasing: return answered.map(QuestionAction.merge) + [.release]
        case .released, .refused, .failed, .cancelled, .expired: return [.erase]
        }
    }

    /// Moves on when no hospital is waited for any more. A paused one is not waited for when enough others have answered; with too
    /// few it has until the deadline to resume.
    private mutating func settle() -> [QuestionAction] {
        guard state.isOpen, !hospitals.contains(where: { $0.state.isOpen && !$0.isPaused }) else { return [] }
        let count = answered.count
        guard count >= quorum || !hospitals.contains(where: \.isPaused) else { return [] }
        if count >= quorum {
            giveUpOpen()
            state = .releasing
            return [.wake, .release]
        }
        if hospitals.allSatisfy({ $0.state == .refused }) {
            state = .refused
            failure = hospitals.first?.reason
            return [.erase]
        }
        let silent = count == 0 && hospitals.contains { $0.state == .missing }
        return fail(silent ? .deadlinePassed : .quorumNotMet)
    }

    private mutating func fail(_ reason: DiagnosticCode) -> [QuestionAction] {
        guard !state.isFinal else { return [] }
        state = .failed
        failure = reason
        return [.wake, .erase]
    }

    private mutating func wait(_ reason: DiagnosticCode) -> [QuestionAction] {
        if state == .releasing { waiting = reason }
        return []
    }

    private mutating func finish(_ from: QuestionState, to next: QuestionState) -> [QuestionAction] {
        guard state == from else { return [.reject(.conflict)] }
        state = next
        return [.erase]
    }

    /// Why a question that is over takes nothing more.
    private var closedCode: DiagnosticCode {
        switch state {
        case .cancelled: .cancelled
        case .expired: .expired
        case .queued, .running, .releasing, .released, .refused, .failed: .deadlinePassed
        }
    }
}
