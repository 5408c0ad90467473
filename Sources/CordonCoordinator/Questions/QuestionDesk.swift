import CordonAudit
import CordonTrust
import CordonValues
import Foundation
import GRDB
import Logging

/// Carries questions through their lives: every event goes through the store first, then its actions are carried out. Holds no
/// state of a question that the store does not.
struct QuestionDesk: Sendable {
    let configuration: CoordinatorConfiguration
    let key: SigningKey
    let store: CoordinatorStore
    /// Every event that decides something is in it before the store commits it; what cannot be recorded does not happen.
    let audit: AuditLog
    let refusals: RefusalRecords
    /// What nodes tell of their audit logs.
    let heads: HeldHeads
    let registry: Registry
    let room: WaitingRoom
    let active: ActiveQuestions
    let work = OpenWork()
    let logger: Logger
    let now: @Sendable () -> Date

    /// Applies an event, then carries out what it asks for.
    @discardableResult
    func advance(
        _ id: String, _ event: QuestionEvent, opened: OpenedAnswer? = nil,
        alongside: @Sendable @escaping (Database, inout QuestionRecord) throws -> Void = { _, _ in }
    ) async throws(Diagnostic) -> Transition {
        let audit = audit
        let transition = try await store.advance(id, event, now: now().milliseconds) { database, row in
            try alongside(database, &row)
            try audit.append(AuditEvent.records(of: event, row))
        }
        if transition.changed {
            logger.info("question", metadata: ["question": "\(id)", "event": "\(event.name)", "state": "\(transition.record.state.rawValue)"])
        }
        await carryOut(transition, opened: opened)
        return transition
    }

    private func carryOut(_ transition: Transition, opened: OpenedAnswer?) async {
        let record = transition.record
        for action in transition.actions {
            switch action {
            case .wake: await room.wake(record.machine.hospitals.map { Topic.node($0.id) })
            case .merge(let node): await merge(record, node, opened)
            case .release: Task { await release(record) }
            case .erase: await erase(record)
            case .reject: break
            }
        }
        guard transition.changed else { return }
        let topic = Topic.question(record.id)
        if record.state.isFinal { await room.retire(topic) } else { await room.wake([topic]) }
    }

    private func erase(_ record: QuestionRecord) async {
        await active.drop(record.id)
        await work.forget(record.id)
        await emptyLog()
    }

    /// Applies an event that nobody waits for; false when the store failed.
    @discardableResult
    func apply(_ event: QuestionEvent, to id: String) async -> Bool {
        do {
            try await advance(id, event)
            return true
        } catch {
            logger.error(
                "event not applied", metadata: ["question": "\(id)", "event": "\(event.name)", "code": "\(error.code.rawValue)"])
            return false
        }
    }

    /// Takes up every unfinished question after a start.
    func resume() async throws(Diagnostic) {
        for record in try await store.openQuestions() {
            try await advance(record.id, .resumed(expired: now().milliseconds >= record.expires))
        }
        try await store.truncateLog()
    }
}

extension QuestionEvent {
    /// For the log: what happened and at which node, nothing else.
    var name: String {
        switch self {
        case .delivered(let node): "delivered \(node)"
        case .accepted(let node): "accepted \(node)"
        case .answered(let node, _): "answered \(node)"
        case .declined(let node, let reason, _): "declined \(node) \(reason.rawValue)"
        case .answerRejected(let node, let reason): "answer-rejected \(node) \(reason.rawValue)"
        case .pauseReported(let node, let isPaused): "\(isPaused ? "paused" : "resumed") \(node)"
        case .holdReported(let node, let isHeld): "\(isHeld ? "held" : "decided") \(node)"
        case .deadlinePassed: "deadline-passed"
        case .cancelRequested: "cancel-requested"
        case .revoked: "revoked"
        case .released: "released"
        case .releaseFailed(let reason): "release-failed \(reason.rawValue)"
        case .releaseWaits(let reason): "release-waits \(reason.rawValue)"
        case .resumed: "resumed"
        }
    }
}
