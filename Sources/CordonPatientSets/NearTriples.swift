import CordonValues

/// Finds triples of sets of which one, the whole, is almost the two others, the parts, put together. Adding the answers about the parts and
/// subtracting the one about the whole would tell of the few by whom they differ.
///
/// With f the number of parts that a patient is in, less 1 in the whole, those with f > 0 are the *surplus*, those with f < 0 the *lack*. Found are triples
/// with fewer than T patients in each, together at most as many as in the whole, in which each part has a patient of the whole whom the other does
/// not have.
public struct NearTriples: Sendable {
    public struct Triple: Sendable, Hashable {
        /// The set that was asked for is the whole, of two parts; else it is a part, and the others are the other part and the whole.
        public let isWhole: Bool
        /// Of two parts the lower place first.
        public let first: Int
        public let second: Int
        public let surplus: Int64
        public let lack: Int64

        public init(isWhole: Bool, first: Int, second: Int, surplus: Int64, lack: Int64) {
            self.isWhole = isWhole
            self.first = first
            self.second = second
            self.surplus = surplus
            self.lack = lack
        }
    }

    private let sets: [PatientSet]
    private let bySize: SizeOrder
    /// Of each set some patients, far from each other.
    private let samples: [[UInt32]]
    private var near: SetHolders
    private let threshold: Int64
    private var work = 0

    /// `threshold` is T. The sets are different ones. Fails with `not-answered` where there are too many.
    public init(_ sets: [PatientSet], threshold: Int64) throws(Diagnostic) {
        self.sets = sets
        let threshold = max(1, threshold)
        self.threshold = threshold
        bySize = SizeOrder(sets)
        samples = sets.map { $0.sample(3 * Int(clamping: min(threshold, 1000))) }
        near = try SetHolders(sets, threshold: threshold)
    }

    /// The triples of the set at `place` with any two others.
    ///
    /// Fails with `not-answered` when there is too much to look at.
    public mutating func triples(_ place: Int) throws(Diagnostic) -> Set<Triple> {
        let set = sets[place]
        let small = set.count <= SetHolders.small ? try near.sharedWithSmall(set) : nil
        var found: Set<Triple> = []
        // One part has half of what both have of the whole.
        let parts = (set.count - threshold + 1) / 2..<set.count + threshold
        for part in try others(of: place, sized: parts, small, isWithin: true) {
            for other in try near.candidates(set.without(sets[part])) {
                guard let (surplus, lack) = try difference(set, sets[part], sets[other]) else { continue }
                found.insert(Triple(isWhole: true, first: min(part, other), second: max(part, other), surplus: surplus, lack: lack))
            }
        }
        for whole in try others(of: place, sized: set.count - threshold + 1..<Int64.max, small, isWithin: false) {
            for other in try near.candidates(sets[whole].without(set)) {
                guard let (surplus, lack) = try difference(sets[whole], set, sets[other]) else { continue }
                found.insert(Triple(isWhole: false, first: other, second: whole, surplus: surplus, lack: lack))
            }
        }
        return found
    }

    /// Sets of a size with patients of the one at `place`, of which fewer than T are not in it (`isWithin`), or which fewer than T of it are not in. `small` has how
    /// many it shares with each small set; nil where they are to be looked at one by one.
    private mutating func others(
        of place: Int, sized: Range<Int64>, _ small: [Int: Int64]?, isWithin: Bool
    ) throws(Diagnostic) -> [Int] {
        let set = sets[place]
        func isOne(_ other: Int, shared: Int64) -> Bool { shared > 0 && (isWithin ? sets[other].count : set.count) - shared < threshold }
        var found = (small ?? [:]).filter { sized.contains(sets[$0.key].count) && isOne($0.key, shared: $0.value) }.map(\.key)
        let least = small == nil ? sized.lowerBound : max(sized.lowerBound, SetHolders.small + 1)
        let places = bySize.places(sized: least..<max(least, sized.upperBound))
        try count(places.count / 8)
        for other in places where sets[isWithin ? place : other].lacks(samples[isWithin ? other : place], fewerThan: threshold) {
            if isOne(other, shared: set.shared(with: sets[other])) { found.append(other) }
        }
        return found.filter { $0 != place }
    }

    /// Nil where it is no triple.
    private mutating func difference(_ whole: PatientSet, _ part: PatientSet, _ other: PatientSet) throws(Diagnostic) -> (surplus: Int64, lack: Int64)? {
        try count(1)
        let (first, second) = (part.shared(with: whole), other.shared(with: whole))
        // Whoever is in one part alone, or in both, and not in the whole, and whoever is in both parts.
        guard part.count - first < threshold, other.count - second < threshold else { return nil }
        let both = part.shared(with: other)
        guard both < threshold else { return nil }
        let all = both == 0 ? 0 : try part.intersection(other).shared(with: whole)
        let (surplus, lack) = (2 * all + part.count + other.count - both - first - second, whole.count - first - second + all)
        guard surplus < threshold, lack < threshold, surplus + lack <= whole.count, first > all, second > all else { return nil }
        return (surplus, lack)
    }

    private mutating func count(_ looks: Int) throws(Diagnostic) {
        work += looks
        guard work <= NearSets.mostCandidates else { throw SetHolders.tooMany }
    }
}
