import CordonValues

/// Of each patient of some samples the sets with it.
struct SampleHolders: Sendable {
    /// Some gigabytes.
    static let mostPlaces = 100_000_000

    /// Of each patient its number.
    private var numbers: [UInt32: Int] = [:]
    /// The places of the sets, patient by patient: those of number n from `starts[n]` to before `starts[n + 1]`.
    private var places: [Int32] = []
    private var starts: [Int] = []

    /// Sets of more patients than `most` are left out. Fails with `not-answered` beyond ``mostPlaces``.
    init(of samples: [[UInt32]], in sets: [PatientSet], upTo most: Int64) throws(Diagnostic) {
        for member in samples.joined() where numbers[member] == nil { numbers[member] = numbers.count }
        guard !numbers.isEmpty else { return }
        let sampled = try PatientSet(Array(numbers.keys))
        var found: [(number: Int, place: Int32)] = []
        for (place, set) in sets.enumerated() where set.count <= most {
            for member in try set.intersection(sampled).members {
                if let number = numbers[member] { found.append((number, Int32(clamping: place))) }
            }
            guard found.count <= Self.mostPlaces else { throw Diagnostic(.notAnswered, "There are too many earlier answers to compare with.") }
        }
        // A counting sort, which keeps the order of places.
        starts = Array(repeating: 0, count: numbers.count + 1)
        for (number, _) in found { starts[number + 1] += 1 }
        for number in starts.indices.dropFirst() { starts[number] += starts[number - 1] }
        places = Array(repeating: 0, count: found.count)
        var next = starts
        for (number, place) in found {
            places[next[number]] = place
            next[number] += 1
        }
    }

    /// Ascending; none of a patient of no sample.
    func places(of member: UInt32) -> ArraySlice<Int32> {
        numbers[member].map { places[starts[$0]..<starts[$0 + 1]] } ?? []
    }
}
