/// Complementary suppression against the margin that a grouped question implies: whoever knows the total over all groups subtracts
/// what is shown.
///
/// For every column and every set of patients that it reveals (``CellFacts/measures``): where a cell is hidden on account of it,
/// at least two groups with patients in that set are hidden in the column, and together they hold at least T of them. While that
/// is not so, the smallest shown group (fewest patients, then key order) is hidden with its whole row. Hiding whole rows keeps
/// relations between the columns of one group (a count and its two halves) from giving back what was hidden.
///
/// What it does not stop: margins over one of several keys, and subtraction between questions.
struct ImpliedMargin {
    let parameters: DisclosureRules
    /// Patients of groups add up; when false, the sum over hidden groups may count a patient twice and only the largest counts.
    let groupsPartitionPatients: Bool

    /// `cells[group][column]` and which of them the primary rules hide; returns the groups to hide as whole rows.
    /// `order` lists the groups from the smallest.
    func rowsToHide(cells: [[CellFacts]], primary: [[Bool]], order: [Int]) -> Set<Int> {
        var hidden: Set<Int> = []
        let columnCount = cells.first?.count ?? 0
        var changed = true
        while changed {
            changed = false
            for column in 0..<columnCount {
                while let measure = exposedMeasure(column, cells, primary, hidden),
                    let next = order.first(where: { !hidden.contains($0) && !primary[$0][column] && cells[$0][column].measures[measure] > 0 })
                {
                    hidden.insert(next)
                    changed = true
                }
            }
        }
        return hidden
    }

    /// The first set of patients of a column whose hidden cells do not protect each other and can still be helped.
    private func exposedMeasure(_ column: Int, _ cells: [[CellFacts]], _ primary: [[Bool]], _ hidden: Set<Int>) -> Int? {
        let hiddenGroups = cells.indices.filter { primary[$0][column] || hidden.contains($0) }
        guard hiddenGroups.contains(where: { primary[$0][column] }) else { return nil }
        let measureCount = cells.first?.first?.measures.count ?? 0
        return (0..<measureCount).first { measure in
            let sizes = hiddenGroups.map { cells[$0][column].measures[measure] }.filter { $0 > 0 }
            guard !sizes.isEmpty, hiddenGroups.contains(where: { primary[$0][column] && cells[$0][column].measures[measure] > 0 })
            else { return false }
            let together = groupsPartitionPatients ? sizes.reduce(0, saturatingSum) : sizes.max() ?? 0
            let protected = sizes.count >= 2 && together >= parameters.threshold
            let canGrow = cells.indices.contains { group in
                !hidden.contains(group) && !primary[group][column] && cells[group][column].measures[measure] > 0
            }
            return !protected && canGrow
        }
    }

    private func saturatingSum(_ left: Int64, _ right: Int64) -> Int64 {
        let (sum, overflow) = left.addingReportingOverflow(right)
        return overflow ? .max : sum
    }
}
