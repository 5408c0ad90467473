import CordonValues

/// One node's mergeable answer: groups in canonical key order without repeats, and per aggregate column its states and
/// contributors. A value of this type has checked itself.
public struct PartialTable: Sendable, Hashable {
    public let layout: PartialLayout
    /// One entry per group: the values of its keys, in the layout's order.
    public let keys: [[Value]]
    /// Distinct patients of each group.
    public let patients: [Int64]
    /// One per aggregate of the layout.
    public let columns: [PartialColumn]
    /// Under a site floor: there are groups of which nothing is shown and whose keys are not told.
    public let hasRemainder: Bool
    /// What the node has answered before about almost the same patients, in canonical order: group, set, question, part, name, earlier set.
    public private(set) var comparisons: [SetComparison] = []
    /// Of which sets of this and of earlier answers one is almost two others put together.
    public private(set) var combinations = SetCombinations.none
    /// How many patients are in which sets of this and of earlier answers.
    public private(set) var atoms = PatientAtoms.none

    public var groupCount: Int { keys.count }

    /// The questions that comparisons, combinations and atoms are about, this one among them where sets of it are beside each other.
    public var earlierQuestions: Set<String> {
        Set(comparisons.map(\.question)).union((combinations.classes + atoms.sets).joined().map(\.question))
    }

    /// Checks order, types, lengths and signs:
    /// - keys have the layout's types and are strictly ascending in ``KeyOrder``; without keys there is at most one group;
    /// - a group has at least one patient (without keys: possibly none), every column is as long as the groups, and
    ///   0 ≤ nonZero ≤ contributors ≤ patients, 0 ≤ partlyMissing ≤ contributors, 0 ≤ partlyZero ≤ nonZero;
    /// - states are of the layout's kind and agree with their contributors: see ``PartialColumn/isPossible(_:group:)``;
    /// - contributions and tallies of values stand only where the layout has some, and agree with contributors and rows;
    /// - verdicts and a remainder stand only in tables of the mode `siteFloor`: see ``PartialTable/checkFloor()``.
    public init(
        layout: PartialLayout, keys: [[Value]], patients: [Int64], columns: [PartialColumn], hasRemainder: Bool = false
    ) throws(Diagnostic) {
        self.layout = layout
        self.keys = keys
        self.patients = patients
        self.columns = columns
        self.hasRemainder = hasRemainder
        try check()
    }

    /// The same table with comparisons, in any order.
    ///
    /// Refused are comparisons of groups and sets that the table does not have, one twice, and differences of nobody's.
    public func comparing(_ comparisons: [SetComparison]) throws(Diagnostic) -> Self {
        var table = self
        table.comparisons = comparisons.sorted(by: SetComparison.precedes)
        try table.checkComparisons()
        return table
    }

    /// The same table with combinations.
    ///
    /// Refused are those of groups, sets and classes that are not there, those that are not in canonical order, one twice, and differences of nobody's.
    public func combining(_ combinations: SetCombinations) throws(Diagnostic) -> Self {
        var table = self
        table.combinations = combinations
        try table.checkCombinations()
        return table
    }

    /// The same table with atoms.
    ///
    /// Refused are atoms of sets that are not there, sets and atoms that are not in canonical order, one twice, nobody's, and two sets with the same patients that are not listed together.
    public func dividing(_ atoms: PatientAtoms) throws(Diagnostic) -> Self {
        var table = self
        table.atoms = atoms
        try table.checkAtoms()
        return table
    }
}

/// One aggregate column of a partial.
public struct PartialColumn: Sendable, Hashable {
    /// One state per group.
    public let states: [AggregateState]
    /// Distinct patients for whom FILTER holds and the argument is not NULL, per group. Zero for MIN and MAX.
    public let contributors: [Int64]
    /// Of those, the ones who also have a row that does not contribute, per group. With `patients - contributors` they are the
    /// patients behind the rows that a reader finds by subtracting what is counted here from all rows.
    public let partlyMissing: [Int64]
    /// Of the contributors, the ones with at least one non-zero argument, per group. For a count all of them: a counted row counts
    /// one.
    public let nonZero: [Int64]
    /// Of those, the ones who also have an argument of zero, per group.
    public let partlyZero: [Int64]
    /// How much the two patients with the most contribute, per group; none in columns that tell no contributions.
    public let contributions: [TopContributions]
    /// How many patients have each value, per group; ``ValueTally/none`` in columns that do not tell values.
    public let values: [ValueTally]
    /// Under a site floor, per group: ``withheld`` where the hospital withholds the cell, else 0. 0 in the mode `merged`.
    public let verdicts: [UInt8]

    public static let withheld: UInt8 = 1

    /// Without `partlyMissing` and `partlyZero` nobody is of either kind, as where every patient has one row.
    public init(
        states: [AggregateState], contributors: [Int64], partlyMissing: [Int64]? = nil, nonZero: [Int64], partlyZero: [Int64]? = nil,
        contributions: [TopContributions]? = nil, values: [ValueTally]? = nil, verdicts: [UInt8]
    ) {
        self.states = states
        self.contributors = contributors
        self.partlyMissing = partlyMissing ?? Array(repeating: 0, count: contributors.count)
        self.nonZero = nonZero
        self.partlyZero = partlyZero ?? Array(repeating: 0, count: nonZero.count)
        self.contributions = contributions ?? Array(repeating: .none, count: contributors.count)
        self.values = values ?? Array(repeating: .none, count: contributors.count)
        self.verdicts = verdicts
    }

    public func isWithheld(group: Int) -> Bool { verdicts[group] == Self.withheld }

    /// The sets of patients behind the cell of one group of `patients`; nobody's where it is withheld.
    public func sets(group: Int, patients: Int64) -> PatientSets<Int64> {
        isWithheld(group: group) ? .none : PatientSets(
            patients: patients, contributors: contributors[group], partlyMissing: partlyMissing[group], nonZero: nonZero[group],
            partlyZero: partlyZero[group])
    }
}
