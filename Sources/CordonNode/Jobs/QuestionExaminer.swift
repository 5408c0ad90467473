import CordonAggregates
import CordonCatalog
import CordonQuery
import CordonTrust
import CordonValues
import Foundation

/// A question that this node may compute: verified, within the node's policy and the permit, planned here from its own text, and of
/// the layout that the coordinator expects. Only ``QuestionExaminer`` makes one.
struct AdmittedQuestion: Sendable {
    let verified: VerifiedQuestion
    let query: FederatedQuery

    fileprivate init(verified: VerifiedQuestion, query: FederatedQuery) {
        self.verified = verified
        self.query = query
    }
}

/// What became of a question that nothing refuses.
enum Examined: Sendable {
    case admitted(AdmittedQuestion)
    /// A person decides, because of this line of the policy.
    case held(String)
}

/// Decides whether this node answers a question. Its refusals speak of documents only; it sees no data.
struct QuestionExaminer: Sendable {
    let node: String
    let authority: VerifyingKey
    let policy: NodePolicy
    let catalog: Catalog

    /// Who asks, under which leave: signatures, times, roster.
    func verify(_ delivery: Delivery, charter: Data?, revocations: Data?, now: Date) throws(Diagnostic) -> VerifiedQuestion {
        guard let charter else {
            throw Diagnostic(.charterInvalid, "This hospital holds no charter yet.", hint: "The data authority has to sign one that names it.")
        }
        return try QuestionAdmission.verify(
            charter: charter, permit: delivery.permit, question: delivery.question, dispatch: delivery.dispatch, node: node,
            authority: authority, revocations: revocations, now: now)
    }

    /// Why a question that was taken in is not answered any more; nil while nothing of it is revoked.
    func revocation(of delivery: Delivery, charter: Data?, revocations: Data?) -> Diagnostic? {
        guard let charter, let revocations else { return nil }
        do throws(Diagnostic) {
            try QuestionAdmission.checkRevocations(
                revocations, charter: charter, permit: delivery.permit, question: delivery.question, node: node, authority: authority)
            return nil
        } catch {
            return error
        }
    }

    /// What is asked: catalog, plan, permit, layout, and last the hospital's policy.
    ///
    /// `usage` is that of the same researcher in the same study before; `isApproved` when a person has approved the question.
    func examine(
        _ verified: VerifiedQuestion, usage: RecentUsage, isApproved: Bool, now: Timestamp
    ) throws(Diagnostic) -> Examined {
        let question = try planned(verified)
        let decision = decide(question, usage: usage, isApproved: isApproved, now: now)
        switch decision.verdict {
        case .admit: return .admitted(question)
        case .hold: return .held(decision.line)
        case .refuse(let why): throw why
        }
    }

    /// What the policy alone makes of a question that is permitted and planned.
    func decide(_ verified: VerifiedQuestion, usage: RecentUsage, now: Timestamp) throws(Diagnostic) -> PolicyDecision {
        try decide(planned(verified), usage: usage, isApproved: false, now: now)
    }

    private func decide(_ question: AdmittedQuestion, usage: RecentUsage, isApproved: Bool, now: Timestamp) -> PolicyDecision {
        let verified = question.verified
        return policy.decide(
            PolicyFacts(
                node: node, permit: verified.permit.document, roster: verified.question.document.roster,
                coordinator: verified.charter.document.coordinator.jurisdiction, researcher: verified.researcher.jurisdiction,
                reads: question.query.reads + question.query.filterReads, moment: now, usage: usage, isApproved: isApproved))
    }

    private func planned(_ verified: VerifiedQuestion) throws(Diagnostic) -> AdmittedQuestion {
        guard verified.charter.document.catalog.hash == catalog.hash else {
            throw Diagnostic(
                .layoutMismatch, "This hospital's catalog '\(catalog.name)' \(catalog.version) is not the one that the charter names.",
                hint: "Its administrator has to install the network's catalog and load the data again.")
        }
        let permit = verified.permit.document
        let query = try plan(verified.question.document.sql, permit)
        for read in query.reads { try permit.check(table: read.table, columns: read.columns) }
        guard PartialLayout.fingerprint(of: query.layouts) == verified.dispatch.document.layout else {
            throw Diagnostic(
                .layoutMismatch, "This hospital and the coordinator plan the question differently: their versions differ.",
                hint: "Update Cordon on both sides.")
        }
        return AdmittedQuestion(verified: verified, query: query)
    }

    private func plan(_ sql: String, _ permit: Permit) throws(Diagnostic) -> FederatedQuery {
        do { return try Planner.plan(sql, catalog: catalog, rows: permit.rows, mode: permit.mode) } catch { throw error.first }
    }
}
