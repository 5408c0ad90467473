import CordonTrust
import CordonValues
import Foundation

/// Which hospitals' policies keep their cells from the coordinator or the researcher of a question, as the hospitals said in their last
/// polls. The hospitals themselves refuse it in any case; here it is known before they are asked.
struct Borders: Sendable {
    private let coordinator: String
    private let researcher: String
    /// Of each member.
    private let jurisdictions: [String: String]
    private let borders: [String: Jurisdictions]

    /// A hospital that has said nothing forbids nothing.
    init(_ charter: Charter, researcher: PermitResearcher, _ statuses: [NodeStatus]) {
        coordinator = charter.coordinator.jurisdiction
        self.researcher = researcher.jurisdiction
        jurisdictions = Dictionary(charter.members.map { ($0.id, $0.jurisdiction) }) { first, _ in first }
        borders = statuses.reduce(into: [:]) { $0[$1.node] = $1.border }
    }

    /// Why each of these hospitals is not asked, of those that are not.
    func refusals(of hospitals: [String]) -> [String: Diagnostic] {
        hospitals.reduce(into: [:]) { refusals, hospital in
            refusals[hospital] = borders[hospital]?.refusal(by: hospital, coordinator: coordinator, researcher: researcher)
        }
    }

    /// All hospitals whose cells the researcher must not see, whenever they answered.
    var barred: Set<String> { Set(refusals(of: Array(borders.keys)).keys) }

    /// The jurisdictions that an answer of these hospitals is in, with those of coordinator and researcher, ascending.
    func crossed(by hospitals: [String]) -> [String] {
        Set(hospitals.compactMap { jurisdictions[$0] } + [coordinator, researcher]).sorted()
    }

    /// Refuses a question that fewer than `quorum` hospitals may answer: `border-forbidden`.
    func check(_ roster: [String], quorum: Int) throws(Diagnostic) {
        let refusals = refusals(of: roster)
        guard roster.count - refusals.count < quorum, let first = refusals.min(by: { $0.key < $1.key }) else { return }
        throw Diagnostic(
            .borderForbidden,
            "Of the \(roster.count) hospitals asked, \(roster.count - refusals.count) may answer across the borders that they draw; "
                + "\(quorum) have to. \(first.value.message)",
            hint: "No hospital was asked. 'cordon nodes' shows where each lets its cells go.")
    }
}

extension QuestionDesk {
    /// The borders of a stored question, as they are now.
    func borders(_ record: QuestionRecord) async throws(Diagnostic) -> Borders {
        let charter = try await registry.network().requireCharter().document
        guard let researcher = try await registry.permit(of: record).researchers.first(where: { $0.key.id.text == record.keyID }) else {
            throw Diagnostic(.notPermitted, "The permit does not name the researcher who signed the question.")
        }
        return Borders(charter, researcher: researcher, try await store.nodeStatuses())
    }
}
