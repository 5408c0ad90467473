import CordonValues
import Foundation

/// One released boundary in a study's ledger: its definition, the hospitals whose patients it is about, the snapshots it was
/// computed on, and the cells as they were released.
public struct LedgerEntry: Sendable {
    public let study: String
    /// ``FederatedQuery/canonicalDefinition``: the question without names, order and limits.
    public let definition: String
    /// The hospitals that answered, each with the id of the snapshot it answered on.
    public let snapshots: [String: String]
    /// The question that was released first.
    public let question: String
    public let released: ReleasedBoundary

    public init(study: String, definition: String, snapshots: [String: String], question: String, released: ReleasedBoundary) {
        self.study = study
        self.definition = definition
        self.snapshots = snapshots
        self.question = question
        self.released = released
    }

    /// True when a question is this one asked again on the same data: the entry answers it, whatever hospitals have come or gone
    /// since. A hospital whose current snapshot is unknown counts as unchanged; one that has loaded a new snapshot makes it a new
    /// question.
    public func answers(study: String, definition: String, currentSnapshots: [String: String]) -> Bool {
        guard study == self.study, definition == self.definition else { return false }
        return snapshots.allSatisfy { hospital, snapshot in (currentSnapshots[hospital] ?? snapshot) == snapshot }
    }
}
