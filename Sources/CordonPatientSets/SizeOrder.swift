/// The places of sets, from the smallest set.
struct SizeOrder: Sendable {
    private let sizes: [Int64]
    private let places: [Int]

    /// Of the sets that `isIn` says yes to.
    init(_ sets: [PatientSet], where isIn: (PatientSet) -> Bool = { _ in true }) {
        places = sets.indices.filter { isIn(sets[$0]) }.sorted { (sets[$0].count, $0) < (sets[$1].count, $1) }
        sizes = places.map { sets[$0].count }
    }

    /// The sets of so many patients.
    func places(sized range: Range<Int64>) -> ArraySlice<Int> {
        let first = firstPlace(of: range.lowerBound)
        return places[first..<max(first, firstPlace(of: range.upperBound))]
    }

    /// The first that has so many.
    private func firstPlace(of size: Int64) -> Int {
        var (low, high) = (0, sizes.count)
        while low < high {
            let middle = (low + high) / 2
            if sizes[middle] >= size { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
