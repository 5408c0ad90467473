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

extension Warehouse {
    /// The partial tables of all parts of a question, one after the other, within the limits of one question: the time that the parts take
    /// and the groups that they keep add up.
    public func answer(
        _ query: FederatedQuery, limits: ExecutionLimits, cancellation: Cancellation
    ) throws(Diagnostic) -> [PartialTable] {
        let start = ContinuousClock.now
        var partials: [PartialTable] = []
        var rest = limits
        for part in query.parts {
            guard partials.isEmpty || rest.groups >= 0 && rest.memoryBytes > 0 && rest.seconds > 0 else { throw .notAnswered }
            let partial = try answer(part, limits: rest, cancellation: cancellation)
            rest.groups -= partial.groupCount
            rest.memoryBytes -= partial.groupCount * (64 + 256 * partial.columns.count)
            rest.seconds = limits.seconds - (ContinuousClock.now - start) / .seconds(1)
            partials.append(partial)
        }
        return partials
    }
}

extension Diagnostic {
    /// The one shape in which a warehouse does not answer: too slow, too large, cancelled, a failing disk.
    public static let notAnswered = Diagnostic(
        .notAnswered, "The hospital did not answer this question.",
        hint: "A question that reads fewer rows or makes fewer groups may be answered.")
}
