import CordonAggregates
import CordonQuery
import CordonTrust
import CordonValues
import CordonWire
import Foundation

/// A node's answer out of its envelope: from the node it claims, for this question, decoded and checked.
struct OpenedAnswer: Sendable {
    let snapshot: String
    /// One for each part of the question.
    let partials: [PartialTable]
}

extension QuestionDesk {
    /// Opens, decodes and checks a sealed answer. The snapshot is the one the node names: whichever it read, the envelope is bound
    /// to it. Runs outside every actor, since a large partial takes a while.
    func open(_ envelope: Data, from node: String, _ record: QuestionRecord, plan: FederatedQuery) async throws(Diagnostic)
        -> OpenedAnswer
    {
        guard let raw = record.sealingKey else {
            throw Diagnostic(.envelopeInvalid, "The key of this question is gone; nothing sealed to it opens any more.")
        }
        guard let member = try await registry.network().requireCharter().document.member(node) else {
            throw Diagnostic(.notOnRoster, "'\(node)' is not a member of the network.")
        }
        let header = try Envelope.header(of: envelope)
        let layouts = plan.layouts
        let expected = EnvelopeBinding(
            question: record.id, node: node, coordinator: configuration.id, roster: record.machine.hospitals.map(\.id),
            snapshot: header.snapshot, layout: PartialLayout.fingerprint(of: layouts))
        let frames = try Envelope.open(envelope, with: SealingKey(raw: raw), expected: expected, node: member.key)
        let partials = try PartialCodec.decode(FrameCodec.decompress(frames), layouts: layouts)
        return OpenedAnswer(snapshot: header.snapshot, partials: partials)
    }
}
