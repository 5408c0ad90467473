import CordonTrust
import CordonValues

/// What the revocation list ends of questions that are under way. Requests are refused where they arrive.
extension QuestionDesk {
    /// To be called again and again: an operator installs a list while the service runs.
    func enforceRevocations() async throws(Diagnostic) {
        let network = try await registry.network()
        guard let list = network.revocations?.document, let charter = network.charter?.document else { return }
        if await work.isNews(revocations: list.version) { await room.wake(charter.members.map { Topic.node($0.id) }) }
        guard !list.isEmpty else { return }
        for record in try await store.openQuestions() { try await enforce(list, charter, on: record) }
    }

    private func enforce(_ list: Revocations, _ charter: Charter, on record: QuestionRecord) async throws(Diagnostic) {
        guard let authority = configuration.authority else { return }
        let permit = try Signed<Permit>.verify(record.permit, by: [authority]).document
        guard list.permit(permit.id) == nil, try list.key(KeyIdentifier(text: record.keyID)) == nil else {
            try await advance(record.id, .revoked)
            return
        }
        guard record.state.isOpen || record.machine.waiting != nil else { return }
        for hospital in record.machine.hospitals where charter.member(hospital.id).map({ list.key($0.key.id) != nil }) == true {
            try await dismiss(hospital, of: record.id)
        }
    }

    /// Goes on without a hospital whose key is revoked. What it has answered is in the running merge, which is made again without it.
    private func dismiss(_ hospital: QuestionMachine.Hospital, of question: String) async throws(Diagnostic) {
        if hospital.state.isOpen {
            try await advance(question, .declined(hospital.id, .revoked))
        } else if hospital.state == .answered {
            await active.drop(question)
            try await advance(question, .answerRejected(hospital.id, .revoked))
        }
    }
}
