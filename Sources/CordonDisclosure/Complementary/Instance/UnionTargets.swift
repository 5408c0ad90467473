/// The sums of hidden cells that one shown cell gives away: where the primary cells inside a cell together hold 1 to T − 1 patients, their
/// sum has to stay uncertain like each of them.
struct UnionTargets {
    let instance: SuppressionInstance
    let collector: SetCollector

    var targets: [ProtectionTarget] {
        guard instance.rules.unions, instance.isCount, instance.rules.threshold > 1 else { return [] }
        let primaries = collector.sets.indices.filter { collector.levels[$0] != nil }
        let holders = primarySets(primaries)
        var seen = Set(primaries.map { Array(collector.sets[$0]) })
        var found: [ProtectionTarget] = []
        for set in collector.sets.indices where collector.levels[set] == nil {
            let union = union(in: set, holders: holders)
            let value = union.reduce(0) { $0 + instance.atoms[Int($1)].value }
            guard value > 0, value < instance.rules.threshold, seen.insert(union).inserted else { continue }
            found.append(
                ProtectionTarget(
                    atoms: union, value: value, levels: .belowThreshold(value, threshold: instance.rules.threshold), set: nil,
                    isSingleton: false))
        }
        return found
    }

    /// Of each atom the smallest primary set that holds it.
    private func primarySets(_ primaries: [Int]) -> [Int32: Int] {
        var holders: [Int32: Int] = [:]
        for set in primaries.sorted(by: { (collector.sets.size($0), $0) < (collector.sets.size($1), $1) }) {
            for atom in collector.sets[set] where holders[atom] == nil { holders[atom] = set }
        }
        return holders
    }

    /// The atoms of `set` whose smallest primary set lies in `set` whole.
    private func union(in set: Int, holders: [Int32: Int]) -> [Int32] {
        let inside = Set(collector.sets[set])
        var whole: [Int: Bool] = [:]
        return collector.sets[set].filter { atom in
            guard let holder = holders[atom] else { return false }
            if let known = whole[holder] { return known }
            let isWhole = collector.sets[holder].allSatisfy(inside.contains)
            whole[holder] = isWhole
            return isWhole
        }
    }
}
