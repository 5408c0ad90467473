import CordonAttacker
import CordonDisclosure

/// What holds of every instance, as reasons why it does not; nil when it does.
enum AttackerProperties {
    /// Our intervals are those that listing all tables gives. Of two cells with the same atoms and the same rounding `isHidden` says the same.
    static func agreesWithListing(_ instance: SuppressionInstance, isHidden: (Int) -> Bool) -> String? {
        let problem = SuppressionProblem(instance)
        let examination = Suppression.examine(problem, isHidden: isHidden)
        let isShown = { (cell: Int) in
            instance.cells[cell].standing == .released || instance.cells[cell].standing == .open && !isHidden(cell)
        }
        for finding in examination.findings {
            guard let cell = finding.cells.first else { continue }
            guard let listed = BruteForce(instance: instance).intervals(of: [instance.cells[cell].atoms], isShown: isShown)[0] else {
                return "the true table is not among those listed"
            }
            let ours = (finding.interval.low, finding.interval.high)
            guard ours.0 == listed.lowerBound, ours.1 ?? .max == listed.upperBound else { return "cell \(cell): \(ours), listed \(listed)" }
            let value = problem.values[cell]
            let isSafe =
                listed.lowerBound <= value - finding.levels.lower && listed.upperBound >= value + finding.levels.upper
                && listed.upperBound - listed.lowerBound >= finding.levels.width
            guard isSafe == finding.isSafe else { return "cell \(cell): safe is \(finding.isSafe) for \(listed)" }
        }
        return nil
    }

    /// What we decide is safe for the attacker, or says that it is not, and no primary cell is in the span of what is shown.
    static func isDecidedSafely(_ instance: SuppressionInstance) -> String? {
        let problem = SuppressionProblem(instance)
        let pattern = Suppression.decide(problem)
        for cell in instance.cells.indices {
            switch instance.cells[cell].standing {
            case .released: if pattern.isHidden(cell) { return "cell \(cell) was released and is hidden" }
            case .hidden: if !pattern.isHidden(cell), !instance.cells[cell].atoms.isEmpty, !isReleasedElsewhere(cell, instance) { return "cell \(cell) was hidden and is shown" }
            case .open:
                if problem.marks[cell] != nil, !pattern.isHidden(cell), !isReleasedElsewhere(cell, instance) { return "cell \(cell) is primary and shown" }
            }
        }
        guard pattern.audit.blankets.isEmpty else { return blanketIsJust(problem, pattern) }
        let examination = Suppression.examine(problem) { pattern.isHidden($0) }
        guard examination.isSafe else { return "not safe: \(examination)" }
        return isOutsideSpan(problem, pattern)
    }

    /// Cells with the same atoms, shown alike, are one: what was released of one is known of the other.
    private static func isReleasedElsewhere(_ cell: Int, _ instance: SuppressionInstance) -> Bool {
        let own = instance.cells[cell]
        return instance.cells.contains { $0.standing == .released && $0.atoms == own.atoms && $0.roundingBase == own.roundingBase }
    }

    private static func isOutsideSpan(_ problem: SuppressionProblem, _ pattern: SuppressionPattern) -> String? {
        let instance = problem.instance
        var span = RationalSpan(columns: instance.atoms.count)
        for cell in instance.cells.indices where !pattern.isHidden(cell) && instance.cells[cell].roundingBase == nil {
            span.insert(instance.cells[cell].atoms)
        }
        for cell in instance.cells.indices where problem.marks[cell] != nil && !isReleasedElsewhere(cell, instance) {
            if span.holds(instance.cells[cell].atoms) { return "cell \(cell) is a sum of shown ones" }
        }
        return nil
    }

    /// Everything was hidden of a part: then all that is open there is, and something is unsafe all the same, or nothing less was allowed.
    private static func blanketIsJust(_ problem: SuppressionProblem, _ pattern: SuppressionPattern) -> String? {
        for blanket in pattern.audit.blankets {
            guard blanket.trouble == .unprotectable else { return "\(blanket.trouble)" }
            for cell in blanket.cells where problem.instance.cells[cell].standing == .open && !pattern.isHidden(cell) {
                if !isReleasedElsewhere(cell, problem.instance) { return "cell \(cell) is open and shown under a blanket" }
            }
        }
        // With all hidden that may be hidden, a reader still computes too much; else hiding less would have been enough.
        let isZero = { (cell: Int) in problem.values[cell] == 0 && problem.instance.cells[cell].atoms.allSatisfy { problem.instance.atoms[$0].value == 0 } }
        let mayHideZeros = problem.instance.rules.zerosMayProtect || problem.instance.rules.zeros == .protect
        let least = Suppression.examine(problem) { mayHideZeros || !isZero($0) || problem.marks[$0] != nil }
        return least.isSafe ? "a pattern was there" : nil
    }
}
