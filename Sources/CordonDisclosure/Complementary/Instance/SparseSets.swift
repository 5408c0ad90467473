/// Sets of small integers, one after the other in one array.
public struct SparseSets: Sendable, Hashable {
    private var starts: [Int] = [0]
    private var members: [Int32] = []

    package init() {}

    package var count: Int { starts.count - 1 }

    /// All members of all sets.
    package var memberships: Int { members.count }

    package subscript(set: Int) -> ArraySlice<Int32> { members[starts[set]..<starts[set + 1]] }

    /// How many members a set has.
    package func size(_ set: Int) -> Int { starts[set + 1] - starts[set] }

    package mutating func append(_ set: some Sequence<Int32>) {
        members.append(contentsOf: set)
        starts.append(members.count)
    }

    /// Of each of `columns` members the sets that hold it, ascending.
    package func transposed(columns: Int) -> SparseSets {
        var result = SparseSets()
        result.starts = [Int](repeating: 0, count: columns + 1)
        for member in members { result.starts[Int(member) + 1] += 1 }
        for column in 0..<columns { result.starts[column + 1] += result.starts[column] }
        result.members = [Int32](repeating: 0, count: members.count)
        var next = result.starts
        for set in 0..<count {
            for member in self[set] {
                result.members[next[Int(member)]] = Int32(set)
                next[Int(member)] += 1
            }
        }
        return result
    }
}
