import CordonDisclosure
import Testing

@testable import CordonAttacker

@Suite struct `Primary marks of an instance` {
    private func marks(_ cells: [InstanceCell], atoms: [Int64], isCount: Bool = true, _ change: (inout InstanceRules) -> Void) throws -> [PrimaryMark?] {
        var rules = InstanceRules()
        change(&rules)
        let instance = try SuppressionInstance(atoms: atoms.map { InstanceAtom(value: $0) }, cells: cells, rules: rules, isCount: isCount)
        return SuppressionProblem(instance).marks
    }

    @Test func `of a count of 1 to T - 1 ask that neither a smaller number nor T is excluded`() throws {
        let values: [Int64] = [0, 1, 3, 10, 11]
        let cells = values.indices.map { InstanceCell(atoms: [$0], contributors: values[$0]) }
        let marks = try marks(cells, atoms: values) { $0.threshold = 11 }
        #expect(marks.map { $0?.reasons } == [nil, [.threshold], [.threshold], [.threshold], nil])
        #expect(marks[2]?.levels == ProtectionLevels(lower: 1, upper: 8, width: 10))
        #expect(marks[3]?.levels == ProtectionLevels(lower: 1, upper: 1, width: 10))
    }

    @Test func `of zeros depend on the policy, and a structural zero is never secret`() throws {
        let cells = [InstanceCell(atoms: [0], contributors: 0), InstanceCell(atoms: [], contributors: 0)]
        #expect(try marks(cells, atoms: [0]) { $0.threshold = 5 } == [nil, nil])
        let protected = try marks(cells, atoms: [0]) { $0.threshold = 5; $0.zeros = .protect }
        #expect(protected[0] == PrimaryMark(reasons: [.zero], levels: ProtectionLevels(lower: 0, upper: 5, width: 4)))
        #expect(protected[1] == nil)
    }

    @Test func `of a complement turn the levels of what is left round`() throws {
        let cells = [InstanceCell(atoms: [0], contributors: 97, parent: 1), InstanceCell(atoms: [0, 1], contributors: 100)]
        let marks = try marks(cells, atoms: [97, 3]) { $0.threshold = 11; $0.complements = true }
        // 3 are left: they must be able to be 2 and 11, so the cell 98 and 89.
        #expect(marks[0] == PrimaryMark(reasons: [.complement], levels: ProtectionLevels(lower: 8, upper: 1, width: 10)))
        #expect(marks[1] == nil)
    }

    @Test func `of groups in which everybody is alike are given by their own rule`() throws {
        let cells = [InstanceCell(atoms: [0], contributors: 100, parent: 1), InstanceCell(atoms: [0, 1], contributors: 100)]
        #expect(try marks(cells, atoms: [100, 0]) { $0.threshold = 11; $0.complements = true } == [nil, nil])
        let grouped = try marks(cells, atoms: [100, 0]) { $0.threshold = 11; $0.groups = true }
        #expect(grouped[0] == PrimaryMark(reasons: [.group], levels: ProtectionLevels(lower: 11, upper: 0, width: 10)))
    }

    @Test func `of dominance ask for what is missing`() throws {
        // Two of 90 and 6 are 96 of 100: more than 90 %. (100 / 90) * 96 - 100 = 6.67.
        let cell = InstanceCell(atoms: [0], contributors: 20, largest: [90, 6, 1])
        let dominated = try marks([cell], atoms: [100], isCount: false) { $0.dominance = [.init(count: 2, share: 9_000)] }
        #expect(dominated[0] == PrimaryMark(reasons: [.dominance], levels: ProtectionLevels(lower: 7, upper: 7, width: 7)))
        #expect(try marks([cell], atoms: [100], isCount: false) { $0.dominance = [.init(count: 2, share: 9_600)] } == [nil])
        // p = 10: 100 - 90 - 6 = 4 is less than 9, 5 are missing.
        let prior = try marks([cell], atoms: [100], isCount: false) { $0.prior = 1_000 }
        #expect(prior[0] == PrimaryMark(reasons: [.prior], levels: ProtectionLevels(lower: 5, upper: 5, width: 5)))
        #expect(try marks([cell], atoms: [100], isCount: false) { $0.prior = 444 } == [nil])
    }

    @Test func `of sums of two patients who are alone keep both out of a sum`() throws {
        // Two 1s in a row whose total is shown: each would learn of the other. Another cell of the row must go.
        let values: [Int64] = [1, 1, 30, 40, 50, 60, 70, 80, 90]
        var sets = values.indices.map { [$0] }
        for row in 0..<3 { sets.append((0..<3).map { 3 * row + $0 }) }
        for column in 0..<3 { sets.append((0..<3).map { 3 * $0 + column }) }
        sets.append(Array(values.indices))
        let cells = sets.map { InstanceCell(atoms: $0, contributors: $0.reduce(0) { $0 + values[$1] }) }
        var rules = InstanceRules()
        rules.threshold = 2
        rules.defaultLevels = .levels(.inexact)
        let atoms = values.map { InstanceAtom(value: $0) }
        let without = try SuppressionInstance(atoms: atoms, cells: cells, rules: rules, isCount: true)
        rules.singletons = true
        let with = SuppressionProblem(try SuppressionInstance(atoms: atoms, cells: cells, rules: rules, isCount: true))
        let weak = Suppression.decide(without)
        #expect(Suppression.examine(SuppressionProblem(without)) { weak.isHidden($0) }.isSafe)
        #expect(Suppression.examine(with) { weak.isHidden($0) }.singletonsMeet)
        let strong = Suppression.decide(with)
        #expect(Suppression.examine(with) { strong.isHidden($0) }.isSafe)
        #expect(strong.audit.hiddenCells > weak.audit.hiddenCells)
    }

    @Test func `of unions keep the sum of a row's small cells uncertain`() throws {
        // 2 and 3 in a row with a shown total: both are hidden, and their sum 5 would be computed.
        let values: [Int64] = [2, 3, 40, 50, 60, 70, 50, 60, 70]
        var sets = values.indices.map { [$0] }
        for row in 0..<3 { sets.append((0..<3).map { 3 * row + $0 }) }
        let cells = sets.map { InstanceCell(atoms: $0, contributors: $0.reduce(0) { $0 + values[$1] }) }
        var rules = InstanceRules()
        rules.threshold = 11
        rules.defaultLevels = .levels(.inexact)
        rules.unions = true
        let instance = try SuppressionInstance(atoms: values.map { InstanceAtom(value: $0) }, cells: cells, rules: rules, isCount: true)
        let problem = SuppressionProblem(instance)
        let pair = Suppression.examine(problem) { $0 < 2 }
        #expect(pair.findings.filter { $0.cells.isEmpty }.map(\.interval) == [AttackInterval(low: 5, high: 5)])
        #expect(!pair.isSafe)
        #expect(Suppression.decide(problem).hidden == [0, 1, 2])
    }
}
