/// Complementary suppression, where a patient may be in several groups, against the margin that a grouped question implies: whoever knows the
/// total of rows over all groups subtracts what is shown.
///
/// For every column and every set of patients that its cells reveal (``CellFacts/measures``): where a guarded cell has patients in
/// that set, at least two hidden ones have, and one of them at least T. While that is not so, the cell of the smallest group
/// that still shows one is hidden too. Guarded are the cells that are hidden on their own account or to keep a sum or difference
/// within their group from another.
struct ImpliedMargin {
    static let name = "implied-margin"
    let parameters: DisclosureRules

    /// `order` lists the groups of one grouping set, from the smallest.
    func protect(_ hidden: inout [[Bool]], cells: [[CellFacts]], guarded: [[Bool]], order: [Int]) {
        for column in cells.first?.indices ?? 0..<0 where cells[0][column].addsUp {
            for measure in 0..<CellFacts.measureCount {
                let sizes = cells.map { max(0, $0[column].measures[measure]) }
                guard order.contains(where: { guarded[$0][column] && cells[$0][column].hasSecret(measure, parameters) }) else { continue }
                var candidates = order.filter { !hidden[$0][column] && sizes[$0] > 0 && !cells[$0][column].isKnown(.contributors) }[...]
                while !Self.isProtected(order.filter { hidden[$0][column] }.map { sizes[$0] }, threshold: parameters.threshold), let next = candidates.popFirst() {
                    hidden[next][column] = true
                }
            }
        }
    }

    /// The sum over hidden groups may count a patient twice, so the largest counts.
    static func isProtected(_ hiddenSizes: [Int64], threshold: Int64) -> Bool {
        hiddenSizes.count { $0 > 0 } >= 2 && hiddenSizes.contains { $0 >= threshold }
    }
}
