import CordonDisclosure

/// Another table that a reader of the shown cells cannot tell from the true one: of some atoms, by how much they differ, in parts of
/// `denominator`.
struct AlternativeTable {
    let changes: [(atom: Int32, change: Int64)]
    let denominator: Int64

    /// Reads a solution of the solver, and keeps it only if whole arithmetic confirms it: every bound of an atom and every shown cell.
    /// What the solver computed with doubles is a proposal, never a proof.
    ///
    /// - Parameter onlyWhole: tables in fractions are no tables.
    init?(_ solution: [(atom: Int32, change: Double)], onlyWhole: Bool, states: CellStates) {
        var denominator: Int64 = 1
        if !onlyWhole {
            guard let common = Self.commonDenominator(solution) else { return nil }
            denominator = common
        }
        guard let changes = Self.rounded(solution, denominator) else { return nil }
        (self.changes, self.denominator) = (changes, denominator)
        guard isConsistent(with: states) else { return nil }
    }

    /// Where a way of moving `target` is in fractions: the same way in the smallest whole steps, as many as move the target by `need` at least.
    init?(_ solution: [(atom: Int32, change: Double)], moving target: [Int32], by need: Int64, states: CellStates) {
        guard let common = Self.commonDenominator(solution), let scaled = Self.rounded(solution, common) else { return nil }
        let divisor = scaled.reduce(Int64(0)) { Self.commonDivisor($0, $1.change.magnitude) }
        let members = Set(target)
        guard divisor > 0 else { return nil }
        let step = scaled.reduce(Int64(0)) { members.contains($1.atom) ? $0 + $1.change / divisor : $0 }
        guard step != 0, step.magnitude <= 1 << 20, need.magnitude <= 1 << 40 else { return nil }
        let count = (Int64(need.magnitude) + Int64(step.magnitude) - 1) / Int64(step.magnitude)
        let (changes, isLarge) = scaled.reduce(into: ([(atom: Int32, change: Int64)](), false)) { result, entry in
            let (change, overflow) = (entry.change / divisor).multipliedReportingOverflow(by: count)
            result.0.append((entry.atom, change))
            result.1 = result.1 || overflow
        }
        guard !isLarge else { return nil }
        (self.changes, denominator) = (changes, 1)
        guard isConsistent(with: states) else { return nil }
    }

    /// Euclid's.
    private static func commonDivisor(_ left: Int64, _ right: UInt64) -> Int64 {
        var (a, b) = (left.magnitude, right)
        while b != 0 { (a, b) = (b, a % b) }
        return Int64(clamping: a)
    }

    /// The least number that makes all changes whole, as far as doubles can tell: from each change that is not whole yet, the denominator of
    /// its continued fraction. Whether it was the right one is seen in whole arithmetic.
    private static func commonDenominator(_ solution: [(atom: Int32, change: Double)]) -> Int64? {
        var common: Int64 = 1
        for (_, change) in solution {
            guard let factor = denominator(of: change * Double(common)) else { return nil }
            common *= factor
            guard common <= mostDenominator else { return nil }
        }
        return common
    }

    private static let mostDenominator: Int64 = 1 << 20

    /// Nil when there is none up to 2^10.
    private static func denominator(of value: Double) -> Int64? {
        var (rest, last, current) = (abs(value), Int64(0), Int64(1))
        let tolerance = 1e-7 + abs(value) * 1e-10
        for _ in 0..<12 {
            if abs(value * Double(current) - (value * Double(current)).rounded()) <= tolerance * Double(current) { return current }
            let fraction = rest - rest.rounded(.down)
            guard fraction > 1e-9 else { return nil }
            rest = 1 / fraction
            // Below 2^10 · 2^30.
            guard rest < 0x1p30 else { return nil }
            (last, current) = (current, Int64(rest.rounded(.down)) * current + last)
            guard current <= 1 << 10 else { return nil }
        }
        return nil
    }

    private static func rounded(_ solution: [(atom: Int32, change: Double)], _ denominator: Int64) -> [(atom: Int32, change: Int64)]? {
        var changes: [(atom: Int32, change: Int64)] = []
        for (atom, change) in solution {
            let scaled = change * Double(denominator)
            let nearest = scaled.rounded()
            // 2^52: beyond it every double is whole, and nothing could be told.
            guard abs(scaled - nearest) <= 1e-4 * Double(min(denominator, 1_000)) + abs(nearest) * 1e-9, abs(nearest) < 0x1p52 else { return nil }
            if nearest != 0 { changes.append((atom, Int64(nearest))) }
        }
        return changes
    }

    /// Whole arithmetic: instances keep all sizes below 2^50 and denominators are at most 2^20; 128 bits hold every sum.
    func isConsistent(with states: CellStates) -> Bool {
        let component = states.component
        var moved = [Int128](repeating: 0, count: component.sets.count)
        for (atom, change) in changes {
            let facts = component.atoms[Int(atom)]
            let (value, least) = (Int128(facts.value), Int128(facts.low))
            guard Int128(change) >= (least - value) * Int128(denominator) else { return false }
            if let high = facts.high, Int128(change) > (Int128(high) - value) * Int128(denominator) { return false }
            for set in component.setsOfAtom[Int(atom)] { moved[Int(set)] += Int128(change) }
        }
        return moved.indices.allSatisfy { set in
            guard !states.hidden[set] else { return true }
            let (known, value) = (component.shown[set], Int128(component.values[set]))
            return moved[set] >= (Int128(known.lowerBound) - value) * Int128(denominator)
                && moved[set] <= (Int128(known.upperBound) - value) * Int128(denominator)
        }
    }

    /// By how much a sum over atoms differs, rounded towards the true value. `change` is dense over atoms.
    static func displacement(_ atoms: [Int32], _ dense: [Int64], denominator: Int64) -> Int64 {
        // Differences are below 2^52 each; a target's atoms are at most 2^18, but their changes cannot pass the cap of what all may hold.
        let sum = atoms.reduce(Int128(0)) { $0 + Int128(dense[Int($1)]) }
        return Int64(clamping: sum / Int128(denominator))
    }

    /// True when a reader who also sees `set` still cannot tell it from the true table.
    func keeps(_ set: Int, of component: SuppressionComponent, _ dense: [Int64]) -> Bool {
        let change = component.sets[set].reduce(Int128(0)) { $0 + Int128(dense[Int($1)]) }
        let (known, value) = (component.shown[set], Int128(component.values[set]))
        return change >= (Int128(known.lowerBound) - value) * Int128(denominator)
            && change <= (Int128(known.upperBound) - value) * Int128(denominator)
    }
}

/// Which sets of a component are hidden.
struct CellStates {
    let component: SuppressionComponent
    var hidden: [Bool]
}
