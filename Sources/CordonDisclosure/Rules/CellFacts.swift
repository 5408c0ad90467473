import CordonAggregates
import CordonQuery

/// What the rules look at for one cell: numbers of distinct patients, never the cell's value.
struct CellFacts: Sendable, Hashable {
    /// Distinct patients of the group.
    let patients: Int64
    /// Of those, the ones that the aggregate counts: FILTER holds and the argument is not NULL.
    let contributors: Int64
    /// Patients of the group with a row that the aggregate does not count; who has rows of both kinds is a contributor too.
    let passed: Int64
    /// Contributors with a non-zero argument.
    let nonZero: Int64
    /// Contributors with an argument of zero; who has both is in both.
    let zero: Int64
    /// Hospitals with at least one contributor.
    let hospitals: Int
    let needs: DisclosureNeeds
    /// The cell counts the whole group, so hiding it hides the size of the group.
    let countsGroup: Bool
    /// A patient of the group has several rows, so that numbers of rows are not numbers of patients.
    let hasRepeats: Bool
    /// The cell counts patients, not rows: it tells nothing of the rows of a patient who has a row that counts.
    let countsPatients: Bool

    /// The sets of patients whose size the cell reveals, in a fixed order; 0 where it reveals none. Each is itself a cell.
    var measures: [Int64] {
        [
            contributors,
            needs.revealsComplement ? patients - contributors : 0,
            needs.revealsComplement && !countsPatients ? passed : 0,
            needs.revealsNonZero ? nonZero : 0,
            needs.revealsNonZero ? contributors - nonZero : 0,
            needs.revealsNonZero ? zero : 0,
        ]
    }

    static let measureCount = 6

    /// The sizes that a reader of the cell can use in a calculation.
    var readable: Set<Int64> {
        var sizes: Set<Int64> = []
        if countsGroup || needs.revealsComplement { sizes.insert(contributors) }
        if needs.revealsNonZero { sizes.formUnion([nonZero, contributors - nonZero]) }
        return sizes.subtracting([0])
    }
}

extension BoundaryAggregate {
    /// True for COUNT(*) and COUNT(DISTINCT patient key) without FILTER.
    var countsGroup: Bool {
        switch specification.function {
        case .countRows, .countPatients: filter == nil
        case .count, .sum, .average, .variancePopulation, .varianceSample, .deviationPopulation, .deviationSample, .minimum,
            .maximum:
            false
        }
    }
}
