import CordonAggregates
import CordonAttacker
import CordonDisclosure
import CordonQuery
import CordonTrust
import CordonValues

/// What a node makes of its tables before the gate, by the permit's mode.
struct SiteDecision {
    /// One for each part of the question.
    let leaving: [PartialTable]
    /// What the hospital keeps of it; nothing in the mode `merged`, where disclosure control is the coordinator's.
    let releases: [ReleasedBoundary]

    /// In the mode `site-floor` runs disclosure control on the tables, which carry their comparisons, after what `record` remembers.
    init(
        _ tables: [PartialTable], of query: FederatedQuery, question: String, at node: String, _ permit: Permit, threshold: Int64, _ record: QuestionRecord
    ) throws(Diagnostic) {
        guard query.mode == .siteFloor else {
            (leaving, releases) = (tables, [])
            return
        }
        var before: [String: [ReleasedBoundary]] = [:]
        for other in Set(tables.flatMap(\.earlierQuestions)) where other != question {
            before[other] = try record.siteReleases(other)
        }
        let floor = SiteFloor(
            hospital: node, threshold: threshold, zeros: permit.disclosure.protectsZeros ? .protect : .publish, combinations: permit.disclosure.combined,
            suppression: Suppression.decide(_:until:))
        let decisions = try floor.decide(tables, of: query, question: question, before: before)
        (leaving, releases) = (decisions.map(\.leaving), decisions.map(\.released))
    }
}
