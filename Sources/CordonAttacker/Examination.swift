import CordonDisclosure

/// What an attacker makes of a pattern that is given: published by others, or decided before.
public struct PatternExamination: Sendable, Hashable {
    public struct Finding: Sendable, Hashable {
        /// The primary cells that it is about; none for a sum of several.
        public let cells: [Int]
        public let interval: AttackInterval
        public let levels: ProtectionLevels
        public let isSafe: Bool
    }

    /// One for each primary cell, and for each sum of several that has to stay uncertain.
    public let findings: [Finding]
    /// Of two patients who are alone in their cells one can compute the other.
    public let singletonsMeet: Bool
    /// The time was over before everything was looked at; what was not is called unsafe.
    public let isComplete: Bool

    public var isSafe: Bool { isComplete && !singletonsMeet && findings.allSatisfy(\.isSafe) }
}

extension Suppression {
    /// Attacks a pattern: `isHidden` says of each cell whether it is hidden. Earlier releases are shown, and what was hidden before is
    /// hidden, whatever it says.
    public static func examine(
        _ problem: SuppressionProblem, limits: SuppressionLimits = .standard, isHidden: (Int) -> Bool
    ) -> PatternExamination {
        let session = SolverSession()
        let cells = problem.instance.cells
        let hidden = problem.hiddenSets { cells[$0].standing == .hidden || cells[$0].standing == .open && isHidden($0) }
        var effort = Effort(until: ContinuousClock.now.advanced(by: limits.time), steps: .max)
        var cellsOfSet: [[Int: [Int]]] = problem.components.map { _ in [:] }
        for (cell, set) in problem.setOfCell.enumerated() {
            if let place = set.map({ problem.places[$0] }) { cellsOfSet[place.component][place.set, default: []].append(cell) }
        }
        var findings: [PatternExamination.Finding] = []
        var (isComplete, meet) = (true, false)
        for (index, component) in problem.components.enumerated() where !component.targets.isEmpty {
            guard let attack = ComponentAttack(session, component, hidden: hidden[index], wholeAtoms: limits.wholeAtoms, effort: effort)
            else {
                isComplete = false
                continue
            }
            if !attack.measure() { isComplete = false }
            effort = attack.effort
            for (number, target) in component.targets.enumerated() {
                findings.append(
                    PatternExamination.Finding(
                        cells: target.set.flatMap { cellsOfSet[index][$0] } ?? [], interval: attack.interval(number),
                        levels: target.levels, isSafe: attack.isCertified(number)))
            }
            guard component.rules.singletons else { continue }
            do throws(SuppressionExpiry) {
                if try SpanSuppression(component).secondaries(hidden: hidden[index], until: effort.deadline) != [] { meet = true }
            } catch {
                isComplete = false
            }
        }
        findings.sort { ($0.cells.first ?? .max) < ($1.cells.first ?? .max) }
        return PatternExamination(findings: findings, singletonsMeet: meet, isComplete: isComplete && !session.isBroken)
    }
}

extension ComponentAttack {
    /// Looks for the least and the largest value of every target.
    ///
    /// - Returns: false when the time was over.
    func measure() -> Bool {
        do throws(SuppressionExpiry) {
            for target in component.targets {
                try reach([target.atoms], .minimise, enough: nil)
                try reach([target.atoms], .maximise, enough: nil)
            }
            return true
        } catch {
            return false
        }
    }

    func interval(_ target: Int) -> AttackInterval {
        let value = component.targets[target].value
        let above = known.above[target]
        return AttackInterval(low: value - known.below[target], high: Double(above) >= program.cap - Double(value.magnitude) - 1 ? nil : value + above)
    }
}
