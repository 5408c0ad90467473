import CordonAggregates
import CordonQuery
import CordonValues

/// A hospital's data as the catalog describes it, whatever engine holds it.
public protocol Warehouse: Sendable {
    var snapshot: SnapshotDescription { get }

    /// The partial table of one part of a question, in canonical order. A part without group keys has its one group even when no row
    /// meets it. Every limit, a cancellation, and everything that depends on rows fails with ``Diagnostic/notAnswered``, so that
    /// nothing about the data can be learnt from how a question fails.
    func answer(_ part: FederatedPart, limits: ExecutionLimits, cancellation: Cancellation) throws(Diagnostic) -> PartialTable
}

extension Diagnostic {
    /// The one shape in which a warehouse does not answer: too slow, too large, cancelled, a failing disk.
    public static let notAnswered = Diagnostic(
        .notAnswered, "The hospital did not answer this question.",
        hint: "A question that reads fewer rows or makes fewer groups may be answered.")
}
