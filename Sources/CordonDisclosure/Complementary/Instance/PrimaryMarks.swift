/// Which cells of an instance are primary, why, and how far each has to stay uncertain.
struct PrimaryMarks {
    let instance: SuppressionInstance
    /// Of each cell the sum over its atoms.
    let values: [Int64]

    init(_ instance: SuppressionInstance) {
        self.instance = instance
        // The instance keeps indexes in range and the sum of all sizes below 2^51.
        values = instance.cells.map { cell in cell.atoms.reduce(0) { $0 + instance.atoms[$1].value } }
    }

    /// Nil for a cell that no rule objects to.
    func mark(_ index: Int) -> PrimaryMark? {
        let cell = instance.cells[index]
        guard !cell.atoms.isEmpty else { return nil }
        let all = reasons(index)
        guard cell.isPrimary ?? !all.isEmpty else { return nil }
        let asked = all.map(\.levels).reduce(nil as ProtectionLevels?) { $0?.joined($1) ?? $1 }
        return PrimaryMark(
            reasons: all.isEmpty ? [.given] : all.map(\.reason), levels: cell.levels ?? asked ?? standard(index))
    }

    private func reasons(_ index: Int) -> [(reason: PrimaryMark.Reason, levels: ProtectionLevels)] {
        let cell = instance.cells[index]
        let rules = instance.rules
        var found: [(reason: PrimaryMark.Reason, levels: ProtectionLevels)] = []
        if cell.contributors > 0, cell.contributors < rules.threshold { found.append((.threshold, standard(index))) }
        if cell.contributors == 0, rules.zeros == .protect { found.append((.zero, standard(index))) }
        if let complement = complement(index) { found.append(complement) }
        if let levels = dominance(index) { found.append((.dominance, levels)) }
        if let levels = prior(index) { found.append((.prior, levels)) }
        return found
    }

    /// What the instance asks for where no rule says more.
    private func standard(_ index: Int) -> ProtectionLevels {
        let cell = instance.cells[index]
        switch instance.rules.defaultLevels {
        case .levels(let levels): return levels
        case .share(let share):
            let part = max(1, Self.ceiling(Int128(values[index].magnitude) * Int128(share), 10_000))
            return ProtectionLevels(lower: part, upper: part, width: 1)
        case .threshold:
            // A sum is no number of patients: of it, it is enough that it is not known.
            guard instance.isCount, cell.contributors < instance.rules.threshold || cell.contributors == 0 else { return .inexact }
            return .belowThreshold(cell.contributors, threshold: instance.rules.threshold)
        }
    }

    /// What is left of the parent is a set of patients as well; hiding the cell hides it.
    private func complement(_ index: Int) -> (reason: PrimaryMark.Reason, levels: ProtectionLevels)? {
        let (cell, rules) = (instance.cells[index], instance.rules)
        guard rules.complements || rules.groups, cell.contributors > 0, let parent = cell.parent else { return nil }
        let rest = instance.cells[parent].contributors - cell.contributors
        // Levels of the rest turn round: where it must be able to grow, the cell must be able to shrink.
        func turned(_ levels: ProtectionLevels) -> ProtectionLevels {
            instance.isCount ? levels.turned(value: cell.contributors) : .inexact
        }
        if rest > 0, rest < rules.threshold {
            return (.complement, turned(.belowThreshold(rest, threshold: rules.threshold)))
        }
        if rest == 0, rules.groups { return (.group, turned(.belowThreshold(0, threshold: rules.threshold))) }
        return nil
    }

    /// (n, k): Σ of the n largest > k · X. Refused by callers: negative contributions.
    private func dominance(_ index: Int) -> ProtectionLevels? {
        let (largest, total) = (instance.cells[index].largest, Int128(values[index]))
        var asked: ProtectionLevels?
        for rule in instance.rules.dominance where total > 0 {
            let leading = largest.prefix(rule.count).reduce(Int128(0)) { $0 + Int128($1) }
            guard leading * 10_000 > total * Int128(rule.share) else { continue }
            let level = Self.ceiling(leading * 10_000 - total * Int128(rule.share), Int128(rule.share))
            let levels = ruleLevels(level)
            asked = asked?.joined(levels) ?? levels
        }
        return asked
    }

    /// p%: X − x₁ − x₂ < p · x₁.
    private func prior(_ index: Int) -> ProtectionLevels? {
        let largest = instance.cells[index].largest
        guard let prior = instance.rules.prior, let first = largest.first, first > 0 else { return nil }
        let second = largest.count > 1 ? largest[1] : 0
        let rest = Int128(values[index]) - Int128(first) - Int128(second)
        let needed = Int128(first) * Int128(prior) - rest * 10_000
        guard needed > 0 else { return nil }
        return ruleLevels(Self.ceiling(needed, 10_000))
    }

    /// Levels of a dominance rule are symmetric; an instance that names levels for all cells overrides them.
    private func ruleLevels(_ level: Int64) -> ProtectionLevels {
        switch instance.rules.defaultLevels {
        case .threshold: ProtectionLevels(lower: level, upper: level, width: max(1, level))
        case .levels(let levels): levels
        case .share: ProtectionLevels(lower: level, upper: level, width: max(1, level))
        }
    }

    /// Rounded up: protection is never rounded away. Both are not negative; the divisor is not zero.
    private static func ceiling(_ dividend: Int128, _ divisor: Int128) -> Int64 {
        Int64(clamping: (dividend + divisor - 1) / divisor)
    }
}

/// Why a cell is primary.
public struct PrimaryMark: Sendable, Hashable {
    public enum Reason: String, Sendable, Hashable, CaseIterable, Codable {
        case threshold, zero, complement, group, dominance, prior
        /// Rules outside the instance say so.
        case given
    }

    public let reasons: [Reason]
    public let levels: ProtectionLevels

    package init(reasons: [Reason], levels: ProtectionLevels) {
        self.reasons = reasons
        self.levels = levels
    }
}
