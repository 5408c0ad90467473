import CordonValues

/// What a ``Tally`` is kept over: bins by their number, categories by value.
public protocol TallyKey: Sendable, Hashable {
    static func isAscending(_ left: Self, _ right: Self) -> Bool
}

extension Int64: TallyKey {
    public static func isAscending(_ left: Int64, _ right: Int64) -> Bool { left < right }
}

extension Value: TallyKey {
    public static func isAscending(_ left: Value, _ right: Value) -> Bool { KeyOrder.compare(left, right) == .before }
}

/// How much a state over distinct values may hold. More withholds the cell; as distinct values only become more, that does not
/// depend on the partition either.
public enum TallyLimit {
    /// Distinct values of one group of COUNT(DISTINCT category) and MODE.
    public static let values = 4_096
    /// Bins of one group of a percentile.
    public static let bins = 65_536
}
