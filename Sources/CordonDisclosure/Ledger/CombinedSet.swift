import CordonAggregates

/// What is known of a set with which one of an answer is combined: the same for all sets of which hospitals say the same.
struct CombinedSet: Hashable {
    let standing: EarlierSet.Standing
    /// The column of the same group that it belongs to.
    var column: Int?
    /// Nothing follows from what hospitals do not say, or from its standing.
    var isUncertain = false
    /// The hospitals that its answer is about; nil for a set of the same answer.
    var hospitals: Set<String>?
    /// How many hospitals have patients in it; nil where that is not kept.
    var count: Int?
    /// How many patients are in it over all hospitals, as far as is kept.
    var least: Int64 = 0
    var most: Int64?
    /// A set of the same answer.
    var own: ReleaseHistory.Place?
    /// The same as a group of the same answer, or as groups together.
    var isOwnLine = false
    /// At each hospital the class that it is one of.
    var classes: [String: Int] = [:]
    /// How the set that it is combined with differs from it alone, where hospitals say so.
    var apart: [String: Apart] = [:]

    struct Apart: Hashable {
        let entered: Int64
        let left: Int64
    }

    func isAbout(_ hospital: String) -> Bool { hospitals?.contains(hospital) ?? true }

    /// Nobody there is in it, as far as is known.
    func isEmpty(_ hospital: String, _ sizes: SetSizes) -> Bool {
        if let own { return sizes.size(hospital, own) == 0 }
        guard isAbout(hospital) else { return true }
        return !known.contains(hospital) && count == known.count
    }

    /// The hospitals that have told of somebody in it.
    private var known: Set<String> { Set(classes.keys).union(apart.keys).filter(isAbout) }

    /// Nobody is in it at another hospital, as far as is known.
    func isOnly(at asked: [String]) -> Bool { hospitals?.isSubset(of: asked) ?? true || count == known.count }

    /// How many are in one of the two sets alone at a hospital that says nothing of the three, at least, if the two are almost the same there; nil where they
    /// are not.
    func apart(_ hospital: String, size: Int64, _ sizes: SetSizes) -> Int64? {
        if let known = apart[hospital] { return known.entered + known.left }
        // Not all sets of an answer are compared with each other.
        return own.map { abs(size - sizes.size(hospital, $0)) }
    }
}
