import CordonValues

/// Of each patient of some samples the sets with it.
struct SampleHolders: Sendable {
    /// Some gigabytes.
    static let mostPlaces = 100_000_000

    /// Of so many patients it is quicker to look for those of samples.
    private static let many: Int64 = 4096

    private let ranks: PatientRanks
    /// The places of the sets, patient by patient: those of rank n from `starts[n]` to before `starts[n + 1]`.
    private var places: [Int32] = []
    private var starts: [Int] = []

    /// Sets of more patients than `most` are left out. Fails with `not-answered` beyond ``mostPlaces``.
    init(of samples: [[UInt32]], in sets: [PatientSet], upTo most: Int64) throws(Diagnostic) {
        ranks = PatientRanks(samples.joined())
        guard ranks.count > 0 else { return }
        let sampled = try PatientSet(Array(samples.joined()))
        var found: [(rank: Int32, place: Int32)] = []
        for (place, set) in sets.enumerated() where set.count <= most {
            for member in try set.count > Self.many ? set.intersection(sampled).members : set.members {
                if let rank = ranks.rank(of: member) { found.append((Int32(clamping: rank), Int32(clamping: place))) }
            }
            guard found.count <= Self.mostPlaces else { throw Diagnostic(.notAnswered, "There are too many earlier answers to compare with.") }
        }
        // A counting sort, which keeps the order of places.
        starts = Array(repeating: 0, count: ranks.count + 1)
        for (rank, _) in found { starts[Int(rank) + 1] += 1 }
        for rank in starts.indices.dropFirst() { starts[rank] += starts[rank - 1] }
        places = Array(repeating: 0, count: found.count)
        var next = starts
        for (rank, place) in found {
            places[next[Int(rank)]] = place
            next[Int(rank)] += 1
        }
    }

    /// Ascending; none of a patient of no sample.
    func places(of member: UInt32) -> ArraySlice<Int32> {
        ranks.rank(of: member).map { places[starts[$0]..<starts[$0 + 1]] } ?? []
    }
}
