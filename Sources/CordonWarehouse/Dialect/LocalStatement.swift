import CordonQuery
import CordonValues

/// The statement that a node runs for a question: a source of rows, one for each row of the inside plan, which our own grouping
/// reads. The boundary's groups are never made, sorted or aggregated here. Values of the question are bound, never part of the text.
public struct LocalStatement: Sendable, Hashable {
    public let text: String
    /// The values of `?1`, `?2`, …
    public let arguments: [Value]
    /// What each result column is, in order; equal expressions share one.
    public let columns: [LocalColumn]
    /// Which result column plays which part.
    public let parts: RowParts
    /// Functions of ours that the text calls: they must be registered before it is prepared.
    public let routines: [ScalarRoutine]
    /// Aggregates of ours that the text calls.
    public let aggregates: [AggregateRoutine]
    /// SQLite's own functions that the text calls, by name.
    public let builtins: [String]
    /// Names of the queries of WITH.
    public let commonTables: [String]
}

public struct LocalColumn: Sendable, Hashable {
    public let name: String
    public let type: ValueType
}

/// Positions of result columns.
public struct RowParts: Sendable, Hashable {
    public let patient: Int
    public let keys: [Int]
    public let aggregates: [AggregateParts]
}

public struct AggregateParts: Sendable, Hashable {
    /// Nil where rows or patients are counted.
    public let argument: Int?
    /// The second argument of a function of two.
    public let second: Int?
    public let filter: Int?
}
