import CordonAggregates
import CordonDisclosure
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

extension Boundary {
    /// Keys of a declared domain are in it or NULL, those that a grouping set does not group by are NULL: `partial-invalid`. A node's own data cannot
    /// have others, since loading refuses them.
    fileprivate func checkKeys(of table: PartialTable) throws(Diagnostic) {
        let domains = keys.map { $0.domain.map(Set.init) }
        for group in table.keys {
            guard let grouped = UnionName.positions(of: group, groupingSets) else { throw Self.invalid("a grouping set that the question does not have") }
            for (position, value) in group.enumerated() where value != .null && (groupingSets.count == 1 || position > 0) {
                guard grouped.contains(position) else { throw Self.invalid("a key that its grouping set does not group by") }
                if let domain = domains[position], !domain.contains(value) { throw Self.invalid("a key that the catalog does not declare") }
            }
        }
    }

    /// In the mode `site-floor` a group of which nothing is shown is named only where its key is declared: `partial-invalid`.
    fileprivate func checkWithheld(of table: PartialTable) throws(Diagnostic) {
        let hidden = table.keys.indices.filter { group in
            table.layout.mode == .siteFloor && zip(table.columns, aggregates).allSatisfy { $0.isWithheld(group: group) || $1.specification.stateKind == .none }
        }
        guard !hidden.isEmpty else { return }
        guard Set(declaredGroups).isSuperset(of: hidden.map { table.keys[$0] }) else { throw Self.invalid("a withheld group that its catalog does not declare") }
    }

    private static func invalid(_ what: String) -> Diagnostic { Diagnostic(.partialInvalid, "A partial table has \(what).") }
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
        // An answer that is not signed by either is refused for its signer below.
        let signer = member.keys(at: Timestamp(now())).first { $0.id == header.signer } ?? member.key
        let layouts = plan.layouts
        let expected = EnvelopeBinding(
            question: record.id, node: node, coordinator: configuration.id, roster: record.machine.hospitals.map(\.id),
            snapshot: header.snapshot, layout: PartialLayout.fingerprint(of: layouts))
        let frames = try Envelope.open(envelope, with: SealingKey(raw: raw), expected: expected, node: signer)
        let partials = try PartialCodec.decode(FrameCodec.decompress(frames), layouts: layouts)
        for (part, partial) in zip(plan.parts, partials) {
            try part.boundary.checkKeys(of: partial)
            try part.boundary.checkWithheld(of: partial)
        }
        let combined = try await registry.permit(of: record).disclosure.combined
        guard combined >= .triples || partials.allSatisfy(\.combinations.isEmpty) else {
            throw Diagnostic(.partialInvalid, "A partial table has combinations, and the permit has answers compared in pairs alone.")
        }
        guard combined == .all || partials.allSatisfy(\.atoms.isEmpty) else {
            throw Diagnostic(.partialInvalid, "A partial table has atoms, and the permit does not have all answers combined.")
        }
        if combined == .all, plan.mode == .merged {
            for (number, (part, partial)) in zip(plan.parts, partials).enumerated() { try part.boundary.checkAtoms(of: partial, question: record.id, part: number) }
        }
        return OpenedAnswer(snapshot: header.snapshot, partials: partials)
    }
}
