import CordonAggregates
import CordonQuery
import CordonTrust
import CordonValues

/// The one way out of a hospital for anything about patients.
///
/// Claim: what passes is the partial table of a question whose tables and columns the permit names, in the shape that both sides
/// computed from the question's text, and no larger than ``groupLimit``. It requires that the caller verified the permit and the
/// question (``VerifiedQuestion``) and planned the question's own text. Nothing is stripped silently: a table passes whole or not.
/// In the mode `merged` it does not judge small cells: that is the coordinator's task, on merged cells. Combinations of three answers it
/// does not pass under a permit that has pairs compared alone, nor atoms but under one that has all answers combined. In the mode `site-floor` it passes
/// only tables of that mode, which the hospital has run disclosure control on and which hold nothing of withheld cells.
public enum Gate {
    /// The largest number of groups in one partial.
    public static let groupLimit = 2_000_000

    /// `partials` are those of the question's parts, in their order.
    public static func pass(_ partials: [PartialTable], question: FederatedQuery, permit: Permit, floors: CharterFloors)
        throws(Diagnostic) -> GatedPartial
    {
        for read in question.reads { try permit.check(table: read.table, columns: read.columns) }
        guard permit.threshold >= floors.threshold else {
            throw Diagnostic(.notPermitted, "The permit `\(permit.id)` has a threshold below the charter's floor.")
        }
        guard permit.mode.isBuilt, permit.mode == question.mode, floors.modes.contains(permit.mode) else {
            throw Diagnostic(.notPermitted, "The permit `\(permit.id)` has the mode `\(permit.mode.rawValue)`, which is not allowed here.")
        }
        guard partials.map(\.layout) == question.layouts else {
            throw Diagnostic(.layoutMismatch, "The partial has another layout than its question.")
        }
        guard permit.disclosure.combined >= .triples || partials.allSatisfy(\.combinations.isEmpty) else {
            throw Diagnostic(.notPermitted, "The permit `\(permit.id)` has answers compared in pairs alone.")
        }
        guard permit.disclosure.combined == .all || partials.allSatisfy(\.atoms.isEmpty) else {
            throw Diagnostic(.notPermitted, "The permit `\(permit.id)` does not have all answers combined.")
        }
        guard partials.reduce(0, { $0 + $1.groupCount }) <= groupLimit else {
            throw Diagnostic(
                .tooManyGroups, "The answer has more than \(groupLimit) groups.", hint: "Group by fewer or coarser keys.")
        }
        return GatedPartial(tables: partials)
    }
}
