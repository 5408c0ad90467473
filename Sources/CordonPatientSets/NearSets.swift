import CordonValues

/// Finds pairs of sets that are almost the same: they have patients in common, and fewer than T apart on either side. Subtracting the answers
/// about the two would tell of those few.
public struct NearSets: Sendable {
    public struct Pair: Sendable, Hashable {
        /// Its place among the new sets.
        public let new: Int
        /// The place among the earlier ones.
        public let earlier: Int
        /// Patients of the new set who are not in the earlier one.
        public let entered: Int64
        /// The other way round.
        public let left: Int64
    }

    /// Pairs whose sizes alone do not tell them apart, over all new sets. Some seconds of work.
    public static let mostCandidates = 20_000_000

    private let earlier: [PatientSet]
    /// The places of ``earlier`` from the smallest set.
    private let order: [Int]
    private let threshold: Int64
    private var work = 0

    /// `threshold` is T.
    public init(earlier: [PatientSet], threshold: Int64) {
        self.earlier = earlier
        self.threshold = max(1, threshold)
        order = earlier.indices.sorted { (earlier[$0].count, $0) < (earlier[$1].count, $1) }
    }

    /// The pairs of one more set, which has the place `place` among the new ones. Sets that are the same are a pair too.
    ///
    /// Fails with `not-answered` when there is too much to compare.
    public mutating func pairs(_ set: PatientSet, place: Int) throws(Diagnostic) -> [Pair] {
        // Fewer than T apart on either side, so fewer than T apart in size.
        let first = firstPlace { $0 > set.count - threshold }
        let end = firstPlace { $0 >= set.count + threshold }
        work += end - first
        guard work <= Self.mostCandidates else { throw Diagnostic(.notAnswered, "There are too many earlier answers to compare with.") }
        return order[first..<end].compactMap { candidate in
            let shared = set.shared(with: earlier[candidate])
            let (entered, left) = (set.count - shared, earlier[candidate].count - shared)
            guard shared > 0, entered < threshold, left < threshold else { return nil }
            return Pair(new: place, earlier: candidate, entered: entered, left: left)
        }
    }

    /// The first place in ``order`` whose set is so large.
    private func firstPlace(_ isLarge: (Int64) -> Bool) -> Int {
        var (low, high) = (0, order.count)
        while low < high {
            let middle = (low + high) / 2
            if isLarge(earlier[order[middle]].count) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
