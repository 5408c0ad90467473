import CordonDisclosure

/// Which shown cells are hidden most cheaply so that a target can be what it has to be able to be? A linear programme over differences from
/// the true table: moving a shown cell costs its weight for each unit, moving a hidden one nothing (Kelly, Golden & Assad 1992, "Cell
/// suppression: disclosure protection for sensitive tabular data"). The cells that move are hidden; what is not needed is shown again later.
final class ProtectionProgram {
    private let component: SuppressionComponent
    private let program: LinearProgram
    /// Of each set that is not the first with a single atom, and then of each target that is no set, the row.
    private let rowOfSet: [Int?]
    private let rowOfTarget: [Int?]
    private let rowCount: Int
    private let cap: Double
    /// Of each atom the first set that is just this atom.
    private let single: [Int?]
    private let unit: Double
    /// Sets that cost more stay shown.
    private var dearest: Int64

    init?(_ session: SolverSession, _ component: SuppressionComponent) {
        self.component = component
        let atoms = component.atoms.count
        var rows = 0
        func row(_ isNeeded: Bool) -> Int? {
            guard isNeeded else { return nil }
            rows += 1
            return rows - 1
        }
        let single = component.singles
        let singles = Set(single.compactMap { $0 })
        let rowOfSet = (0..<component.sets.count).map { row(!singles.contains($0)) }
        let rowOfTarget = component.targets.map { row($0.set == nil && $0.atoms.count > 1) }
        (self.rowOfSet, self.rowOfTarget, rowCount) = (rowOfSet, rowOfTarget, rows)
        var entries: [(row: Int, column: Int, coefficient: Double)] = []
        func add(_ row: Int, _ members: [(atom: Int, coefficient: Double)]) {
            for (atom, coefficient) in members {
                entries.append((row, 2 * atom, coefficient))
                entries.append((row, 2 * atom + 1, -coefficient))
            }
            entries.append((row, 2 * atoms + 2 * row, -1))
            entries.append((row, 2 * atoms + 2 * row + 1, 1))
        }
        let short = ShortRows(component)
        for (set, row) in rowOfSet.enumerated() { if let row { add(row, short.entries(set)) } }
        for (target, row) in rowOfTarget.enumerated() { if let row { add(row, component.targets[target].atoms.map { (Int($0), 1) }) } }
        guard let program = LinearProgram(session, rows: rows, columns: 2 * atoms + 2 * rows, entries: entries) else { return nil }
        self.program = program
        self.single = single
        let total = component.atoms.reduce(0.0) { $0 + Double($1.value.magnitude) }
        cap = min(2 * total + 4 * Double(component.targets.map { max($0.levels.upper, $0.levels.width) }.max() ?? 0) + 100, 0x1p50)
        unit = 1000 / Double(max(1, component.weight.max() ?? 1))
        let weights = component.weight.sorted()
        dearest = component.sets.memberships > Self.largestWhole ? weights[weights.count / 2] : .max
        least = max(1e-3, Double(weights.isEmpty ? 1 : weights[weights.count / 4]) * unit * Self.hiddenShare)
        for row in 0..<rows { program.setRow(row, 0, 0) }
        for target in rowOfTarget.indices { if let row = rowOfTarget[target] { setDifference(ofRow: row, cost: 0, isFree: true) } }
    }

    /// Tells the programme what moving the set costs now: its weight, or nothing when it is hidden, or `factor` times its weight, hidden or
    /// not. `isFixed`: it stays shown whatever it costs.
    func update(_ set: Int, isHidden: Bool, isFixed: Bool, factor: Double? = nil) {
        let cost = Double(component.weight[set]) * unit * (factor ?? (isHidden ? 0 : 1))
        let isFree = isHidden || !isFixed && component.weight[set] <= dearest
        if let row = rowOfSet[set] {
            setDifference(ofRow: row, cost: cost, isFree: isFree)
        } else if let atom = component.sets[set].first {
            setAtom(Int(atom), cost: cost, isFree: isFree)
        }
    }

    /// Atoms that are no cell of their own move freely.
    func freeUnseenAtoms() {
        for atom in component.atoms.indices where single[atom] == nil { setAtom(atom, cost: 0, isFree: true) }
    }

    private func setDifference(ofRow row: Int, cost: Double, isFree: Bool) {
        for column in [2 * component.atoms.count + 2 * row, 2 * component.atoms.count + 2 * row + 1] {
            program.setColumn(column, 0, isFree ? cap : 0)
            program.setCost(column, cost + least)
        }
    }

    /// What moving a hidden cell costs: little, but enough that a short way is taken rather than a winding one through all that is hidden.
    /// Short ways are whole more often.
    private let least: Double

    private func setAtom(_ atom: Int, cost: Double, isFree: Bool) {
        let facts = component.atoms[atom]
        let up = facts.high.map { Double($0 - facts.value) } ?? cap
        program.setColumn(2 * atom, 0, isFree ? up : 0)
        program.setColumn(2 * atom + 1, 0, isFree ? Double(facts.value - facts.low) : 0)
        program.setCost(2 * atom, cost + least)
        program.setCost(2 * atom + 1, cost + least)
    }

    /// Lets sets of any cost move from now on; the caller updates all.
    ///
    /// - Returns: false when they could already.
    func allowDear() -> Bool {
        defer { dearest = .max }
        return dearest < .max
    }

    /// Components with more memberships begin with the cheaper half of their sets, which makes the programme small.
    private static let largestWhole = 10_000

    /// Of the weight of a cheap cell.
    private static let hiddenShare = 0.02

    struct Way {
        /// The shown sets that move.
        let moved: [Int]
        let solution: [(atom: Int32, change: Double)]
        /// The sets of single atoms that move by no whole number.
        let broken: [Int]
    }

    /// The cheapest way to move a target by `change`; nil when there is none. The target's set is hidden already.
    func way(moving target: Int, by change: Int64, hidden: [Bool], _ effort: inout Effort) -> Result<Way?, SuppressionExpiry> {
        let facts = component.targets[target]
        guard let columns = columns(of: target, facts) else { return .success(nil) }
        let size = Double(change.magnitude)
        // What an atom cannot do is not asked of it: fixing its columns would override its bounds.
        guard size <= room(facts, isUp: change > 0) else { return .success(nil) }
        program.setColumn(columns.up, change > 0 ? size : 0, change > 0 ? size : 0)
        program.setColumn(columns.down, change < 0 ? size : 0, change < 0 ? size : 0)
        defer { release(target, facts, isHidden: facts.set.map { hidden[$0] } ?? true) }
        switch program.minimiseFromRows(&effort) {
        case .expired: return .failure(SuppressionExpiry())
        case .none: return .success(nil)
        case .optimal:
            let solution = solution()
            let broken = solution.filter { abs($0.change - $0.change.rounded()) > 1e-6 }.compactMap { single[Int($0.atom)] }
            return .success(Way(moved: moved(hidden), solution: solution, broken: broken))
        }
    }

    private func columns(of target: Int, _ facts: ProtectionTarget) -> (up: Int, down: Int)? {
        if let row = facts.set.flatMap({ rowOfSet[$0] }) ?? rowOfTarget[target] {
            return (2 * component.atoms.count + 2 * row, 2 * component.atoms.count + 2 * row + 1)
        }
        return facts.atoms.first.map { (2 * Int($0), 2 * Int($0) + 1) }
    }

    private func room(_ facts: ProtectionTarget, isUp: Bool) -> Double {
        facts.atoms.reduce(0.0) { sum, atom in
            let atom = component.atoms[Int(atom)]
            return sum + (isUp ? atom.high.map { Double($0 - atom.value) } ?? cap : Double(atom.value - atom.low))
        }
    }

    private func release(_ target: Int, _ facts: ProtectionTarget, isHidden: Bool) {
        if let row = facts.set.flatMap({ rowOfSet[$0] }) ?? rowOfTarget[target] {
            setDifference(ofRow: row, cost: 0, isFree: true)
        } else if let atom = facts.atoms.first {
            setAtom(Int(atom), cost: 0, isFree: isHidden)
        }
    }

    private func moved(_ hidden: [Bool]) -> [Int] {
        (0..<component.sets.count).filter { set in
            guard !hidden[set] else { return false }
            let columns: (Int, Int)
            if let row = rowOfSet[set] {
                columns = (2 * component.atoms.count + 2 * row, 2 * component.atoms.count + 2 * row + 1)
            } else {
                let atom = Int(component.sets[set].first ?? 0)
                columns = (2 * atom, 2 * atom + 1)
            }
            return abs(program.value(columns.0) - program.value(columns.1)) > 1e-6
        }
    }

    private func solution() -> [(atom: Int32, change: Double)] {
        component.atoms.indices.compactMap { atom in
            let change = program.value(2 * atom) - program.value(2 * atom + 1)
            return abs(change) > 1e-9 ? (Int32(atom), change) : nil
        }
    }
}
