import CordonAggregates
import CordonQuery

/// What the primary rules look at for one cell: numbers of distinct patients, never the cell's value.
struct CellFacts: Sendable, Hashable {
    /// Distinct patients of the group.
    let patients: Int64
    /// Of those, the ones that the aggregate counts: FILTER holds and the argument is not NULL.
    let contributors: Int64
    /// Of those, the ones with a non-zero argument.
    let nonZero: Int64
    /// Hospitals with at least one contributor.
    let hospitals: Int
    let needs: DisclosureNeeds

    init(patients: Int64, contributors: Int64, nonZero: Int64, hospitals: Int, needs: DisclosureNeeds) {
        self.patients = patients
        self.contributors = contributors
        self.nonZero = nonZero
        self.hospitals = hospitals
        self.needs = needs
    }

    /// The sets of patients whose size the cell reveals, in a fixed order. Each is itself a cell.
    var measures: [Int64] {
        [
            contributors,
            needs.revealsComplement ? patients - contributors : 0,
            needs.revealsNonZero ? nonZero : 0,
            needs.revealsNonZero ? contributors - nonZero : 0,
        ]
    }
}
