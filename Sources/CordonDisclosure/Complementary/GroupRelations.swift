/// Keeps relations between the columns of one group from giving a hidden cell back: `a = b + c` for counts under three conditions, a
/// mean of a condition beside its hidden count, or a total beside the sums of its parts.
///
/// The plan does not say which relations hold, but one that holds does so in numbers. So where the size of a hidden cell equals a
/// sum or difference of sizes that the shown cells of the group reveal, the shown conditions are hidden; a total that has none
/// stays. A mean or sum over exactly as many patients as a hidden cell is hidden as well. Equality by accident hides too much, never
/// too little. No search is made, and they are hidden, where there are more than `largestSearch` sums, and where patients have
/// several rows: relations then hold between numbers of rows, which are not looked at. Only coefficients −1, 0 and 1 are looked for.
///
/// Percentiles and modes are not made of numbers of patients: they give none away, and one that is hidden because too few decide it keeps
/// none secret.
struct GroupRelations {
    static let name = "group-relations"
    static let largestSearch = 20_000

    let parameters: DisclosureRules

    func protect(_ hidden: inout [Bool], row: [CellFacts]) {
        let conditions = row.indices.filter { !hidden[$0] && row[$0].isCondition && row[$0].addsUp }
        let secret = row.indices.filter { hidden[$0] && (row[$0].addsUp && !row[$0].isUntold || row[$0].measures.contains(where: parameters.isSmall)) }
        let targets = secret.reduce(into: Set<Int64>()) { $0.formUnion(row[$1].measures) }.subtracting([-1, row.first?.patients ?? 0])
            .filter { $0 > 0 || parameters.isSmall($0) }
        // An exact mean over just the hidden number of patients gives that number away.
        for column in row.indices where !row[column].countsGroup && row[column].addsUp && targets.contains(row[column].sets.contributors) { hidden[column] = true }
        guard !conditions.isEmpty, !targets.isEmpty else { return }
        let shown = row.indices.filter { !hidden[$0] && row[$0].addsUp }.map { row[$0] }
        guard row.contains(where: \.hasRepeats) || givesAway(targets, sizes(of: shown)) else { return }
        for column in conditions { hidden[column] = true }
    }

    /// Columns of equal size are different sets of patients, but for those that hold the whole group.
    private func sizes(of shown: [CellFacts]) -> [Int64] {
        let all = shown.flatMap { cell in cell.readable.map { (size: $0, isGroup: $0 == cell.patients) } }
        return all.filter { !$0.isGroup && $0.size > 0 }.map(\.size) + (all.first(where: \.isGroup).map { [$0.size] } ?? [])
    }

    /// Nobody is a number that sizes reach where one of them is a sum or difference of the others.
    private func givesAway(_ targets: Set<Int64>, _ sizes: [Int64]) -> Bool {
        if canReach(targets.subtracting([0]), from: sizes) { return true }
        guard targets.contains(0) else { return false }
        return sizes.indices.contains { index in
            var others = sizes
            let size = others.remove(at: index)
            return canReach([size], from: others)
        }
    }

    private func canReach(_ targets: Set<Int64>, from sizes: [Int64]) -> Bool {
        var reachable: Set<Int64> = [0]
        for size in sizes {
            reachable = reachable.reduce(into: reachable) { set, sum in
                // Sizes are numbers of patients and there are few of them: far from overflow, and wrapping would only hide more.
                set.insert(sum &+ size)
                set.insert(sum &- size)
            }
            if reachable.count > Self.largestSearch || !reachable.isDisjoint(with: targets) { return true }
        }
        return false
    }
}
