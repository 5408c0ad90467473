/// Keeps relations between the columns of one group from giving a hidden cell back: `a = b + c` for counts under three conditions,
/// or a mean of a condition beside its hidden count.
///
/// The plan does not say which relations hold, but one that holds does so in numbers. So where the size of a hidden cell equals a
/// sum or difference of sizes that the shown cells of the group reveal, the shown ones that do not count the whole group are
/// hidden. Equality by accident hides too much, never too little. No search is made, and they are hidden, beyond `largestSearch`
/// sizes, and where patients have several rows: relations then hold between numbers of rows, which are not looked at. Only
/// coefficients −1, 0 and 1 are looked for.
struct GroupRelations {
    /// 3^9 combinations are looked at, at the most.
    static let largestSearch = 9

    func protect(_ hidden: inout [Bool], row: [CellFacts]) {
        let shown = row.indices.filter { !hidden[$0] }
        let readable = shown.reduce(into: Set<Int64>()) { $0.formUnion(row[$1].readable) }
        let targets = row.indices.filter { hidden[$0] }.reduce(into: Set<Int64>()) { $0.formUnion(row[$1].readable) }
        guard !targets.isEmpty, row.contains(where: \.hasRepeats) || canReach(targets, from: readable.sorted()) else { return }
        for column in shown where !row[column].countsGroup && !row[column].readable.isEmpty { hidden[column] = true }
    }

    private func canReach(_ targets: Set<Int64>, from sizes: [Int64]) -> Bool {
        guard sizes.count <= Self.largestSearch else { return true }
        var reachable: Set<Int64> = [0]
        for size in sizes {
            reachable = reachable.reduce(into: reachable) { set, sum in
                // Sizes are numbers of patients and there are few of them: far from overflow, and wrapping would only hide more.
                set.insert(sum &+ size)
                set.insert(sum &- size)
            }
        }
        return !reachable.isDisjoint(with: targets)
    }
}
