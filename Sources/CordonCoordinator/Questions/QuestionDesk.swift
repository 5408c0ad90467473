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
    let registry: Registry
    let room: WaitingRoom
    let active: ActiveQuestions
    let deadlines = Deadlines()
    let logger: Logger
    let now: @Sendable () -> Date

    /// Applies an event, then carries out what it asks for.
    @discardableResult
    func advance(
        _ id: String, _ event: QuestionEvent, opened: OpenedAnswer? = nil,
        alongside: @Sendable @escaping (Database, inout QuestionRecord) throws -> Void = { _, _ in }
    ) async throws(Diagnostic) -> Transition {
        let transition = try await store.advance(id, event, now: now().milliseconds, alongside: alongside)
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
            case .release: Task { await release(record.id) }
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
        await deadlines.cancel(record.id)
        for _ in 0..<10 {
            do { return try await store.truncateLog() } catch {
                // An operator's command reads at this moment; it is gone in the next.
                do { try await Task.sleep(for: .milliseconds(200)) } catch { break }
            }
        }
        // The rows are gone; the log is emptied at the next end of a question or start.
        logger.warning("log not emptied", metadata: ["question": "\(record.id)"])
    }

    /// Arms the timer of an open question.
    func arm(_ record: QuestionRecord) async {
        let wait = Duration.milliseconds(record.deadline - now().milliseconds)
        await deadlines.set(record.id, after: wait) { await passDeadline(record.id) }
    }

    private func passDeadline(_ id: String) async {
        do { try await advance(id, .deadlinePassed) } catch {
            logger.error("deadline not applied", metadata: ["question": "\(id)", "code": "\(error.code.rawValue)"])
        }
    }

    /// Takes up every unfinished question after a start.
    func resume() async throws(Diagnostic) {
        for record in try await store.openQuestions() {
            let transition = try await advance(record.id, .resumed(expired: now().milliseconds >= record.expires))
            if transition.record.state.isOpen { await arm(transition.record) }
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
        case .declined(let node, let reason): "declined \(node) \(reason.rawValue)"
        case .answerRejected(let node, let reason): "answer-rejected \(node) \(reason.rawValue)"
        case .deadlinePassed: "deadline-passed"
        case .cancelRequested: "cancel-requested"
        case .released: "released"
        case .releaseFailed(let reason): "release-failed \(reason.rawValue)"
        case .resumed: "resumed"
        }
    }
}
