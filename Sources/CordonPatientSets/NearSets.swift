import CordonValues

/// Finds pairs of sets that are almost the same: they have patients in common, and fewer than T apart on either side. Subtracting the answers
/// about the two would tell of those few.
public struct NearSets: Sendable {
    public struct Pair: Sendable, Hashable {
        /// The place of the other set: the earlier ones come first, behind them the new ones.
        public let other: Int
        /// Patients of this set who are not in the other.
        public let entered: Int64
        /// The other way round.
        public let left: Int64
    }

    /// Pairs that are looked at: some seconds of work.
    public static let mostCandidates = 20_000_000
    /// Smaller sets are found by their patients, since so many have almost the same size.
    private static let small: Int64 = 2048

    private let sets: [PatientSet]
    private let earlier: Int
    /// The places of larger sets, from the smallest.
    private let large: [Int]
    private let holders: SampleHolders
    private let threshold: Int64
    private var work = 0
    /// Of each place how many of a sample are in its set; all 0 between two searches.
    private var hits: [Int32]

    /// `threshold` is T.
    public init(earlier: [PatientSet], new: [PatientSet], threshold: Int64) throws(Diagnostic) {
        let (sets, threshold) = (earlier + new, max(1, threshold))
        self.sets = sets
        self.earlier = earlier.count
        self.threshold = threshold
        hits = Array(repeating: 0, count: sets.count)
        large = sets.indices.filter { sets[$0].count > Self.small - threshold }.sorted { (sets[$0].count, $0) < (sets[$1].count, $1) }
        let samples = new.filter { $0.count <= Self.small }.map { Self.sample(of: $0, threshold) }
        // What is almost the same as a small set is not much larger.
        holders = try SampleHolders(of: samples, in: sets, upTo: Self.small + threshold)
    }

    /// The sets before a new one that are almost the same. Sets that are the same are a pair too.
    ///
    /// Fails with `not-answered` when there is too much to compare.
    public mutating func pairs(new number: Int) throws(Diagnostic) -> [Pair] {
        let place = earlier + number
        let set = sets[place]
        let candidates = set.count <= Self.small ? holdersOfMost(set, before: place) : ofSize(set, before: place)
        guard work <= Self.mostCandidates else { throw Diagnostic(.notAnswered, "There are too many earlier answers to compare with.") }
        let sample = candidates.isEmpty ? [] : Self.sample(of: set, threshold)
        return candidates.compactMap { candidate in
            let other = sets[candidate]
            guard abs(other.count - set.count) < threshold, other.lacks(sample, fewerThan: threshold) else { return nil }
            let shared = set.shared(with: other)
            let (entered, left) = (set.count - shared, other.count - shared)
            guard shared > 0, entered < threshold, left < threshold else { return nil }
            return Pair(other: candidate, entered: entered, left: left)
        }
    }

    /// All members of a set of fewer than 2 T, else so many of them, evenly spread.
    private static func sample(of set: PatientSet, _ threshold: Int64) -> [UInt32] {
        let members = set.members
        let size = min(members.count, 2 * Int(clamping: min(threshold, small)))
        return (0..<size).map { members[$0 * members.count / size] }
    }

    /// Fewer than T of the set are not in an almost equal one, so that all but T − 1 of a sample are.
    private mutating func holdersOfMost(_ set: PatientSet, before place: Int) -> [Int] {
        let sample = Self.sample(of: set, threshold)
        var touched: [Int] = []
        for member in sample {
            // In ascending order.
            for holder in holders.places(of: member) {
                guard holder < place else { break }
                work += 1
                if hits[Int(holder)] == 0 { touched.append(Int(holder)) }
                hits[Int(holder)] += 1
            }
        }
        let least = max(1, Int64(sample.count) - threshold + 1)
        defer { for holder in touched { hits[holder] = 0 } }
        return touched.filter { hits[$0] >= least }.sorted()
    }

    private mutating func ofSize(_ set: PatientSet, before place: Int) -> [Int] {
        let first = firstPlace { $0 > set.count - threshold }
        let end = firstPlace { $0 >= set.count + threshold }
        let found = large[first..<max(first, end)].filter { $0 < place }
        work += found.count
        return found
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
