import CordonDisclosure

/// Hides sets of one component until every target is certified, and then shows again what is not needed.
final class ComponentProtection {
    let attack: ComponentAttack
    private let program: ProtectionProgram
    /// Sets that this attempt may not hide.
    private(set) var forbidden: [Bool]
    private let span: SpanSuppression
    /// The sets that the ways of the last step moved by no whole number.
    private var broken: [Int] = []

    init?(_ session: SolverSession, attack: ComponentAttack, span: SpanSuppression) {
        guard let program = ProtectionProgram(session, attack.component) else { return nil }
        self.attack = attack
        self.program = program
        self.span = span
        let component = attack.component
        forbidden = (0..<component.sets.count).map { !component.isCandidate($0) }
        program.freeUnseenAtoms()
        for set in 0..<component.sets.count { update(set) }
    }

    private var component: SuppressionComponent { attack.component }

    private func update(_ set: Int) { program.update(set, isHidden: attack.hidden[set], isFixed: forbidden[set]) }

    private func updateAll(where changed: (Int) -> Bool) {
        for set in 0..<component.sets.count where changed(set) { update(set) }
    }

    /// What is hidden by decision.
    var secondaries: [Int] { attack.hidden.indices.filter { attack.hidden[$0] && component.isCandidate($0) } }

    var cost: Int64 { secondaries.reduce(0) { $0 + component.weight[$1] } }

    /// - Parameter isThorough: looks on where the linear programme sees no way, to the last set that may be hidden.
    /// - Returns: false when no pattern that is allowed protects all targets, or none was found.
    func protectAll(isThorough: Bool) throws(SuppressionExpiry) -> Bool {
        let failing = try attack.examine(Array(component.targets.indices))
        let order = failing.sorted { left, right in
            let needs = (component.targets[left].levels.upper, component.targets[right].levels.upper)
            return needs.0 == needs.1 ? left < right : needs.0 > needs.1
        }
        for target in order {
            guard try protect(target, isThorough: isThorough) else { return false }
        }
        if try attack.separatesSingletons() { return true }
        guard let sets = try span.secondaries(hidden: attack.hidden, until: attack.effort.deadline) else { return false }
        for set in sets where !forbidden[set] { hide(set) }
        return try attack.separatesSingletons()
    }

    private func hide(_ set: Int) {
        attack.hide(set)
        update(set)
    }

    private func protect(_ target: Int, isThorough: Bool) throws(SuppressionExpiry) -> Bool {
        for _ in 0..<Self.mostTries {
            if attack.isCertified(target) { return true }
            let isPossible = try step(target)
            if attack.isCertified(target) { return true }
            if isPossible { try stepAfresh(target) }
            if !attack.isCertified(target) { try attack.attack(target) }
            if attack.isCertified(target) { return true }
            if !isPossible, !isThorough { return false }
            guard hideBinding() else { break }
        }
        guard isThorough, !attack.isCertified(target) else { return attack.isCertified(target) }
        for set in forbidden.indices where !forbidden[set] { hide(set) }
        try step(target)
        if !attack.isCertified(target) { try attack.attack(target) }
        return attack.isCertified(target)
    }

    private static let mostTries = 6

    /// Hides what moves most cheaply, and attacks with doubles.
    ///
    /// - Returns: false when the linear programme sees no way.
    @discardableResult private func step(_ target: Int) throws(SuppressionExpiry) -> Bool {
        let levels = component.targets[target].levels
        let below = attack.known.missingBelow(target, levels)
        let down = try below > 0 ? move(target, by: -below) : nil
        var isPossible = below == 0 || down != nil
        let above = attack.known.missingAbove(target, levels)
        if isPossible, above > 0, down.map({ !goBack($0, of: below, target, by: above) }) ?? true {
            isPossible = try move(target, by: above) != nil
            // What lacks only width may also go further down.
            let width = levels.width - attack.known.above[target]
            if !isPossible, attack.known.above[target] >= levels.upper, width > 0 { isPossible = try move(target, by: -width) != nil }
        }
        if !attack.isCertified(target) { try attack.attack(target, inWhole: false) }
        return isPossible
    }

    /// The cheapest way through hidden cells may be a winding one, in fractions. The shortest way, hidden cells or not, is whole more often;
    /// and where it is not, what is broken on it is made dearer.
    private func stepAfresh(_ target: Int) throws(SuppressionExpiry) {
        var factors: [Int: Double] = [:]
        for set in attack.hidden.indices where attack.hidden[set] { factors[set] = 1 }
        defer { updateAll { _ in true } }
        for _ in 0..<Self.mostShortWays where !attack.isCertified(target) {
            for (set, factor) in factors { program.update(set, isHidden: attack.hidden[set], isFixed: forbidden[set], factor: factor) }
            broken = []
            try step(target)
            guard !broken.isEmpty else { return }
            for set in broken { factors[set, default: 1] *= 3 }
        }
    }

    private static let mostShortWays = 6

    /// - Returns: the way, nil when the target cannot be there whatever is hidden.
    private func move(_ target: Int, by change: Int64) throws(SuppressionExpiry) -> ProtectionProgram.Way? {
        switch program.way(moving: target, by: change, hidden: attack.hidden, &attack.effort) {
        case .failure(let expiry): throw expiry
        case .success(nil):
            guard program.allowDear() else { return nil }
            updateAll { _ in true }
            return try move(target, by: change)
        case .success(let way?):
            for set in way.moved { hide(set) }
            attack.absorb(way.solution, moving: target, by: change)
            broken += way.broken
            return way
        }
    }

    /// The way by which the target went down by `below`, in the other direction and so much longer that it goes up by `above`: no set has to be hidden
    /// for it that is not by now.
    ///
    /// - Returns: false where an atom has not the room for it.
    private func goBack(_ way: ProtectionProgram.Way, of below: Int64, _ target: Int, by above: Int64) -> Bool {
        let factor = -Double(above) / Double(below)
        let solution = way.solution.map { (atom: $0.atom, change: $0.change * factor) }
        guard solution.allSatisfy({ component.atoms[Int($0.atom)].hasRoom(for: $0.change) }) else { return false }
        attack.absorb(solution, moving: target, by: above)
        broken += way.broken
        return true
    }

    /// The cheapest of the sets that held the last attack where it was.
    private func hideBinding() -> Bool {
        let binding = attack.program.binding(attack.states).filter { !forbidden[$0] }
        let open = binding.isEmpty ? attack.hidden.indices.filter { !attack.hidden[$0] && !forbidden[$0] } : binding
        guard let set = open.min(by: { (component.weight[$0], $0) < (component.weight[$1], $1) }) else { return false }
        hide(set)
        return true
    }

    // MARK: - Showing again

    /// Tries to show each set that was hidden by decision, the most expensive first.
    func prune() throws(SuppressionExpiry) {
        let order = secondaries.sorted { (component.weight[$1], $0) < (component.weight[$0], $1) }
        for set in order where !attack.effort.isSpent { _ = try reveal(set) }
    }

    /// - Returns: true when the set is shown now and all is still certified; otherwise nothing has changed.
    private func reveal(_ set: Int) throws(SuppressionExpiry) -> Bool {
        let before = attack.snapshot
        attack.show(set)
        if try attack.examineUntilFailure(), try attack.separatesSingletons() {
            update(set)
            return true
        }
        attack.restoreWithTables(before)
        return false
    }

    /// Takes one hidden set after the other away from the pattern, protects without it what needs it, and keeps what is cheaper.
    func improve() throws(SuppressionExpiry) {
        var isBetter = true
        while isBetter, !attack.effort.isSpent {
            isBetter = false
            for set in secondaries.sorted(by: { (component.weight[$1], $0) < (component.weight[$0], $1) }) where !attack.effort.isSpent {
                if attack.hidden[set], try replace(set) { isBetter = true }
            }
        }
    }

    private func replace(_ set: Int) throws(SuppressionExpiry) -> Bool {
        let (before, old) = (attack.snapshot, cost)
        forbidden[set] = true
        attack.show(set)
        update(set)
        let isProtected = try protectAll(isThorough: false)
        if isProtected { try prune() }
        forbidden[set] = false
        if isProtected, cost < old {
            update(set)
            return true
        }
        let hidden = attack.hidden
        attack.restore(before)
        updateAll { hidden[$0] != attack.hidden[$0] || $0 == set }
        return false
    }
}

extension InstanceAtom {
    fileprivate func hasRoom(for change: Double) -> Bool {
        change >= Double(low - value) - 1e-9 && high.map { change <= Double($0 - value) + 1e-9 } ?? true
    }
}
