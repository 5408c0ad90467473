import CordonDisclosure
import CordonValues

/// Complementary suppression with an attacker as its judge.
public enum Suppression {
    /// Decides which cells of an instance are hidden.
    ///
    /// - Claim: with everything that is shown, known before, and known of the algorithm, a reader can confine no primary cell (no union of
    ///   them below T, no second of two singletons, where the rules ask for it) more closely than its protection levels allow. Each is
    ///   witnessed by tables that whole arithmetic has confirmed.
    /// - Deterministic, unless the time runs out: what is not decided by then is hidden whole, as is what cannot be protected.
    /// - Synchronous, on one thread; calls on several threads do not disturb each other.
    public static func decide(_ instance: SuppressionInstance, limits: SuppressionLimits = .standard) -> SuppressionPattern {
        decide(SuppressionProblem(instance), limits: limits)
    }

    public static func decide(_ problem: SuppressionProblem, limits: SuppressionLimits = .standard) -> SuppressionPattern {
        let session = SolverSession()
        let deadline = ContinuousClock.now.advanced(by: limits.time)
        let size = max(1, problem.components.reduce(0) { $0 + $1.sets.count })
        var hidden: [[Bool]] = []
        var troubles: [(component: Int, trouble: SuppressionAudit.Trouble)] = []
        for (index, component) in problem.components.enumerated() {
            let effort = Effort(until: deadline, steps: limits.steps / size * component.sets.count)
            let decision = ComponentDecision(session: session, component: component, wholeAtoms: limits.wholeAtoms, effort: effort)
            switch decision.decide() {
            case .success(let pattern): hidden.append(pattern)
            case .failure(let failure):
                // Everything that need not be shown is hidden, zeros too.
                hidden.append(component.standing.map { $0 != .released })
                troubles.append((index, failure.trouble))
            }
        }
        return pattern(problem, hidden: hidden, troubles: troubles)
    }

    /// The same with whatever time is left: what is not decided by `deadline` is hidden.
    @Sendable public static func decide(_ instance: SuppressionInstance, until deadline: ContinuousClock.Instant) -> SuppressionPattern {
        decide(instance, limits: SuppressionLimits(time: max(.zero, ContinuousClock.now.duration(to: deadline))))
    }

    private static func pattern(
        _ problem: SuppressionProblem, hidden: [[Bool]], troubles: [(component: Int, trouble: SuppressionAudit.Trouble)]
    ) -> SuppressionPattern {
        let decisions = problem.setOfCell.map { set -> SuppressionPattern.Decision in
            guard let place = set.map({ problem.places[$0] }), hidden[place.component][place.set] else { return .shown }
            return problem.components[place.component].startsHidden[place.set] ? .primary : .secondary
        }
        let blankets = troubles.map { component, trouble in
            SuppressionAudit.Blanket(
                trouble: trouble,
                cells: problem.setOfCell.indices.filter { problem.setOfCell[$0].map { problem.places[$0].component } == component })
        }
        let cells = decisions.indices.filter { decisions[$0] != .shown && problem.instance.cells[$0].standing == .open }
        return SuppressionPattern(
            decisions: decisions,
            audit: SuppressionAudit(
                blankets: blankets, hiddenCells: cells.count,
                hiddenPatients: cells.reduce(0) { $0 + problem.instance.cells[$1].contributors }))
    }
}
