import CordonDisclosure

/// The attacker: by how much can atoms differ from their true values while every shown cell stays what it is, no atom is outside its
/// bounds, and nothing else is known? One linear programme for a component, kept while cells are hidden and shown.
final class AttackProgram {
    private let component: SuppressionComponent
    private let program: LinearProgram
    /// Of each set its row; nil where it is the first with a single atom, whose column has the bounds.
    private let rowOfSet: [Int?]
    let cap: Double

    init?(_ session: SolverSession, _ component: SuppressionComponent) {
        self.component = component
        cap = Self.cap(of: component)
        var rows = 0
        let singles = Set(component.singles.compactMap { $0 })
        rowOfSet = (0..<component.sets.count).map { set in
            guard !singles.contains(set) else { return nil }
            rows += 1
            return rows - 1
        }
        var entries: [(row: Int, column: Int, coefficient: Double)] = []
        let short = ShortRows(component)
        for (set, row) in rowOfSet.enumerated() {
            guard let row else { continue }
            for entry in short.entries(set) { entries.append((row, entry.atom, entry.coefficient)) }
        }
        guard let program = LinearProgram(session, rows: rows, columns: component.atoms.count, entries: entries) else { return nil }
        self.program = program
        for atom in component.atoms.indices { setAtom(atom, shown: nil) }
    }

    var isBroken: Bool { program.isBroken }

    /// Where nobody knows how large an atom may be, this is far enough for every level.
    private static func cap(of component: SuppressionComponent) -> Double {
        let total = component.atoms.reduce(0.0) { $0 + Double($1.value.magnitude) }
        let levels = component.targets.map { Double(max($0.levels.upper, $0.levels.width)) }.max() ?? 0
        return min(2 * total + 4 * levels + 100, 0x1p50)
    }

    func show(_ set: Int, _ isShown: Bool) {
        let (known, value) = (component.shown[set], component.values[set])
        if let row = rowOfSet[set] {
            program.setRow(row, isShown ? Double(known.lowerBound - value) : nil, isShown ? Double(known.upperBound - value) : nil)
        } else if let atom = component.sets[set].first {
            setAtom(Int(atom), shown: isShown ? known : nil)
        }
    }

    private func setAtom(_ atom: Int, shown: ClosedRange<Int64>?) {
        let facts = component.atoms[atom]
        let low = max(facts.low, shown?.lowerBound ?? facts.low)
        let high = min(facts.high.map(Double.init) ?? cap, shown.map { Double($0.upperBound) } ?? cap) - Double(facts.value)
        program.setColumn(atom, Double(low - facts.value), max(high, Double(low - facts.value)))
    }

    /// The table that makes the sum over all atoms of `targets` smallest or largest.
    func optimise(_ targets: [[Int32]], _ direction: LinearProgram.Direction, _ effort: inout Effort) -> LinearProgram.Outcome {
        var costs: [Int: Double] = [:]
        for atoms in targets { for atom in atoms { costs[Int(atom), default: 0] += 1 } }
        program.setObjective(costs.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
        return program.optimise(direction, &effort)
    }

    func optimiseWhole(enough: Double, _ effort: inout Effort) -> LinearProgram.Outcome { program.optimiseWhole(enough: enough, &effort) }

    /// How far the sum was moved.
    var reached: Double { program.objectiveValue }

    func solution() -> [(atom: Int32, change: Double)] { changes(program.value) }

    func wholeSolution() -> [(atom: Int32, change: Double)] { changes(program.wholeValue) }

    private func changes(_ value: (Int) -> Double) -> [(atom: Int32, change: Double)] {
        component.atoms.indices.compactMap { atom in
            let change = value(atom)
            return abs(change) > 1e-9 ? (Int32(atom), change) : nil
        }
    }

    /// After ``optimise(_:_:_:)``: the shown sets that hold the optimum where it is.
    func binding(_ states: CellStates) -> [Int] {
        (0..<component.sets.count).filter { set in
            guard !states.hidden[set] else { return false }
            if let row = rowOfSet[set] { return abs(program.rowDual(row)) > 1e-7 }
            return component.sets[set].first.map { abs(program.columnDual(Int($0))) > 1e-7 } ?? false
        }
    }
}
