import CordonValues

/// Finds the sets that have patients of any set: small ones by their patients, large ones by their size.
struct SetHolders: Sendable {
    /// Smaller sets are found by their patients, since so many have almost the same size.
    static let small: Int64 = 1024
    static let tooMany = Diagnostic(.notAnswered, "There are too many earlier answers to compare with.")

    private let large: SizeOrder
    /// Of each patient of a small set the small sets with it.
    private let holders: SampleHolders
    private let threshold: Int64
    private var work = 0

    /// `threshold` is T. Fails with `not-answered` where small sets have too many patients together.
    init(_ sets: [PatientSet], threshold: Int64) throws(Diagnostic) {
        self.threshold = threshold
        // Sets near the limit are found both ways.
        large = SizeOrder(sets) { $0.count > Self.small - threshold }
        holders = try SampleHolders(of: sets.filter { $0.count <= Self.small }.map(\.members), in: sets, upTo: Self.small)
    }

    /// The sets that may be almost the same as any set. Fails with `not-answered` when there is too much to compare.
    mutating func candidates(_ set: PatientSet) throws(Diagnostic) -> [Int] {
        let candidates = set.count == 0 ? [] : set.count <= Self.small ? holdersOfSome(set) : Array(ofSize(set))
        work += candidates.count
        guard work <= NearSets.mostCandidates else { throw Self.tooMany }
        return candidates
    }

    /// How many patients the set has in common with each small one that has some. Fails with `not-answered` when there is too much to count.
    mutating func sharedWithSmall(_ set: PatientSet) throws(Diagnostic) -> [Int: Int64] {
        var shared: [Int: Int64] = [:]
        for member in set.members {
            let places = holders.places(of: member)
            // To count is much less than to compare.
            work += places.count / 16
            guard work <= NearSets.mostCandidates else { throw Self.tooMany }
            for holder in places { shared[Int(holder), default: 0] += 1 }
        }
        return shared
    }

    /// Fewer than T of the set are not in an almost equal one, so that of any T at least one is: those whom the fewest sets hold are looked up.
    private func holdersOfSome(_ set: PatientSet) -> [Int] {
        let members = set.members.map { (sets: holders.places(of: $0), member: $0) }.sorted { ($0.sets.count, $0.member) < ($1.sets.count, $1.member) }
        var found = Set(members.prefix(Int(clamping: threshold)).flatMap(\.sets).map(Int.init))
        if set.count > Self.small - threshold { found.formUnion(ofSize(set)) }
        return found.sorted()
    }

    private func ofSize(_ set: PatientSet) -> ArraySlice<Int> { large.places(sized: set.count - threshold + 1..<set.count + threshold) }
}
