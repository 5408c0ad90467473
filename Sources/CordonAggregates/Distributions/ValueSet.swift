import CordonValues

/// The distinct values of a group, ascending in ``KeyOrder``; merged by union.
public struct ValueSet: Sendable, Hashable {
    public let values: [Value]

    public static let empty = ValueSet(values: [])

    public init(values: [Value]) { self.values = values }

    /// Nil beyond ``TallyLimit/values``.
    func merged(with other: Self) -> Self? {
        if other.values.isEmpty || self == other { return self }
        if values.isEmpty { return other }
        let union = Set(values).union(other.values)
        guard union.count <= TallyLimit.values else { return nil }
        return ValueSet(values: union.sorted(by: Value.isAscending))
    }

    /// True when some rows of so many patients can have it.
    func isPossible(contributors: Int64) -> Bool {
        guard values.count <= TallyLimit.values, (contributors == 0) == values.isEmpty else { return false }
        return values.indices.dropFirst().allSatisfy { Value.isAscending(values[$0 - 1], values[$0]) }
    }
}
