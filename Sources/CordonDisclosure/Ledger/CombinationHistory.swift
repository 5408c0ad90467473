import CordonAggregates
import CordonQuery
import CordonValues

/// The combinations of one set of an answer, put together from what hospitals say.
struct CombinationHistory {
    typealias Other = SetCombinations.Other

    /// Sets that are alike at every hospital are looked at as one.
    private struct Combination: Hashable {
        let role: SetCombination.Role
        /// Places in `alike`: of two parts the lower first, or the other part and the whole.
        let first: Int
        let second: Int
    }

    /// Combinations of one set beyond which it is hidden.
    static let most = 1_000_000

    private let place: ReleaseHistory.Place
    private let sizes: SetSizes
    private var alike: [(facts: CombinedSet, members: [Other])] = []
    private var said: [Combination: [String: SetCombination]] = [:]
    private var isTooMany = false

    /// `found` is by hospital, `pairs` what hospitals say of the set beside each other one, `same` the sets of the answer that each other one is the same as.
    init(
        _ place: ReleaseHistory.Place, _ found: [String: [SetCombination]], _ tables: [String: PartialTable], pairs: [Other: [String: SetComparison]],
        same: [Other: Set<ReleaseHistory.Place>], _ sizes: SetSizes, _ answers: inout KnownAnswers
    ) {
        self.place = place
        self.sizes = sizes
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
            facts.apart = (pairs[other] ?? [:]).mapValues { CombinedSet.Apart(entered: $0.entered, left: $0.left) }
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
            for hospital in sizes.hospitals { add(hospital, combination.role, first.facts, second.facts, said[hospital], to: &sum) }
            if [first.facts, second.facts].allSatisfy({ $0.hospitals?.isSubset(of: sizes.hospitals) ?? true }) {
                bound(&sum, combination.role, first.facts, second.facts, told: said.values.count { $0.surplus + $0.lack > 0 })
            }
            // In those that have not been asked now, nobody knows how many are in the two others.
            if ![first.facts, second.facts].allSatisfy({ $0.isOnly(at: sizes.hospitals) }) { sum.isWhole = false }
            if sum.isSame, combination.role == .whole { sum.isSameWords = answers.isSameWords(place, first.members, second.members) }
            return sum
        }
    }

    /// From the sizes of the sets over all hospitals.
    private func bound(_ sum: inout EarlierCombination, _ role: SetCombination.Role, _ first: CombinedSet, _ second: CombinedSet, told: Int) {
        let size = sizes.total(place)
        let (low, high) = (least(first), most(first))
        let (lowToo, highToo) = (least(second), most(second))
        switch role {
        case .whole: sum.add(surplus: low + lowToo - size, lack: high.flatMap { high in highToo.map { size - high - $0 } } ?? 0, atLeast: told)
        case .part: sum.add(surplus: highToo.map { size + low - $0 } ?? 0, lack: high.map { lowToo - size - $0 } ?? 0, atLeast: told)
        }
    }

    private func least(_ set: CombinedSet) -> Int64 { set.own.map(sizes.total) ?? set.least }

    private func most(_ set: CombinedSet) -> Int64? { set.own.map(sizes.total) ?? set.most }

    private func add(
        _ hospital: String, _ role: SetCombination.Role, _ first: CombinedSet, _ second: CombinedSet, _ said: SetCombination?,
        to sum: inout EarlierCombination
    ) {
        if let said, first.isAbout(hospital), second.isAbout(hospital) { return sum.add(surplus: said.surplus, lack: said.lack) }
        // What it says is about more than what was shown, or what it does not say it may have said the other way round.
        if said != nil || first.isUncertain || second.isUncertain { return sum.add(silent: 0) }
        let size = sizes.size(hospital, place)
        switch (first.isEmpty(hospital, sizes), second.isEmpty(hospital, sizes)) {
        case (true, true): role == .whole ? sum.add(surplus: 0, lack: size) : sum.add(surplus: size, lack: 0)
        case (true, false): addOne(hospital, second, isOtherPart: role == .whole, size, to: &sum)
        case (false, true) where role == .whole: addOne(hospital, first, isOtherPart: true, size, to: &sum)
        case (false, true):
            // Two parts without a whole.
            sum.add(surplus: size, lack: 0)
            sum.isWhole = false
        case (false, false): sum.add(silent: least(hospital, role, first, second, size))
        }
    }

    /// Nobody is in the third set: that leaves the set itself, and one that it is the whole of or a part.
    private func addOne(_ hospital: String, _ other: CombinedSet, isOtherPart: Bool, _ size: Int64, to sum: inout EarlierCombination) {
        guard let apart = other.apart[hospital] else { return sum.add(silent: min(size, other.apart(hospital, size: size, sizes) ?? size)) }
        isOtherPart ? sum.add(surplus: apart.left, lack: apart.entered) : sum.add(surplus: apart.entered, lack: apart.left)
    }

    /// How many are in surplus and lack at a hospital that says nothing, unless T are in one. It would have told the three if there were fewer than T in both, together no more
    /// than in the whole, and each part had somebody of the whole whom the other has not. Where one has nobody, the other is almost the whole, or has nobody
    /// of it.
    private func least(_ hospital: String, _ role: SetCombination.Role, _ first: CombinedSet, _ second: CombinedSet, _ size: Int64) -> Int64 {
        let apart = [first, second].map { $0.apart(hospital, size: size, sizes) }
        if role == .whole {
            if let left = first.apart[hospital], let right = second.apart[hospital] { return max(0, size - left.entered - right.entered) }
            return apart.compactMap(\.self).reduce(size, min)
        }
        if let part = first.apart[hospital] { return max(0, size - part.entered) }
        return apart.compactMap(\.self).reduce((size + 1) / 2, min)
    }
}
