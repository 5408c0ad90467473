import CordonDisclosure

/// Decides one component: two patterns are tried, one that begins with Gaussian elimination and one that begins with nothing, the cheaper
/// one is improved, and what stands in the end is verified afresh.
struct ComponentDecision {
    struct Failure: Error {
        let trouble: SuppressionAudit.Trouble
    }

    let session: SolverSession
    let component: SuppressionComponent
    let wholeAtoms: Int
    let effort: Effort

    /// Components with more memberships of atoms in sets get the one pattern that elimination begins.
    private static let largestTwice = 10_000

    func decide() -> Result<[Bool], Failure> {
        guard !component.targets.isEmpty else { return .success(component.startsHidden) }
        let span = SpanSuppression(component)
        do throws(SuppressionExpiry) {
            guard let secondaries = try span.secondaries(hidden: component.startsHidden, until: effort.deadline) else {
                return .failure(Failure(trouble: .unprotectable))
            }
            return try decide(span, secondaries)
        } catch {
            return .failure(Failure(trouble: .expired))
        }
    }

    private func decide(_ span: SpanSuppression, _ secondaries: [Int]) throws(SuppressionExpiry) -> Result<[Bool], Failure> {
        var eliminated = component.startsHidden
        for set in secondaries { eliminated[set] = true }
        var starts = [eliminated]
        if component.sets.memberships <= Self.largestTwice, !secondaries.isEmpty { starts.append(component.startsHidden) }
        var best: ComponentProtection?
        for start in starts {
            guard let attack = ComponentAttack(session, component, hidden: start, wholeAtoms: wholeAtoms, effort: effort),
                let protection = ComponentProtection(session, attack: attack, span: span)
            else { return .failure(Failure(trouble: .failed)) }
            guard try protection.protectAll(isThorough: true) else {
                return .failure(Failure(trouble: attack.program.isBroken ? .failed : .unprotectable))
            }
            try protection.prune()
            if best.map({ protection.cost < $0.cost }) ?? true { best = protection }
        }
        guard let best else { return .failure(Failure(trouble: .failed)) }
        try best.improve()
        return try verified(best.attack, span)
    }

    private func verified(_ attack: ComponentAttack, _ span: SpanSuppression) throws(SuppressionExpiry) -> Result<[Bool], Failure> {
        guard attack.verify(), !session.isBroken, try span.secondaries(hidden: attack.hidden, until: effort.deadline) == [] else {
            return .failure(Failure(trouble: .failed))
        }
        return .success(attack.hidden)
    }
}
