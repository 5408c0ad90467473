import CordonDisclosure

extension ComponentAttack {
    /// Certifies what can be certified.
    ///
    /// - Returns: the targets that cannot: those that a reader can compute too closely.
    func examine(_ targets: [Int]) throws(SuppressionExpiry) -> [Int] {
        try sweep()
        var failing: [Int] = []
        for target in targets where !isCertified(target) {
            try attack(target)
            if !isCertified(target) { failing.append(target) }
        }
        return failing
    }

    /// Moves all uncertified targets at once, up and down in turn, as long as that certifies many.
    func sweep() throws(SuppressionExpiry) {
        for _ in 0..<Self.mostSweeps {
            let pending = uncertified
            guard pending.count > Self.fewTargets else { return }
            let low = pending.filter { known.missingBelow($0, component.targets[$0].levels) > 0 }
            if !low.isEmpty { try move(low, .minimise) }
            let high = pending.filter { known.missingAbove($0, component.targets[$0].levels) > 0 }
            if !high.isEmpty { try move(high, .maximise) }
            if pending.count - uncertified.count < 3 { return }
        }
    }

    private static let mostSweeps = 400
    private static let fewTargets = 4

    private func move(_ targets: [Int], _ direction: LinearProgram.Direction) throws(SuppressionExpiry) {
        switch program.optimise(targets.map { component.targets[$0].atoms }, direction, &effort) {
        case .expired: throw SuppressionExpiry()
        case .none: return
        case .optimal: absorb(program.solution())
        }
    }

    /// Looks for the tables in which one target is as large and as small as it has to be able to be.
    ///
    /// - Parameter inWhole: searches for whole numbers where the solver's optimum is in fractions.
    func attack(_ target: Int, inWhole: Bool = true) throws(SuppressionExpiry) {
        let levels = component.targets[target].levels
        if levels.lower > known.below[target] || levels.width > known.below[target] + known.above[target] {
            try reach([component.targets[target].atoms], .minimise, enough: max(levels.lower, levels.width - known.above[target]), inWhole: inWhole)
        }
        let above = known.missingAbove(target, levels)
        if above > 0 { try reach([component.targets[target].atoms], .maximise, enough: above, inWhole: inWhole) }
    }

    /// One direction, with doubles first and, where their optimum is no table and numbers are whole, with whole numbers, until one differs by
    /// `enough`; nil: by as much as can be found.
    func reach(_ atoms: [[Int32]], _ direction: LinearProgram.Direction, enough: Int64?, inWhole: Bool = true) throws(SuppressionExpiry) {
        switch program.optimise(atoms, direction, &effort) {
        case .expired: throw SuppressionExpiry()
        case .none: return
        case .optimal: break
        }
        let reached = program.reached
        guard !absorb(program.solution()), inWhole, needsWhole, abs(reached) > 1e-6 else { return }
        // An optimum of doubles bounds every table: what it does not reach, no table does.
        if let enough, abs(reached) < Double(enough) - 0.5 { return }
        let goal = enough.map { Double(direction == .minimise ? -$0 : $0) } ?? (direction == .minimise ? -.infinity : .infinity)
        switch program.optimiseWhole(enough: goal, &effort) {
        case .expired: throw SuppressionExpiry()
        case .none: return
        case .optimal: absorb(program.wholeSolution())
        }
    }
}

extension ComponentAttack {
    /// Certifies all targets, or stops at the first that cannot be.
    func examineUntilFailure() throws(SuppressionExpiry) -> Bool {
        if uncertified.count > 12 { try sweep() }
        for target in component.targets.indices where !isCertified(target) {
            try attack(target)
            if !isCertified(target) { return false }
        }
        return true
    }
}
