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
            column.verdicts.count == count
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
        }
    }

    func checkComparisons() throws(Diagnostic) {
        let sets = RevealedSet.count(columns: columns.count)
        guard comparisons.count <= SetComparison.most, Set(comparisons.map(\.question)).count <= SetComparison.mostQuestions else {
            throw Self.invalid("has too many comparisons")
        }
        for comparison in comparisons {
            let isUnion = RevealedSet.union(number: comparison.set, in: layout) != nil
            guard keys.indices.contains(comparison.group), (1..<sets).contains(comparison.set) || isUnion, comparison.part >= 0,
                comparison.earlierSet >= 0, comparison.name.count == GroupName.length, comparison.question.utf8.count == 64
            else { throw Self.invalid("compares a set that it does not have, or with one that has no name") }
            guard comparison.entered >= 0, comparison.left >= 0, isUnion || comparison.entered <= patients[comparison.group] else {
                throw Self.invalid("compares sets that differ by nobody's number of patients")
            }
        }
        guard layout.mode != .siteFloor || comparisons.allSatisfy({ $0.entered == 0 && $0.left == 0 }) else {
            throw Self.invalid("tells how sets of patients differ, which is its hospital's own matter")
        }
        for (left, right) in zip(comparisons, comparisons.dropFirst()) where !SetComparison.precedes(left, right) {
            throw Self.invalid("compares two sets twice")
        }
    }

    static func invalid(_ what: String) -> Diagnostic { Diagnostic(.partialInvalid, "The partial table \(what).") }
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
