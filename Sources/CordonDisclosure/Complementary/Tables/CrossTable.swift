import CordonQuery
import CordonValues

/// A grouping set that no other of the answer refines, and everything that adds up of its groups: the coarser groups of the answer, and the
/// margins over one key and over none, which a reader has from other questions.
///
/// Requires that each patient is in one group of a set.
struct CrossTable: Sendable {
    struct Line: Sendable {
        /// The group of the answer; nil for a margin that this answer does not ask for.
        let group: Int?
        /// Of a margin the position of its key; nil for the total.
        var key: Int?
        /// Places in ``CrossTable/groups``, ascending.
        let atoms: [Int]
    }

    /// The finest groups.
    let groups: [Int]
    /// One for each group of the answer that is here, and one for each margin that is not asked for.
    private(set) var lines: [Line] = []
    /// The place of the total over all groups; nil where there is only one.
    private(set) var total: Int?
    /// For each key, where there are several, the places of the margin over it.
    private(set) var margins: [[Int]] = []

    /// `keys` are those of the answer's groups.
    static func all(_ boundary: Boundary, keys: [[Value]]) -> [Self] {
        let sets = boundary.groupingSets.map(Set.init)
        let members = sets.count > 1 ? Dictionary(grouping: keys.indices) { keys[$0].first } : [.integer(0): Array(keys.indices)]
        return sets.indices.filter { number in
            !sets.indices.contains { $0 != number && (sets[number].isStrictSubset(of: sets[$0]) || $0 < number && sets[$0] == sets[number]) }
        }.map { finest in
            Self(sets[finest], sets, keys: keys) { members[.integer(Int64($0))] ?? [] }
        }
    }

    private init(_ finest: Set<Int>, _ sets: [Set<Int>], keys: [[Value]], members: (Int) -> [Int]) {
        groups = sets.firstIndex(of: finest).map(members) ?? []
        for number in sets.indices where sets[number].isSubset(of: finest) {
            let parts = parts(over: sets[number], keys)
            let places = members(number).compactMap { group -> Int? in
                guard let atoms = parts[Self.select(keys[group], sets[number])] else { return nil }
                lines.append(Line(group: group, atoms: atoms))
                return lines.count - 1
            }
            // Of a set that is asked for twice, both are here, and one is the margin.
            if sets.firstIndex(of: sets[number]) == number { note(sets[number], places, finest) }
        }
        for margin in [[]] + finest.sorted().map({ [$0] }) where !sets.contains(Set(margin)) {
            let parts = parts(over: Set(margin), keys).values.sorted { $0[0] < $1[0] }
            lines += parts.map { Line(group: nil, key: margin.first, atoms: $0) }
            note(Set(margin), Array((lines.count - parts.count)..<lines.count), finest)
        }
    }

    private mutating func note(_ set: Set<Int>, _ places: [Int], _ finest: Set<Int>) {
        guard set.count < finest.count else { return }
        if set.isEmpty { total = places.first } else if set.count == 1 { margins.append(places) }
    }

    private func parts(over positions: Set<Int>, _ keys: [[Value]]) -> [[Value]: [Int]] {
        Dictionary(grouping: groups.indices) { Self.select(keys[groups[$0]], positions) }
    }

    private static func select(_ key: [Value], _ positions: Set<Int>) -> [Value] { positions.sorted().map { key[$0] } }
}
