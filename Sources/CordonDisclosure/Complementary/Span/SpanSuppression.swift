/// Complementary suppression by Gaussian elimination (Langsrud 2024, doi 10.1007/978-3-031-69651-0_6): cells are shown one after the other,
/// the most informative first, and one that would put a primary cell into the span of the shown ones is hidden.
///
/// - Claim: no target is a linear combination of shown cells, nor, where the rules ask for it, the sum of two singletons.
/// - Does not stop: a target that is confined to a few values by what is not negative. The attacker looks at that.
package struct SpanSuppression {
    private let component: SuppressionComponent
    /// Of each column how late its own cell comes: columns that stay hidden, or come last, make the best pivots, for rows stay short.
    private let lateness: [Int32]
    private let order: [Int]

    package init(_ component: SuppressionComponent) {
        self.component = component
        let order = Self.order(component)
        var lateness = [Int32](repeating: .max - 1, count: component.atoms.count)
        for (rank, set) in order.enumerated() where component.sets.size(set) == 1 {
            guard let atom = component.sets[set].first else { continue }
            lateness[Int(atom)] = component.isPrimary[set] ? -1 : Int32(rank)
        }
        self.order = order
        self.lateness = lateness
    }

    /// Released sets first, then what costs most to hide; ties by the order of the instance.
    private static func order(_ component: SuppressionComponent) -> [Int] {
        (0..<component.sets.count).sorted { left, right in
            let released = (component.standing[left] == .released, component.standing[right] == .released)
            if released.0 != released.1 { return released.0 }
            let fixed = (!component.mayProtect(left), !component.mayProtect(right))
            if fixed.0 != fixed.1 { return fixed.0 }
            let weights = (component.weight[left], component.weight[right])
            return weights.0 == weights.1 ? left < right : weights.0 > weights.1
        }
    }

    /// The sets that are hidden besides those that `hidden` says are.
    ///
    /// - Returns: nil where sets that cannot be hidden give a target away.
    package func secondaries(hidden: [Bool], until deadline: ContinuousClock.Instant) throws(SuppressionExpiry) -> [Int]? {
        var basis = SpanBasis(columns: component.atoms.count)
        var guarded = GuardedTargets(component.targets, columns: component.atoms.count, pairs: component.rules.singletons)
        var secondaries: [Int] = []
        for set in order where !hidden[set] && component.isExact(set) {
            if ContinuousClock.now >= deadline { throw SuppressionExpiry() }
            let row = basis.residual(of: component.sets[set])
            guard let pivot = pivot(of: row) else { continue }
            if guarded.wouldExpose(row, pivot: pivot) {
                guard component.isCandidate(set) else { return nil }
                secondaries.append(set)
            } else {
                guarded.reduce(by: row, pivot: pivot)
                basis.insert(row, pivot: pivot)
            }
        }
        return secondaries
    }

    private func pivot(of row: SpanRow) -> Int32? {
        row.columns.max { lateness[Int($0)] < lateness[Int($1)] }
    }
}

/// The time is over.
package struct SuppressionExpiry: Error {
    package init() {}
}
