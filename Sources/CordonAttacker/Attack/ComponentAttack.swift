import CordonDisclosure

/// One component under attack: what is hidden now, the alternative tables found so far, and what they leave uncertain.
///
/// A target is certified by tables that whole arithmetic has confirmed, never by what the solver says of an optimum. Hiding more keeps all
/// tables; showing a set keeps those in which its value is the true one.
final class ComponentAttack {
    let component: SuppressionComponent
    private(set) var states: CellStates
    private(set) var tables: [AlternativeTable] = []
    private(set) var known: KnownIntervals
    var effort: Effort
    let program: AttackProgram
    /// Tables are looked for that do something else than certify.
    var keepsAll = false
    private let wholeAtoms: Int
    private var dense: [Int64]

    /// Nil when the solver has no memory for it.
    init?(_ session: SolverSession, _ component: SuppressionComponent, hidden: [Bool], wholeAtoms: Int, effort: Effort) {
        guard let program = AttackProgram(session, component) else { return nil }
        self.component = component
        self.program = program
        self.wholeAtoms = wholeAtoms
        self.effort = effort
        states = CellStates(component: component, hidden: hidden)
        known = KnownIntervals(count: component.targets.count)
        dense = [Int64](repeating: 0, count: component.atoms.count)
        for set in hidden.indices { program.show(set, !hidden[set]) }
    }

    var hidden: [Bool] { states.hidden }

    func isCertified(_ target: Int) -> Bool { known.isCertified(target, component.targets[target].levels) }

    var uncertified: [Int] { component.targets.indices.filter { !isCertified($0) } }

    /// Numbers of patients are whole, and a reader knows it; where that can be looked at, only whole tables count.
    var needsWhole: Bool { component.isCount && unknownAtoms <= wholeAtoms }

    var unknownAtoms: Int {
        let fixed = states.hidden.indices.count { !states.hidden[$0] && component.sets.size($0) == 1 && component.isExact($0) }
        return component.atoms.count - fixed
    }

    /// Takes a solution of a solver as an alternative table, if it is one.
    @discardableResult func absorb(_ solution: [(atom: Int32, change: Double)]) -> Bool {
        guard let table = AlternativeTable(solution, onlyWhole: needsWhole, states: states), !table.changes.isEmpty else { return false }
        add(table)
        return true
    }

    /// Takes a way of moving a target, in whole steps where numbers are whole.
    func absorb(_ solution: [(atom: Int32, change: Double)], moving target: Int, by need: Int64) {
        guard !absorb(solution), needsWhole else { return }
        let atoms = component.targets[target].atoms
        if let table = AlternativeTable(solution, moving: atoms, by: need, states: states) { add(table) }
    }

    /// Keeps a table that brings a target nearer to being certified; others widen what is known now and are forgotten.
    private func add(_ table: AlternativeTable) {
        let pending = uncertified
        let before = known
        widen(by: table)
        let isUseful = pending.contains { known.below[$0] > before.below[$0] || known.above[$0] > before.above[$0] }
        if isUseful || keepsAll { tables.append(table) }
    }

    private func widen(by table: AlternativeTable) {
        spread(table) { known.widen(table, component.targets, dense: $0) }
    }

    private func spread<Result>(_ table: AlternativeTable, _ body: ([Int64]) -> Result) -> Result {
        for (atom, change) in table.changes { dense[Int(atom)] = change }
        defer { for (atom, _) in table.changes { dense[Int(atom)] = 0 } }
        return body(dense)
    }

    /// Of each target its change in every table.
    func changes(of targets: [Int]) -> [[Int64]] {
        var changes = targets.map { _ in [Int64]() }
        for table in tables {
            spread(table) { dense in
                for (index, target) in targets.enumerated() {
                    // Changes are below 2^52; those of one target do not pass the cap of what all atoms may hold.
                    changes[index].append(component.targets[target].atoms.reduce(0) { $0 &+ dense[Int($1)] })
                }
            }
        }
        return changes
    }

    func hide(_ set: Int) {
        guard !states.hidden[set] else { return }
        states.hidden[set] = true
        program.show(set, false)
    }

    /// Shows a set and forgets the tables that a reader of it can tell from the true one. What was certified may be so no more.
    func show(_ set: Int) {
        guard states.hidden[set] else { return }
        states.hidden[set] = false
        program.show(set, true)
        let kept = tables.filter { table in
            (!needsWhole || table.denominator == 1) && spread(table) { table.keeps(set, of: component, $0) }
        }
        guard kept.count < tables.count else { return }
        tables = kept
        recompute()
    }

    /// Everything anew from the tables: true when they all hold and certify every target.
    func verify() -> Bool {
        guard tables.allSatisfy({ $0.isConsistent(with: states) && (!needsWhole || $0.denominator == 1) }) else { return false }
        recompute()
        return uncertified.isEmpty
    }

    private func recompute() {
        known = KnownIntervals(count: component.targets.count)
        for table in tables { widen(by: table) }
    }

    /// A state to come back to.
    struct Snapshot {
        fileprivate let hidden: [Bool]
        fileprivate let tables: [AlternativeTable]
        fileprivate let known: KnownIntervals
    }

    var snapshot: Snapshot { Snapshot(hidden: states.hidden, tables: tables, known: known) }

    func restore(_ snapshot: Snapshot) {
        for set in snapshot.hidden.indices where snapshot.hidden[set] != states.hidden[set] { program.show(set, !snapshot.hidden[set]) }
        states.hidden = snapshot.hidden
        (tables, known) = (snapshot.tables, snapshot.known)
    }

    /// Goes back to `snapshot`, of a state that hid more, and takes along the tables that were found since: they hold there too.
    func restoreWithTables(_ snapshot: Snapshot) {
        let found = tables.suffix(8)
        restore(snapshot)
        for table in found where table.isConsistent(with: states) && (!needsWhole || table.denominator == 1) {
            tables.append(table)
            widen(by: table)
        }
        if tables.count > Self.mostTables { compact() }
    }

    private static let mostTables = 240

    /// Keeps the tables that still widen something, the latest first.
    private func compact() {
        let all = tables
        tables = []
        known = KnownIntervals(count: component.targets.count)
        for table in all.reversed() {
            let before = known
            widen(by: table)
            if before != known { tables.append(table) }
        }
    }
}
