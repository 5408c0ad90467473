import CordonDisclosure

extension ComponentAttack {
    /// Two patients who are alone in their cells learn of each other from the sum of both. It is uncertain when in one table it differs, and it
    /// differs unless what the one loses the other gains in all of them.
    ///
    /// - Returns: false when two singletons always make up for each other.
    func separatesSingletons() throws(SuppressionExpiry) -> Bool {
        let singles = component.targets.indices.filter { component.targets[$0].isSingleton }
        guard component.rules.singletons, singles.count > 1 else { return true }
        while let (left, right) = opposites(singles) {
            guard try separate(left, right) else { return false }
        }
        return true
    }

    /// The first two singletons whose changes are opposite in every table that was found.
    private func opposites(_ singles: [Int]) -> (Int, Int)? {
        let changes = changes(of: singles)
        var known: [[Int64]: Int] = [:]
        for (target, change) in zip(singles, changes) {
            if let other = known[change.map { -$0 }] { return (other, target) }
            known[change] = target
        }
        return nil
    }

    private func separate(_ left: Int, _ right: Int) throws(SuppressionExpiry) -> Bool {
        keepsAll = true
        defer { keepsAll = false }
        let both = [component.targets[left].atoms, component.targets[right].atoms]
        for direction in [LinearProgram.Direction.maximise, .minimise] {
            try reach(both, direction, enough: 1)
            if changes(of: [left, right]).reduce([], { $0.isEmpty ? $1 : zip($0, $1).map { $0 + $1 } }).contains(where: { $0 != 0 }) { return true }
        }
        return false
    }
}
