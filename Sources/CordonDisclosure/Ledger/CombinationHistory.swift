import CordonAggregates
import CordonQuery
import CordonValues

/// The combinations of one set of an answer, put together from what hospitals say.
struct CombinationHistory {
    typealias Other = SetCombinations.Other
    typealias Alike = (facts: CombinedSet, members: [Other])

    /// Sets that are alike at every hospital are looked at as one.
    private struct Combination: Hashable {
        let role: SetCombination.Role
        /// Places in `alike`: of two parts the lower first, or the other part and the whole.
        let first: Int
        let second: Int
    }

    /// Combinations of one set beyond which it is hidden.
    static let most = 1_000_000
    /// Sets that are looked at as one, beyond which nothing is looked up of each.
    private static let mostMembers = 100

    private let place: ReleaseHistory.Place
    private let sizes: SetSizes
    private let threshold: Int64
    /// What hospitals say of each set of the answer beside each other one.
    private let pairs: [ReleaseHistory.Place: [Other: [String: SetComparison]]]
    private var alike: [Alike] = []
    private var said: [Combination: [String: SetCombination]] = [:]
    private var isTooMany = false

    /// `found` is by hospital, `pairs` what hospitals say of each set beside each other one, `same` the sets of the answer that each other one is the same as.
    init(
        _ place: ReleaseHistory.Place, _ found: [String: [SetCombination]], _ tables: [String: PartialTable],
        pairs: [ReleaseHistory.Place: [Other: [String: SetComparison]]], same: [Other: Set<ReleaseHistory.Place>], _ sizes: SetSizes, threshold: Int64,
        _ answers: inout KnownAnswers
    ) {
        self.place = place
        self.sizes = sizes
        self.pairs = pairs
        self.threshold = threshold
        var classes: [Other: [String: Int]] = [:]
        for (hospital, found) in found {
            guard let all = tables[hospital]?.combinations.classes else { continue }
            for number in Set(found.flatMap { [$0.others.first, $0.others.second] }) {
                for other in all[number] { classes[other, default: [:]][hospital] = number }
            }
        }
        var members: [CombinedSet: [Other]] = [:]
        for (other, classes) in classes {
            guard var facts = answers.combined(other, with: place) else { continue }
            facts.classes = classes
            facts.isOwnLine = place.column.map { column in (same[other] ?? []).contains { $0.column == column } } ?? false
            facts.apart = (pairs[place]?[other] ?? [:]).mapValues { CombinedSet.Apart(entered: $0.entered, left: $0.left) }
            members[facts, default: []].append(other)
        }
        alike = members.map { ($0.key, $0.value) }
        join(found)
    }

    /// Of each combination what each hospital says.
    private mutating func join(_ found: [String: [SetCombination]]) {
        var looked = 0
        for (hospital, found) in found {
            var places: [Int: [Int]] = [:]
            for (place, set) in alike.enumerated() {
                if let number = set.facts.classes[hospital] { places[number, default: []].append(place) }
            }
            for combination in found {
                let (left, right) = (places[combination.others.first] ?? [], places[combination.others.second] ?? [])
                looked += left.count * right.count
                guard looked <= Self.most else {
                    isTooMany = true
                    return
                }
                for one in left {
                    for other in right {
                        let isOrdered = combination.role == .part || one < other
                        let key = Combination(role: combination.role, first: isOrdered ? one : other, second: isOrdered ? other : one)
                        said[key, default: [:]][hospital] = combination
                    }
                }
            }
        }
    }

    /// Over all hospitals.
    func combinations(_ answers: inout KnownAnswers) -> [EarlierCombination] {
        guard !isTooMany else { return [.unknown] }
        return said.compactMap { combination, said in
            let (first, second) = (alike[combination.first], alike[combination.second])
            if answers.isLookedAt(place, combination.role, first, second) { return nil }
            var sum = EarlierCombination(standings: [first.facts.standing, second.facts.standing], columns: [first.facts.column, second.facts.column])
            sum.isCounted = answers.isCounted(place)
            for hospital in sizes.hospitals { add(hospital, combination.role, first, second, said[hospital], &answers, to: &sum) }
            if [first.facts, second.facts].allSatisfy({ $0.hospitals?.isSubset(of: sizes.hospitals) ?? true }) {
                let told = said.values.count { $0.surplus + $0.lack > 0 }
                sum.bound(leastOfAll(combination.role, first.facts, second.facts), told: told)
            }
            // In those that have not been asked now, nobody knows how many are in the two others.
            if ![first.facts, second.facts].allSatisfy({ $0.isOnly(at: sizes.hospitals) }) { sum.isWhole = false }
            if sum.isSame, combination.role == .whole { sum.isSameWords = answers.isSameWords(place, first.members, second.members) }
            return sum
        }
    }

    /// From the sizes of the sets over all hospitals.
    private func leastOfAll(_ role: SetCombination.Role, _ first: CombinedSet, _ second: CombinedSet) -> CombinationNumbers {
        let others = [first, second].map { UntoldCombination.Other(size: SizeBounds(least: least($0), most: most($0)), isCompared: false) }
        return UntoldCombination(role: role, size: sizes.total(place), first: others[0], second: others[1], threshold: threshold).least
    }

    private func least(_ set: CombinedSet) -> Int64 { set.own.map(sizes.total) ?? set.least }

    private func most(_ set: CombinedSet) -> Int64? { set.own.map(sizes.total) ?? set.most }

    private func add(
        _ hospital: String, _ role: SetCombination.Role, _ first: Alike, _ second: Alike, _ said: SetCombination?,
        _ answers: inout KnownAnswers, to sum: inout EarlierCombination
    ) {
        let isAbout = first.facts.isAbout(hospital) && second.facts.isAbout(hospital)
        if let said, isAbout { return sum.add(CombinationNumbers(surplus: said.surplus, lack: said.lack)) }
        // What it says is about more than what was shown, or what it does not say it may have said the other way round.
        guard said == nil, !first.facts.isUncertain, !second.facts.isUncertain else {
            sum.isWhole = false
            return
        }
        let untold = UntoldCombination(
            role: role, size: sizes.size(hospital, place), first: other(first.facts, at: hospital), second: other(second.facts, at: hospital),
            between: between(first, second, at: hospital, &answers), threshold: threshold)
        if let exact = untold.exact { return sum.add(exact) }
        sum.add(cases: untold.cases)
        sum.isWhole = false
    }

    private func other(_ set: CombinedSet, at hospital: String) -> UntoldCombination.Other {
        // Not all sets of an answer are compared with each other; a hospital that the other is not about tells nothing of it.
        UntoldCombination.Other(
            size: set.size(hospital, sizes), apart: set.isAbout(hospital) ? set.apart[hospital] : nil, isCompared: set.own == nil && set.isAbout(hospital))
    }

    /// What a hospital with nobody in the set says of the two others, now where one is a set of this answer, or earlier that they are the same: of all sets that they stand
    /// for.
    private func between(_ first: Alike, _ second: Alike, at hospital: String, _ answers: inout KnownAnswers) -> CombinedSet.Apart? {
        guard sizes.size(hospital, place) == 0, first.facts.isAbout(hospital), second.facts.isAbout(hospital) else { return nil }
        if let own = first.facts.own, let apart = apart(own, from: second.members, at: hospital) { return apart }
        if let own = second.facts.own, let apart = apart(own, from: first.members, at: hospital) {
            return CombinedSet.Apart(entered: apart.left, left: apart.entered)
        }
        let members = first.members + second.members
        guard members.count <= Self.mostMembers else { return nil }
        var names: Set<String?> = []
        for member in members { names.insert(answers.alike(member, at: hospital)) }
        return names.count == 1 && names != [nil] ? CombinedSet.Apart(entered: 0, left: 0) : nil
    }

    private func apart(_ own: ReleaseHistory.Place, from members: [Other], at hospital: String) -> CombinedSet.Apart? {
        guard members.count <= Self.mostMembers else { return nil }
        let apart = Set(members.map { pairs[own]?[$0]?[hospital].map { CombinedSet.Apart(entered: $0.entered, left: $0.left) } })
        return apart.count == 1 ? apart.first ?? nil : nil
    }
}
