import CordonAggregates
import CordonGate
import CordonQuery
import CordonValues
import Testing

@Suite struct GateTests {
    @Test func `a table of the question's layout passes whole`() throws {
        let table = try TableFixture.heartTable()
        #expect(try gated(table, reads: [TableReads(table: "patient", columns: ["age"])]).tables[0] == table)
    }

    @Test func `a table passes only under a permit of its mode`() throws {
        let merged = try TableFixture.heartTable()
        let floored = try PartialTable(
            layout: PartialLayout(keys: merged.layout.keys, aggregates: merged.layout.aggregates, mode: .siteFloor), keys: [], patients: [],
            columns: merged.layout.aggregates.map { _ in PartialColumn(states: [], contributors: [], nonZero: [], verdicts: []) }, hasRemainder: true)
        #expect(try gated(floored, permit: somePermit(mode: .siteFloor)).tables[0] == floored)
        #expect(code { try gated(floored, permit: somePermit(mode: .merged)) } == .notPermitted)
        #expect(code { try gated(merged, permit: somePermit(mode: .siteFloor)) } == .notPermitted)
        #expect(code { try gated(floored, permit: somePermit(mode: .siteFloor), layout: PartialLayout(keys: [.text], aggregates: merged.layout.aggregates)) } == .layoutMismatch)
    }

    @Test func `combinations of three pass unless a permit compares pairs alone`() throws {
        let others = [1, 2].map { SetCombinations.Other(question: String(repeating: "a", count: 64), part: 0, name: Array(repeating: 0, count: GroupName.length), set: $0) }
        let found = [SetCombination(group: 0, set: 1, role: .whole, others: .init(0, 1), surplus: 0, lack: 0)]
        let table = try TableFixture.heartTable().combining(SetCombinations(classes: others.map { [$0] }, found: found))
        #expect(try gated(table, permit: somePermit(combinations: .triples)).tables[0] == table)
        #expect(try gated(table, permit: somePermit(combinations: .all)).tables[0] == table)
        #expect(try gated(table).tables[0] == table)
        #expect(code { try gated(table, permit: somePermit(combinations: .pairs)) } == .notPermitted)
    }

    @Test func `atoms pass only under a permit that has all answers combined`() throws {
        let set = SetCombinations.Other(question: String(repeating: "a", count: 64), part: 0, name: Array(repeating: 0, count: GroupName.length), set: 1)
        let table = try TableFixture.heartTable().dividing(PatientAtoms(sets: [[set]], atoms: [.init(patients: 3, sets: [0])]))
        #expect(try gated(table, permit: somePermit(combinations: .all)).tables[0] == table)
        #expect(code { try gated(table, permit: somePermit(combinations: .triples)) } == .notPermitted)
        #expect(code { try gated(table, permit: somePermit(combinations: .pairs)) } == .notPermitted)
        #expect(code { try gated(table) } == .notPermitted)
    }

    @Test func `another layout, an uncovered column, a low threshold or another mode do not pass`() throws {
        let table = try TableFixture.heartTable()
        let other = PartialLayout(keys: [.text], aggregates: table.layout.aggregates)
        #expect(code { try gated(table, layout: other) } == .layoutMismatch)
        #expect(code { try gated(table, reads: [TableReads(table: "patient", columns: ["chol"])]) } == .notPermitted)
        #expect(code { try gated(table, reads: [TableReads(table: "visit", columns: [])]) } == .notPermitted)
        #expect(code { try gated(table, permit: somePermit(threshold: 10)) } == .notPermitted)
        #expect(code { try gated(table, permit: somePermit(mode: .secure)) } == .notPermitted)
    }
}
