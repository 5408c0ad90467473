import CordonValues

/// Finds pairs of sets that are almost the same: they have patients in common, and fewer than T apart on either side. Subtracting the answers
/// about the two would tell of those few.
public struct NearSets: Sendable {
    public struct Pair: Sendable, Hashable {
        /// The place of the other set.
        public let other: Int
        /// Patients of this set who are not in the other.
        public let entered: Int64
        /// The other way round.
        public let left: Int64
    }

    /// Pairs that are looked at: some seconds of work.
    public static let mostCandidates = 20_000_000
    /// Smaller sets are found by their patients, since so many have almost the same size.
    private static let small: Int64 = 1024

    private let sets: [PatientSet]
    /// The places of larger sets, from the smallest.
    private let large: [Int]
    /// Of each patient the small sets with it.
    private var holders: [UInt32: [Int32]] = [:]
    private let threshold: Int64
    private var work = 0

    /// `threshold` is T.
    public init(_ sets: [PatientSet], threshold: Int64) {
        self.sets = sets
        let threshold = max(1, threshold)
        self.threshold = threshold
        // Sets near the limit are found both ways.
        large = sets.indices.filter { sets[$0].count > Self.small - threshold }.sorted { (sets[$0].count, $0) < (sets[$1].count, $1) }
        for (place, set) in sets.enumerated() where set.count <= Self.small {
            for member in set.members { holders[member, default: []].append(Int32(clamping: place)) }
        }
    }

    /// The sets before the one at `place` that are almost the same. Sets that are the same are a pair too.
    ///
    /// Fails with `not-answered` when there is too much to compare.
    public mutating func pairs(_ place: Int) throws(Diagnostic) -> [Pair] {
        let set = sets[place]
        let candidates = set.count <= Self.small ? holdersOfSome(set, before: place) : ofSize(set, before: place)
        work += candidates.count
        guard work <= Self.mostCandidates else { throw Diagnostic(.notAnswered, "There are too many earlier answers to compare with.") }
        return candidates.compactMap { candidate in
            let other = sets[candidate]
            guard abs(other.count - set.count) < threshold else { return nil }
            let shared = set.shared(with: other)
            let (entered, left) = (set.count - shared, other.count - shared)
            guard shared > 0, entered < threshold, left < threshold else { return nil }
            return Pair(other: candidate, entered: entered, left: left)
        }
    }

    /// Fewer than T of the set are not in an almost equal one, so that of any T at least one is: those whom the fewest sets hold are looked up.
    private func holdersOfSome(_ set: PatientSet, before place: Int) -> [Int] {
        let members = set.members.map { (sets: holders[$0] ?? [], member: $0) }.sorted { ($0.sets.count, $0.member) < ($1.sets.count, $1.member) }
        var found: Set<Int> = []
        for member in members.prefix(Int(clamping: threshold)) {
            // In ascending order.
            for holder in member.sets {
                guard holder < place else { break }
                found.insert(Int(holder))
            }
        }
        if set.count > Self.small - threshold { found.formUnion(ofSize(set, before: place)) }
        return found.sorted()
    }

    private func ofSize(_ set: PatientSet, before place: Int) -> [Int] {
        let first = firstPlace { $0 > set.count - threshold }
        let end = firstPlace { $0 >= set.count + threshold }
        return large[first..<max(first, end)].filter { $0 < place }
    }

    /// The first place in ``large`` whose set is so large.
    private func firstPlace(_ isLarge: (Int64) -> Bool) -> Int {
        var (low, high) = (0, large.count)
        while low < high {
            let middle = (low + high) / 2
            if isLarge(sets[large[middle]].count) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
