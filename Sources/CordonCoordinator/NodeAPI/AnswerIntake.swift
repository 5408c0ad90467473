import CordonTrust
import CordonValues
import Foundation

/// Takes a node's sealed answer: opened and checked first, then durable, then merged, then acknowledged.
extension NodeRoutes {
    func partial(_ request: APIRequest) async throws(Diagnostic) -> APIReply {
        let (id, node, bytes) = (try request.requireQuestion(), try request.requireMember().id, request.parts.body)
        let record = try await expecting(id, node)
        let digest = Hexadecimal.sha256(bytes)
        if let known = record.machine.hospital(node)?.digest {
            guard known == digest else { throw .refusedAnswer(.alreadyAnswered) }
            return .empty
        }
        let opened = try await openOrReject(record, node, bytes)
        let status = try await desk.store.nodeStatus(node)
        let said = status?.snapshotID == opened.snapshot ? status : nil
        let envelope = EnvelopeRecord(
            question: id, node: node, snapshot: opened.snapshot, cutoff: said?.cutoff ?? "", objections: said?.objections, bytes: bytes)
        let transition = try await desk.advance(id, .answered(node, digest: digest), opened: opened) { database, _ in
            try envelope.insert(database)
        }
        if let code = transition.rejection { throw .refusedAnswer(code) }
        return .empty
    }

    /// The question, when this node was asked and may still answer. Also asked before the body is read.
    func expecting(_ id: String, _ node: String) async throws(Diagnostic) -> QuestionRecord {
        guard let record = try await desk.store.question(id) else { throw Diagnostic(.notFound, "There is no question \(id).") }
        guard let hospital = record.machine.hospital(node), record.dispatch != nil else { throw .refusedAnswer(.notOnRoster) }
        if hospital.digest == nil, !record.state.isOpen || !hospital.state.isOpen {
            throw .refusedAnswer(record.state == .cancelled ? .cancelled : .deadlinePassed)
        }
        return record
    }

    /// What does not open is no answer; the question goes on without this node.
    private func openOrReject(_ record: QuestionRecord, _ node: String, _ bytes: Data) async throws(Diagnostic) -> OpenedAnswer {
        let question = try await desk.active.question(record)
        do {
            return try await desk.open(bytes, from: node, record, plan: question.plan)
        } catch where error.code != .storageFailed {
            desk.logger.warning(
                "answer refused", metadata: ["question": "\(record.id)", "node": "\(node)", "code": "\(error.code.rawValue)"])
            try await desk.advance(record.id, .answerRejected(node, error.code))
            throw error
        }
    }
}
