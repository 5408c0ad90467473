import CordonValues

extension PartialTable {
    /// Called by the only initialiser. Diagnostics name columns, never a value.
    func check() throws(Diagnostic) {
        guard columns.count == layout.aggregates.count else { throw Self.invalid("has another number of columns than its layout") }
        guard patients.count == keys.count else { throw Self.invalid("counts patients for another number of groups than it has") }
        try checkKeys()
        let least: Int64 = layout.keys.isEmpty || layout.mode == .siteFloor ? 0 : 1
        guard patients.allSatisfy({ $0 >= least }) else { throw Self.invalid("has a group without patients") }
        for (index, column) in columns.enumerated() { try check(column, layout.aggregates[index], number: index + 1) }
        try checkFloor()
    }

    private func checkKeys() throws(Diagnostic) {
        for key in keys {
            guard key.count == layout.keys.count else { throw Self.invalid("has a group with another number of keys than its layout") }
            for (value, type) in zip(key, layout.keys) where !value.fits(type) {
                throw Self.invalid("has a key of another type than its layout")
            }
        }
        for index in keys.indices.dropFirst() where KeyOrder.compare(keys[index - 1], keys[index]) != .before {
            throw Self.invalid("has groups that are out of order or doubled")
        }
    }

    private func check(_ column: PartialColumn, _ specification: AggregateSpecification, number: Int) throws(Diagnostic) {
        let count = groupCount
        guard column.states.count == count, column.contributors.count == count, column.partlyMissing.count == count,
            column.nonZero.count == count, column.partlyZero.count == count, column.contributions.count == count,
            column.values.count == count, column.verdicts.count == count
        else { throw Self.invalid("has a column of another length than its groups: column \(number)") }
        for group in 0..<count {
            let (contributors, nonZero) = (column.contributors[group], column.nonZero[group])
            let (partlyMissing, partlyZero) = (column.partlyMissing[group], column.partlyZero[group])
            guard nonZero >= 0, nonZero <= contributors, contributors <= patients[group], partlyMissing >= 0,
                partlyMissing <= contributors, partlyZero >= 0, partlyZero <= nonZero
            else { throw Self.invalid("has contributors that do not add up: column \(number)") }
            guard column.isPossible(specification, group: group) else {
                throw Self.invalid("has a state that no rows give: column \(number)")
            }
            guard layout.mode == .siteFloor || column.hasPossibleContributions(specification, group: group) else {
                throw Self.invalid("has contributions that its rows do not have: column \(number)")
            }
            guard layout.mode == .siteFloor || column.hasPossibleValues(specification, group: group) else {
                throw Self.invalid("has numbers of patients by value that its rows do not have: column \(number)")
            }
        }
    }

    func checkComparisons() throws(Diagnostic) {
        guard comparisons.count <= SetComparison.most, Set(comparisons.map(\.question)).count <= SetComparison.mostQuestions else {
            throw Self.invalid("has too many comparisons")
        }
        for comparison in comparisons {
            guard hasSet(group: comparison.group, set: comparison.set), comparison.part >= 0, comparison.earlierSet >= 0,
                comparison.name.count == GroupName.length, comparison.question.utf8.count == 64
            else { throw Self.invalid("compares a set that it does not have, or with one that has no name") }
            guard comparison.entered >= 0, comparison.left >= 0, canHave(comparison.entered, group: comparison.group, set: comparison.set) else {
                throw Self.invalid("compares sets that differ by nobody's number of patients")
            }
        }
        guard comparisons.allSatisfy(hasPossibleValues) else {
            throw Self.invalid("tells values of those whom two sets differ by that they cannot have")
        }
        guard layout.mode != .siteFloor || comparisons.allSatisfy({ $0.entered == 0 && $0.left == 0 && $0.values == nil }) else {
            throw Self.invalid("tells how sets of patients differ, which is its hospital's own matter")
        }
        for (left, right) in zip(comparisons, comparisons.dropFirst()) where !SetComparison.precedes(left, right) {
            throw Self.invalid("compares two sets twice")
        }
    }

    private func hasPossibleValues(_ comparison: SetComparison) -> Bool {
        guard let values = comparison.values else { return true }
        guard let (column, set) = RevealedSet.of(number: comparison.set), set == .contributors, layout.aggregates.indices.contains(column),
            layout.aggregates[column].function.definition.family == .moment
        else { return false }
        return values.isPossible(layout.aggregates[column], entered: comparison.entered, left: comparison.left)
    }

    private func hasSet(group: Int, set: Int) -> Bool {
        keys.indices.contains(group) && ((1..<RevealedSet.count(columns: columns.count)).contains(set) || isUnion(set))
    }

    private func isUnion(_ set: Int) -> Bool { RevealedSet.union(number: set, in: layout) != nil }

    /// Groups together may have more patients than one.
    private func canHave(_ size: Int64, group: Int, set: Int) -> Bool { isUnion(set) || size <= patients[group] }

    func checkCombinations() throws(Diagnostic) {
        guard layout.mode != .siteFloor || combinations.isEmpty else {
            throw Self.invalid("tells how sets of patients differ, which is its hospital's own matter")
        }
        let others = combinations.classes.joined()
        guard combinations.found.count <= SetCombination.most, others.count <= SetCombination.most,
            Set(others.map(\.question)).count <= SetComparison.mostQuestions
        else { throw Self.invalid("has too many combinations") }
        guard Self.areNamed(combinations.classes) else { throw Self.invalid("combines sets that have no name, or are out of order or doubled") }
        for combination in combinations.found {
            let (first, second) = (combination.others.first, combination.others.second)
            guard hasSet(group: combination.group, set: combination.set), combinations.classes.indices.contains(first),
                combinations.classes.indices.contains(second), combination.role == .whole ? first < second : first != second
            else { throw Self.invalid("combines a set that it does not have, or with itself") }
            guard combination.surplus >= 0, combination.lack >= 0,
                combination.role == .part || canHave(combination.lack, group: combination.group, set: combination.set)
            else { throw Self.invalid("combines sets that differ by nobody's number of patients") }
        }
        guard Set(combinations.found.flatMap { [$0.others.first, $0.others.second] }).count == combinations.classes.count,
            combinations.found.isStrictlyAscending({ $0.place.lexicographicallyPrecedes($1.place) })
        else { throw Self.invalid("has combinations that are out of order or doubled, or sets that none is about") }
    }

    private static func areNamed(_ classes: [[SetCombinations.Other]]) -> Bool {
        let all = classes.joined()
        return all.allSatisfy { $0.part >= 0 && $0.set >= 0 && $0.name.count == GroupName.length && $0.question.utf8.count == 64 }
            && Set(all).count == all.count && classes.allSatisfy { !$0.isEmpty && $0.isStrictlyAscending(SetCombinations.Other.precedes) }
            && classes.compactMap(\.first).isStrictlyAscending(SetCombinations.Other.precedes)
    }

    func checkAtoms() throws(Diagnostic) {
        guard layout.mode != .siteFloor || atoms.isEmpty else { throw Self.invalid("tells atoms, which are its hospital's own matter") }
        guard atoms.sets.reduce(0, { $0 + $1.count }) <= PatientAtoms.mostSets, atoms.atoms.count <= PatientAtoms.mostAtoms,
            atoms.memberships <= PatientAtoms.mostMemberships, atoms.patients <= PatientAtoms.mostPatients, Set(atoms.sets.joined().map(\.question)).count <= SetComparison.mostQuestions
        else { throw Self.invalid("has too many atoms, or of too many sets or patients") }
        guard Self.areNamed(atoms.sets), atoms.sets.joined().allSatisfy({ $0.set != RevealedSet.union }) else {
            throw Self.invalid("has atoms of sets that have no name, or are out of order or doubled")
        }
        var members = Array(repeating: [Int](), count: atoms.sets.count)
        for (number, atom) in atoms.atoms.enumerated() {
            guard atom.patients > 0, let first = atom.sets.first, let last = atom.sets.last, atom.sets.isStrictlyAscending(<), first >= 0, last < members.count else {
                throw Self.invalid("has an atom of nobody, or of sets that it does not have")
            }
            for set in atom.sets { members[set].append(number) }
        }
        guard members.allSatisfy({ !$0.isEmpty }), Set(members).count == members.count,
            atoms.atoms.isStrictlyAscending({ $0.sets.lexicographicallyPrecedes($1.sets) })
        else { throw Self.invalid("has atoms that are out of order or doubled, sets that nobody is in, or the same patients as two sets") }
    }

    static func invalid(_ what: String) -> Diagnostic { Diagnostic(.partialInvalid, "The partial table \(what).") }
}

extension Collection {
    fileprivate func isStrictlyAscending(_ precedes: (Element, Element) -> Bool) -> Bool { zip(self, dropFirst()).allSatisfy(precedes) }
}

extension Value {
    /// True for NULL and for a value of the kind that columns of this type hold.
    func fits(_ type: ValueType) -> Bool {
        switch (self, type) {
        case (.null, _), (.boolean, .boolean), (.integer, .integer), (.integer, .bigint), (.numeric, .numeric), (.double, .double),
            (.text, .text), (.date, .date), (.timestamp, .timestamp):
            true
        case (.boolean, _), (.integer, _), (.numeric, _), (.double, _), (.text, _), (.date, _), (.timestamp, _): false
        }
    }
}
