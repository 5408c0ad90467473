/// The closed set of mergeable states. The raw bytes travel in layouts and on the wire and are never reused.
public enum StateKind: UInt8, Sendable, Hashable, CaseIterable {
    /// Nothing crosses the boundary.
    case none = 0
    case count = 1
    case wholeSum = 2
    case wholeMoments = 3
    case doubleSum = 4
    case doubleMoments = 5
    case numericSum = 6
    case numericMoments = 7
    /// Of whole numbers too, whose denominators are 1.
    case numericPairs = 8
    case doublePairs = 9
    /// Of whole numbers too.
    case numericPowers = 10
    case doublePowers = 11
    case truths = 12
    /// A number of distinct node-scoped keys.
    case keys = 13
    case values = 14
    /// Rows and patients of each value.
    case categories = 15
    /// Rows and patients of each bin.
    case bins = 16
}
