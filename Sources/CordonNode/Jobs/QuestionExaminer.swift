import CordonAggregates
import CordonCatalog
import CordonQuery
import CordonTrust
import CordonValues
import Foundation

/// A question that this node will compute: verified, within the node's policy and the permit, planned here from its own text, and of
/// the layout that the coordinator expects. Only ``QuestionExaminer`` makes one.
struct AdmittedQuestion: Sendable {
    let verified: VerifiedQuestion
    let query: FederatedQuery

    fileprivate init(verified: VerifiedQuestion, query: FederatedQuery) {
        self.verified = verified
        self.query = query
    }
}

/// Decides whether this node answers a question. Its refusals speak of documents only; it sees no data.
struct QuestionExaminer: Sendable {
    let node: String
    let authority: VerifyingKey
    let policy: NodePolicy
    let catalog: Catalog

    /// Who asks, under which leave: signatures, times, roster.
    func verify(_ delivery: Delivery, charter: Data?, now: Date) throws(Diagnostic) -> VerifiedQuestion {
        guard let charter else {
            throw Diagnostic(.charterInvalid, "This hospital holds no charter yet.", hint: "The data authority has to sign one that names it.")
        }
        return try QuestionAdmission.verify(
            charter: charter, permit: delivery.permit, question: delivery.question, dispatch: delivery.dispatch, node: node,
            authority: authority, now: now)
    }

    /// What is asked: policy, catalog, plan, permit, layout.
    func admit(_ verified: VerifiedQuestion) throws(Diagnostic) -> AdmittedQuestion {
        let permit = verified.permit.document
        try check(permit)
        guard policy.allowsSiteResults || !permit.disclosure.allowsAlone(verified.question.document.roster) else {
            throw Diagnostic(
                .notPermitted, "The permit '\(permit.id)' shows results of hospitals alone; this hospital does not allow it.",
                hint: "Its administrator decides, in the node's configuration (`site_results`).")
        }
        guard verified.charter.document.catalog.hash == catalog.hash else {
            throw Diagnostic(
                .layoutMismatch, "This hospital's catalog '\(catalog.name)' \(catalog.version) is not the one that the charter names.",
                hint: "Its administrator has to install the network's catalog and load the data again.")
        }
        let query = try plan(verified.question.document.sql, permit.rows)
        for read in query.reads { try permit.check(table: read.table, columns: read.columns) }
        guard PartialLayout.fingerprint(of: query.layouts) == verified.dispatch.document.layout else {
            throw Diagnostic(
                .layoutMismatch, "This hospital and the coordinator plan the question differently: their versions differ.",
                hint: "Update Cordon on both sides.")
        }
        return AdmittedQuestion(verified: verified, query: query)
    }

    private func check(_ permit: Permit) throws(Diagnostic) {
        guard permit.mode.strength >= policy.minimumMode.strength else {
            throw Diagnostic(
                .notPermitted,
                "The permit '\(permit.id)' allows the mode '\(permit.mode.rawValue)'; this hospital demands '\(policy.minimumMode.rawValue)'.")
        }
        guard permit.threshold >= policy.minimumThreshold else {
            throw Diagnostic(
                .notPermitted,
                "The permit '\(permit.id)' has the threshold \(permit.threshold); this hospital demands at least \(policy.minimumThreshold).",
                hint: "Ask the data authority for a permit with a higher threshold.")
        }
    }

    private func plan(_ sql: String, _ rows: PermittedRows) throws(Diagnostic) -> FederatedQuery {
        do { return try Planner.plan(sql, catalog: catalog, rows: rows) } catch { throw error.first }
    }
}

extension ReleaseMode {
    /// Grows with what stays in the hospital (DESIGN section 6).
    fileprivate var strength: Int {
        switch self {
        case .merged: 0
        case .siteFloor: 1
        case .secure: 2
        }
    }
}
