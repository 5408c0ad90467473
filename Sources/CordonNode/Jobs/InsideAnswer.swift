import CordonAggregates
import CordonQuery
import CordonValues
import CordonWarehouse

/// Which sets of one part of an answer are compared and combined with each other: those whose difference nothing else looks at. Places are those of
/// ``PatientMemberships/sets``, and after them of the unions.
struct InsideAnswer {
    private let memberships: PatientMemberships
    private let dividesPatients: Bool
    /// Of each column whether a condition of the question decides who contributes, and not only who has a value.
    private let isChosen: [Bool]
    /// Of each group the number of its grouping set.
    private let groupingSets: [Int]
    /// Pairs of grouping sets of which neither refines the other.
    private let areApart: (Int, Int) -> Bool

    init(_ boundary: Boundary, keys: [[Value]], memberships: PatientMemberships) {
        self.memberships = memberships
        dividesPatients = boundary.groupsPartitionPatients
        isChosen = boundary.aggregates.map { $0.filter != nil || $0.source == nil }
        let sets = boundary.groupingSets.map(Set.init)
        groupingSets = keys.map { key in
            guard sets.count > 1, case .integer(let number)? = key.first else { return 0 }
            return sets.indices.contains(Int(clamping: number)) ? Int(clamping: number) : 0
        }
        areApart = { !sets[$0].isSubset(of: sets[$1]) && !sets[$1].isSubset(of: sets[$0]) }
    }

    /// `place` with one before it. Sets of one column of a group differ by numbers that are in the table.
    func isCompared(_ place: Int, _ other: Int) -> Bool {
        // Groups together are a matter of the whole table.
        guard other < place, place < memberships.sets.count else { return false }
        let (set, before) = (memberships.sets[place], memberships.sets[other])
        guard let (column, kind) = RevealedSet.of(number: set.set), let (columnBefore, kindBefore) = RevealedSet.of(number: before.set) else {
            return false
        }
        if set.group == before.group {
            // Of two complements, the sets themselves are compared.
            let isTold = [kind, kindBefore].contains { $0 == .contributors || $0 == .nonZero }
            return column != columnBefore && isTold && set.kind == .counted && before.kind == .counted && isChosen[column]
                && isChosen[columnBefore]
        }
        guard column == columnBefore, kind == kindBefore else { return false }
        let (number, numberBefore) = (groupingSets[set.group], groupingSets[before.group])
        if number == numberBefore { return !dividesPatients }
        return !dividesPatients && number != numberBefore || areApart(number, numberBefore)
    }

    /// The values of those who are in one of the two alone are looked at: of two columns of a group, or of one column of groups that overlap.
    func areFigures(_ place: Int, _ other: Int) -> Bool {
        guard let (group, column, _) = told(place), let (groupBefore, columnBefore, _) = told(other) else { return false }
        return group == groupBefore ? column != columnBefore : isCompared(place, other)
    }

    /// The two are combined with a set of another answer: one cell tells of the sets of one column.
    func areCombined(_ place: Int, _ other: Int) -> Bool {
        guard let (group, column, _) = told(place), let (groupBefore, columnBefore, _) = told(other) else { return true }
        return group != groupBefore || column != columnBefore
    }

    /// Three sets are combined: numbers of columns of one group that conditions choose, or overlapping groups.
    func areCombined(_ places: [Int], areNumbers: Bool) -> Bool {
        let sets = places.compactMap(told)
        guard sets.count == 3 else { return false }
        let (groups, columns, kinds) = (Set(sets.map(\.group)), Set(sets.map(\.column)), Set(sets.map(\.set)))
        if groups.count == 1 {
            return areNumbers && columns.count == 3 && kinds.isSubset(of: [.contributors, .nonZero]) && columns.allSatisfy { isChosen[$0] }
        }
        return !dividesPatients && groups.count == 3 && columns.count == 1 && kinds.count == 1
    }

    /// Nil for groups together.
    private func told(_ place: Int) -> (group: Int, column: Int, set: RevealedSet)? {
        guard memberships.sets.indices.contains(place), let (column, kind) = RevealedSet.of(number: memberships.sets[place].set) else { return nil }
        return (memberships.sets[place].group, column, kind)
    }
}
