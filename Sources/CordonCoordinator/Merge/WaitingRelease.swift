import CordonValues

// A release that cannot be decided beside another question, where all answers are combined: docs/disclosure/atoms.md, "Two questions at once".

extension QuestionDesk {
    /// The questions because of which a release waits, with their revisions. Nil where waiting mends nothing, or its own deadline is over: it fails.
    func awaited(by record: QuestionRecord, _ others: some Sequence<QuestionRecord>) -> [String: Int]? {
        guard now().milliseconds < record.deadline else { return nil }
        var revisions: [String: Int] = [:]
        for other in others {
            guard record.waits(for: other) else { return nil }
            revisions[other.id] = other.revision
        }
        return revisions.isEmpty ? nil : revisions
    }

    /// Nil where the question's own answers changed meanwhile. What is merged is forgotten: while it waits its answers are nowhere but in their envelopes.
    func wait(_ record: QuestionRecord, for others: [String: Int]) async throws(Diagnostic) -> OpenWork.End? {
        let now = try await advance(record.id, .releaseWaits(.conflict)).record
        guard now.state == .releasing else { return .done }
        guard now.machine.answered == record.machine.answered else { return nil }
        await active.drop(record.id)
        return .waiting(for: others)
    }

    /// False while nothing has changed of what a release waits for.
    func isDue(_ record: QuestionRecord) async throws(Diagnostic) -> Bool {
        guard let others = await work.awaited(by: record.id), now().milliseconds < record.deadline else { return true }
        return try await store.questions(Array(others.keys)).mapValues(\.revision) != others
    }
}

extension QuestionRecord {
    /// While the other's hospitals may answer or decline, or it may end without an answer. Of two releases that are due the one that was submitted first waits, and the other fails, so that no two wait
    /// for each other. What is released stays in the way for ever.
    fileprivate func waits(for other: Self) -> Bool {
        other.state.isOpen || other.state == .releasing && (created, id) < (other.created, other.id)
    }
}
