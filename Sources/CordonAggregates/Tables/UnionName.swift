import CordonValues

/// Groups of an answer put together: all of a grouping set, or those with the same value of one key. It is counted beside the groups where they
/// divide the patients.
public struct UnionName: Sendable, Hashable {
    /// The set of each group, a ``RevealedSet``'s number.
    public let set: Int
    /// The number of the grouping set, of which there are several.
    private let groupingSet: Value
    /// The key that is kept.
    public let position: Int?
    public let value: Value

    /// What ``GroupName`` is made from.
    public var key: [Value] { [.integer(Int64(set)), groupingSet, .integer(Int64(position ?? -1)), value] }

    /// As ``RevealedSet`` numbers it beside one of its groups.
    public func number(in layout: PartialLayout) -> Int {
        RevealedSet.union(column: RevealedSet.of(number: set)?.column ?? 0, position: position, in: layout)
    }

    /// The unions that a group belongs to, the one of all first. Of each grouping set `groupingSets` has the positions of its keys; where there are several,
    /// the first key is the number of the set.
    public static func all(of group: [Value], set: Int, groupingSets: [[Int]]) -> [Self] {
        let isOne = groupingSets.count <= 1
        guard let grouped = positions(of: group, groupingSets) else { return [] }
        let number: Value = isOne ? .integer(0) : group.first ?? .integer(0)
        // Of a set of one key each union is a group.
        return [Self(set: set, groupingSet: number, position: nil, value: .null)]
            + (grouped.count > 1 ? grouped : []).map { Self(set: set, groupingSet: number, position: $0, value: group[$0]) }
    }

    /// The positions of the keys that a group is one of; nil where it has no such keys.
    public static func positions(of group: [Value], _ groupingSets: [[Int]]) -> [Int]? {
        guard groupingSets.count > 1 else { return Array(group.indices) }
        guard case .integer(let number)? = group.first, let place = Int(exactly: number), groupingSets.indices.contains(place) else { return nil }
        return groupingSets[place].allSatisfy(group.indices.contains) ? groupingSets[place] : nil
    }
}
