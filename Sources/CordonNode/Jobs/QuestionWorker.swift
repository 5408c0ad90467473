import CordonAggregates
import CordonCatalog
import CordonGate
import CordonTrust
import CordonValues
import CordonWarehouse
import CordonWarehouseSQLite
import CordonWire
import Foundation

/// Computes admitted questions: warehouse, gate, encoding, sealing. Everything runs on the caller's thread.
struct QuestionWorker: Sendable {
    let node: String
    let key: SigningKey
    let limits: ExecutionLimits
    let warehouses: WarehouseShelf
    /// Where the record of questions lies: every thread has a connection of its own.
    let record: String
    let authority: VerifyingKey

    /// Any failure here is a limit or depends on data; what the coordinator is told is ``Job/notAnswered`` for all of them but one: where
    /// a person approved what they had previewed and another table would leave now, it is `preview-outdated`, and nothing is remembered.
    func answer(_ question: AdmittedQuestion, _ cancellation: Cancellation) throws(Diagnostic) -> SealedAnswer {
        let verified = question.verified
        let record = try QuestionRecord(path: record)
        let previewed = try record.preview(verified.id)
        let computed = try compute(question, cancellation, record) { (computed) throws(Diagnostic) in
            guard previewed == nil || previewed == computed.kept else {
                throw Diagnostic(.previewOutdated, "What would leave is no longer what was previewed.", hint: "Preview it again.")
            }
            return true
        }
        let binding = EnvelopeBinding(
            question: verified.id, node: node, coordinator: verified.charter.document.coordinator.id,
            roster: verified.question.document.roster, snapshot: computed.snapshot,
            layout: PartialLayout.fingerprint(of: question.query.layouts))
        let envelope = try Envelope.seal(
            frames: computed.frames, to: verified.dispatch.document.sealingKey, binding: binding, by: key)
        return SealedAnswer(envelope: envelope, kept: computed.kept, snapshot: computed.snapshot)
    }

    /// The table as it would leave now. Nothing is sealed, and nothing counts as answered.
    func preview(_ question: AdmittedQuestion, _ cancellation: Cancellation) throws(Diagnostic) -> KeptTable {
        try compute(question, cancellation, QuestionRecord(path: record)) { _ in false }.kept
    }

    private struct Computed {
        let frames: [Data]
        let kept: KeptTable
        let snapshot: String
    }

    /// `settle` sees the table before anything is remembered of it, and is true where it counts as answered from then on.
    private func compute(
        _ question: AdmittedQuestion, _ cancellation: Cancellation, _ record: QuestionRecord,
        settle: (Computed) throws(Diagnostic) -> Bool
    ) throws(Diagnostic) -> Computed {
        let warehouse = try warehouses.newest()
        let (verified, permit) = (question.verified, question.verified.permit.document)
        let answers = try warehouse.membershipAnswers(question.query, limits: limits, cancellation: cancellation)
        let threshold = verified.charter.document.floors.patients(under: permit)
        let comparison = AnswerComparison(
            record: record, question: verified.id, study: verified.question.document.study,
            researchers: Set(permit.researchers.map(\.key.id)), authority: authority,
            threshold: threshold, combinations: permit.disclosure.combined
        ) { (source) throws(Diagnostic) in try warehouse.values(of: source, under: permit.rows, catalog: warehouses.catalog) }
        var computed: Computed?
        _ = try comparison.compared(answers, boundaries: question.query.parts.map(\.boundary)) { (tables) throws(Diagnostic) in
            let decision = try SiteDecision(
                tables, of: question.query, question: verified.id, at: node, permit, threshold: threshold, record)
            let gated = try Gate.pass(decision.leaving, question: question.query, permit: permit, floors: verified.charter.document.floors)
            let frames = try FrameCodec.compress(PartialCodec.encode(gated))
            let made = Computed(
                frames: frames, kept: KeptTable(frames: frames, layouts: question.query.layouts), snapshot: warehouse.snapshot.id)
            computed = made
            guard try settle(made) else { return false }
            try record.remember(decision.releases, of: verified.id)
            return true
        }
        guard let computed else { throw Diagnostic(.internalFailure, "An answer was not settled.") }
        return computed
    }
}
