import CordonAggregates
import CordonCatalog
import CordonGate
import CordonTrust
import CordonValues
import CordonWarehouse
import CordonWarehouseSQLite
import CordonWire

/// Computes admitted questions: warehouse, gate, encoding, sealing. Everything runs on the caller's thread.
struct QuestionWorker: Sendable {
    let node: String
    let key: SigningKey
    let limits: ExecutionLimits
    let warehouses: WarehouseShelf
    /// Where the record of questions lies: every thread has a connection of its own.
    let record: String
    let authority: VerifyingKey

    /// Any failure here is a limit or depends on data; what the coordinator is told is ``Job/notAnswered`` for all of them.
    func answer(_ question: AdmittedQuestion, _ cancellation: Cancellation) throws(Diagnostic) -> SealedAnswer {
        let warehouse = try warehouses.newest()
        let verified = question.verified
        let answers = try warehouse.membershipAnswers(question.query, limits: limits, cancellation: cancellation)
        let permit = verified.permit.document
        let comparison = AnswerComparison(
            record: try QuestionRecord(path: record), question: verified.id, study: verified.question.document.study,
            researchers: Set(permit.researchers.map(\.key.id)), authority: authority, threshold: Int64(permit.threshold))
        let gated = try Gate.pass(
            comparison.compared(answers, boundaries: question.query.parts.map(\.boundary)), question: question.query, permit: permit,
            floors: verified.charter.document.floors)
        let frames = try FrameCodec.compress(PartialCodec.encode(gated))
        let binding = EnvelopeBinding(
            question: verified.id, node: node, coordinator: verified.charter.document.coordinator.id,
            roster: verified.question.document.roster, snapshot: warehouse.snapshot.id,
            layout: PartialLayout.fingerprint(of: question.query.layouts))
        let envelope = try Envelope.seal(
            frames: frames, to: verified.dispatch.document.sealingKey, binding: binding, by: key)
        return SealedAnswer(
            envelope: envelope, kept: KeptTable(frames: frames, layouts: question.query.layouts), snapshot: warehouse.snapshot.id)
    }
}
