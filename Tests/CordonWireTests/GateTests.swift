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
