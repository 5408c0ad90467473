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
    /// How many patients each hospital has in it, as far as is kept; one that is not listed has nobody. Nil where nothing is kept.
    var sites: [String: SizeBounds]?
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

    /// How many patients a hospital has in it.
    func size(_ hospital: String, _ sizes: SetSizes) -> SizeBounds {
        if let own { return SizeBounds(sizes.size(hospital, own)) }
        guard isAbout(hospital) else { return .nobody }
        let kept = sites.map { $0[hospital] ?? .nobody } ?? .unknown
        // Who tells of it has somebody.
        let tells = classes[hospital] != nil || apart[hospital] != nil
        return tells ? SizeBounds(least: max(1, kept.least), most: kept.most.map { max(1, $0) }) : kept
    }

    /// Nobody is in it at another hospital, as far as is known.
    func isOnly(at asked: [String]) -> Bool {
        hospitals?.isSubset(of: asked) ?? true || sites?.allSatisfy { asked.contains($0.key) || $0.value.most == 0 } ?? false
    }
}
