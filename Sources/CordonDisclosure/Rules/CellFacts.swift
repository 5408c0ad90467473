import CordonAggregates
import CordonQuery

/// What the rules look at for one cell: numbers of distinct patients and of hospitals, never the cell's value.
struct CellFacts: Sendable {
    /// Distinct patients of the group.
    private(set) var patients: Int64
    /// Hospitals that have some of them.
    private(set) var hospitals: Int
    /// How many patients are in each set that the cell may be about.
    private(set) var sets: PatientSets<Int64>
    /// How many hospitals have patients in each.
    private(set) var hospitalsOfSets: PatientSets<UInt16>
    let needs: DisclosureNeeds
    /// The cell counts the whole group, so hiding it hides the size of the group.
    let countsGroup: Bool
    /// The cell counts patients, not rows: it tells nothing of the rows of a patient who has a row that counts.
    let countsPatients: Bool
    /// A patient of the group has several rows, so that numbers of rows are not numbers of patients.
    let hasRepeats: Bool
    /// Of a mode, by how many patients it leads; of a quantile, the patients on its smaller side. Nil for other aggregates.
    var strength: Double?
    /// How much the two patients with the most contribute at most, and all together, in the units of ``ContributionScale``. Nil for results
    /// that are not made of contributions, or not finite.
    var contributions: (largest: Double, second: Double, total: Double)?
    /// A row may contribute more than can be told, so that nothing follows from the contributions.
    var hasUnboundedContribution = false
    /// How many patients have each value of the argument, where the column tells it.
    var values: ValueTally?
    /// As ``BoundaryAggregate/figure``.
    var figure: String?
    /// A sum, mean, spread or shape.
    var isMoment = false
    /// Of the argument's values, how many sums of powers, from the first on, a reader may have of the same patients where this cell is shown.
    var powersOfValues = 2
    /// Groups of it add up to coarser ones, so that one follows from others. Percentiles and modes do not.
    var addsUp = true
    /// Parameters fitted to the data that the figure is about: see ``AggregateDefinition/fittedParameters``.
    var fittedParameters: Int64 = 0
    /// Of each set that the cell reveals, the almost equal ones of earlier answers, where there are some.
    var earlier: [RevealedSet: [EarlierSet]] = [:]
    /// Of each the two others with which it makes almost a whole and its parts.
    var combinations: [RevealedSet: [EarlierCombination]] = [:]
    /// Every row lies on the line that a correlation or regression is about.
    var isExactFit = false

    /// Nobody learns the cell, so that it is no secret that others have to keep unless it is small.
    private(set) var isUntold = false

    func untold(_ isUntold: Bool) -> Self {
        var facts = self
        facts.isUntold = isUntold
        return facts
    }

    /// The aggregate has a FILTER: that nobody is left out by it tells of everybody.
    var isFiltered = false

    /// Counts hospitals that withhold their part of the cell, each with so many patients: the number is not known, and that one hospital may
    /// have all of it has to stay hidden.
    mutating func assume(_ count: Int, hospitalsOf patients: Int64) {
        let (all, hospitals) = (Int64(count) * patients, UInt16(clamping: count))
        self.patients += all
        sets.contributors += all
        sets.nonZero += all
        hospitalsOfSets.contributors += hospitals
        hospitalsOfSets.nonZero += hospitals
        self.hospitals = max(self.hospitals, Int(hospitalsOfSets.contributors))
    }

    /// The sizes of the sets of patients that the cell reveals, in a fixed order; −1 where it reveals none. Each is itself a cell.
    var measures: [Int64] {
        var sizes: [Int64] = revealed(of: sets, none: -1)
        // That no value is missing is no secret.
        if !isFiltered { for place in [1, 2] where sizes[place] == 0 { sizes[place] = -1 } }
        return sizes
    }

    /// The patients of each value are counted.
    var hasFewValues: Bool { if case .few? = values { true } else { false } }

    /// In the order of ``measures``.
    var hospitalsOfMeasures: [UInt16] { revealed(of: hospitalsOfSets, none: 0) }

    static let measureCount = 6

    /// Where the cell is hidden, the size of this set has to be kept secret.
    func hasSecret(_ measure: Int, _ parameters: DisclosureRules) -> Bool {
        let size = measures[measure]
        return size > 0 || parameters.isSmall(size)
    }

    /// The size of the set has been shown before, so that hiding it keeps nothing secret. What was shown rounded counts as known.
    func isKnown(_ set: RevealedSet) -> Bool { earlier[set]?.contains { $0.isSame && $0.standing == .shown } ?? false }

    private func revealed<Count>(of sets: PatientSets<Count>, none: Count) -> [Count] {
        [
            sets.contributors,
            needs.revealsComplement ? sets.missing : none,
            needs.revealsComplement && !countsPatients ? sets.passed : none,
            needs.revealsNonZero ? sets.nonZero : none,
            needs.revealsNonZero ? sets.allZero : none,
            needs.revealsNonZero ? sets.zero : none,
        ]
    }

    /// The cell tells how many patients of the group meet something.
    var isCondition: Bool { !countsGroup && (needs.revealsComplement || needs.revealsNonZero) }

    /// The sizes that a reader of the cell can use in a calculation, its own opposites aside.
    var readable: [Int64] { [sets.contributors] + (needs.revealsNonZero ? [sets.nonZero] : []) }
}

extension BoundaryAggregate {
    /// True for COUNT(*) and COUNT(DISTINCT patient key) without FILTER.
    var countsGroup: Bool {
        switch specification.function {
        case .countRows, .countPatients: filter == nil
        case .count, .countKeys, .countValues, .sum, .average, .variancePopulation, .varianceSample, .deviationPopulation,
            .deviationSample, .covariancePopulation, .covarianceSample, .correlation, .regressionSlope, .regressionIntercept,
            .regressionR2, .regressionCount, .regressionAverageX, .regressionAverageY, .regressionSXX, .regressionSYY, .regressionSXY,
            .skewness, .kurtosis, .kurtosisPopulation, .every, .any, .mode, .percentileContinuous, .percentileDiscrete, .minimum,
            .maximum:
            false
        }
    }

    var family: AggregateFamily { specification.function.definition.family }

    /// A sum and a deviation of the same rows give the sums of two powers. Where a shape is shown, a skewness and a kurtosis give two more; where it is
    /// not, neither does.
    var powersOfValues: Int { [.numericPowers, .doublePowers].contains(specification.stateKind) ? 4 : 2 }
}
