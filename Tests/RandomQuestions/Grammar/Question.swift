/// A question with what an independent reckoning of it needs.
public struct Question: Sendable {
    public var sql: String
    /// The question without what stands above its aggregates, and its rows.
    public var counted: CountedQuestion?
    /// The whole question for plain SQLite, where every column is a key, a count, a whole sum, or computed of such.
    public var plain: String?
}

/// Keys and aggregates in this order, without HAVING, ORDER BY, LIMIT and windows.
public struct CountedQuestion: Sendable {
    public var sql: String
    /// For plain SQLite: the values of the keys, the aggregates' arguments and filters in each row below the aggregates.
    public var rows: String
    public var keys: Int
    public var aggregates: [CountedAggregate]
}

/// An aggregate that can be reckoned from rows in a few lines of exact arithmetic.
public struct CountedAggregate: Sendable {
    public enum Function: Sendable { case count, countDistinct, sum, average, variancePopulation, varianceSample, minimum, unknown }

    public var function: Function
    /// The column of the rows, from 0; nil for COUNT(*).
    public var argument: Int?
    public var filter: Int?
}
