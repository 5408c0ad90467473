import CordonValues

/// The grouping sets of a boundary: those of the question, and after them the margins that its windows sum over.
struct BoundarySets {
    /// Group keys of each set, by number.
    private(set) var sets: [[Int]]
    let shown: Int

    init(_ sets: [[Int]]) {
        self.sets = sets
        shown = sets.count
    }

    /// The number of a margin over these keys.
    mutating func margin(_ keys: [Int]) -> Int {
        let wanted = Set(keys)
        if let known = sets.firstIndex(where: { Set($0) == wanted }) { return known }
        sets.append(keys.sorted())
        return sets.count - 1
    }

    /// With several sets the number of the set is the first key.
    private var offset: Int { sets.count > 1 ? 1 : 0 }

    func position(ofKey key: Int) -> Int { key + offset }

    var positions: [[Int]] { sets.map { set in set.map { $0 + offset } } }

    var numberKey: [BoundaryKey] {
        offset == 0 ? [] : [BoundaryKey(expression: .constant(.integer(0), .integer), domain: nil)]
    }
}
