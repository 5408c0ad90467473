import CordonAttacker
import CordonDisclosure
import CordonTestSupport
import Testing

@Suite struct `The attacker` {
    /// Cells that must be hidden alike are.
    private static func mask(_ instance: SuppressionInstance, _ random: inout RandomInstance) -> [Bool] {
        var mask = instance.cells.map { _ in random.below(2) == 0 }
        for cell in instance.cells.indices {
            let own = instance.cells[cell]
            if let first = instance.cells.firstIndex(where: { $0.atoms == own.atoms && $0.roundingBase == own.roundingBase }) { mask[cell] = mask[first] }
        }
        return mask
    }

    @Test func `computes the intervals that listing all tables gives`() throws {
        for seed in 0..<100 {
            var random = RandomInstance(seed: UInt64(seed))
            let instance = try random.tiny()
            let mask = Self.mask(instance, &random)
            #expect(AttackerProperties.agreesWithListing(instance) { mask[$0] } == nil, "seed \(seed)")
        }
    }

    @Test func `knows more with every cell that is shown besides`() throws {
        for seed in 0..<30 {
            var random = RandomInstance(seed: UInt64(seed) &+ 5_000)
            let instance = try random.table(rows: 4, columns: 4, small: 30)
            let problem = SuppressionProblem(instance)
            let hidden = instance.cells.indices.filter { problem.marks[$0] != nil || random.below(3) == 0 }
            let shownBesides = hidden.filter { problem.marks[$0] == nil && random.below(2) == 0 }
            let wide = Suppression.examine(problem) { hidden.contains($0) }.findings
            let narrow = Suppression.examine(problem) { hidden.contains($0) && !shownBesides.contains($0) }.findings
            #expect(wide.count == narrow.count)
            for (wider, narrower) in zip(wide, narrow) {
                #expect(wider.interval.low <= narrower.interval.low && wider.interval.high ?? .max >= narrower.interval.high ?? .max, "seed \(seed)")
            }
        }
    }

    @Test func `finds a hidden cell that subtraction gives away, and a pattern of ours stops it`() throws {
        // Rows a and b with columns 1 and 2; only one cell of row a is small.
        let values: [Int64] = [3, 40, 50, 60]
        var rules = InstanceRules()
        rules.threshold = 11
        let sets = [[0], [1], [2], [3], [0, 1], [2, 3], [0, 2], [1, 3], [0, 1, 2, 3]]
        let cells = sets.map { InstanceCell(atoms: $0, contributors: $0.reduce(0) { $0 + values[$1] }) }
        let instance = try SuppressionInstance(atoms: values.map { InstanceAtom(value: $0) }, cells: cells, rules: rules, isCount: true)
        let problem = SuppressionProblem(instance)
        let alone = Suppression.examine(problem) { $0 == 0 }
        #expect(alone.findings.map(\.interval) == [AttackInterval(low: 3, high: 3)])
        #expect(!alone.isSafe)
        let pattern = Suppression.decide(problem)
        #expect(pattern.decisions[0] == .primary)
        #expect(pattern.audit.hiddenCells == 4)
        #expect(Suppression.examine(problem) { pattern.isHidden($0) }.isSafe)
    }
}

@Suite struct `Complementary suppression` {
    @Test func `is safe for a slow attacker on any small instance`() throws {
        for seed in 0..<120 {
            var random = RandomInstance(seed: UInt64(seed) &+ 10_000)
            #expect(AttackerProperties.isDecidedSafely(try random.tiny()) == nil, "seed \(seed)")
        }
    }

    @Test func `keeps every primary cell of tables with hierarchies and overlaps out of the span of the shown`() throws {
        for seed in 0..<15 {
            var random = RandomInstance(seed: UInt64(seed) &+ 20_000)
            let instance = try random.table(rows: 3 + random.below(3), columns: 3 + random.below(3), small: 5 + random.below(25))
            #expect(AttackerProperties.isDecidedSafely(instance) == nil, "seed \(seed)")
        }
    }

    @Test func `decides the same at every run and on every thread`() async throws {
        var random = RandomInstance(seed: 77)
        let instance = try random.table(rows: 7, columns: 6, small: 20)
        let first = Suppression.decide(instance)
        await withTaskGroup(of: SuppressionPattern.self) { group in
            for _ in 0..<6 { group.addTask { Suppression.decide(instance) } }
            for await pattern in group { #expect(pattern == first) }
        }
    }

    @Test func `protects more when more was released before`() throws {
        for seed in 0..<10 {
            var random = RandomInstance(seed: UInt64(seed) &+ 30_000)
            let table = try random.table(rows: 5, columns: 5, small: 15)
            var cells = table.cells
            // Pairs of cells of a row were asked for before; only those that were not small were released.
            for row in 0..<5 {
                let atoms = [5 * row, 5 * row + 1]
                let patients = atoms.reduce(0) { $0 + table.atoms[$1].value }
                if patients >= 11 { cells.append(InstanceCell(atoms: atoms, contributors: patients, standing: .released)) }
            }
            let linked = try SuppressionInstance(atoms: table.atoms, cells: cells, rules: table.rules, isCount: true)
            let pattern = Suppression.decide(linked)
            guard pattern.audit.blankets.isEmpty else { continue }
            #expect(Suppression.examine(SuppressionProblem(table)) { pattern.isHidden($0) }.isSafe, "seed \(seed)")
        }
    }

    @Test func `hides everything new where an earlier release gives a primary cell away`() throws {
        var rules = InstanceRules()
        rules.threshold = 11
        let values: [Int64] = [3, 40, 50]
        var cells = [[0], [1], [2]].map { InstanceCell(atoms: $0, contributors: $0.reduce(0) { $0 + values[$1] }) }
        cells.append(InstanceCell(atoms: [0, 1], contributors: 43, standing: .released))
        cells.append(InstanceCell(atoms: [1, 2], contributors: 90, standing: .released))
        cells.append(InstanceCell(atoms: [0, 2], contributors: 53, standing: .released))
        let instance = try SuppressionInstance(atoms: values.map { InstanceAtom(value: $0) }, cells: cells, rules: rules, isCount: true)
        let pattern = Suppression.decide(instance)
        #expect(pattern.hidden == [0, 1, 2])
        #expect(pattern.audit.blankets == [SuppressionAudit.Blanket(trouble: .unprotectable, cells: [0, 1, 2, 3, 4, 5])])
    }

    @Test func `hides everything new when the time is over`() throws {
        var random = RandomInstance(seed: 5)
        let instance = try random.table(rows: 6, columns: 6, small: 20)
        let pattern = Suppression.decide(instance, limits: SuppressionLimits(time: .zero))
        #expect(pattern.hidden.count == instance.cells.count)
        #expect(pattern.audit.blankets.map(\.trouble) == [.expired])
    }
}
