/// Complementary suppression against the margin that a grouped question implies: whoever knows the total over all groups subtracts
/// what is shown.
///
/// For every column and every set of patients that its cells reveal (``CellFacts/measures``): where a guarded cell has patients in
/// that set, at least two hidden ones have, and together at least T of them. While that is not so, the cell of the smallest group
/// that still shows one is hidden too. Guarded are the cells that are hidden on their own account or to keep a sum or difference
/// within their group from another.
struct ImpliedMargin {
    static let name = "implied-margin"
    let parameters: DisclosureRules
    /// Patients of groups add up; when false, the sum over hidden groups may count a patient twice and only the largest counts.
    let groupsPartitionPatients: Bool

    /// `order` lists the groups of one grouping set, from the smallest.
    func protect(_ hidden: inout [[Bool]], cells: [[CellFacts]], guarded: [[Bool]], order: [Int]) {
        for column in cells.first?.indices ?? 0..<0 {
            for measure in 0..<CellFacts.measureCount {
                let sizes = cells.map { $0[column].measures[measure] }
                guard order.contains(where: { guarded[$0][column] && sizes[$0] > 0 }) else { continue }
                var candidates = order.filter { !hidden[$0][column] && sizes[$0] > 0 }[...]
                while !isProtected(order.filter { hidden[$0][column] }.map { sizes[$0] }), let next = candidates.popFirst() {
                    hidden[next][column] = true
                }
            }
        }
    }

    private func isProtected(_ hiddenSizes: [Int64]) -> Bool {
        let sizes = hiddenSizes.filter { $0 > 0 }
        let together = groupsPartitionPatients ? sizes.reduce(0, saturatingSum) : sizes.max() ?? 0
        return sizes.count >= 2 && together >= parameters.threshold
    }

    private func saturatingSum(_ left: Int64, _ right: Int64) -> Int64 {
        let (sum, overflow) = left.addingReportingOverflow(right)
        return overflow ? .max : sum
    }
}
