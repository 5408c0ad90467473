import CordonAggregates
import CordonValues
import Testing

@Suite struct MergedTableTests {
    private let rows = AggregateSpecification(function: .countRows, argument: nil)

    private func partial(_ layout: PartialLayout, _ key: [Value], rows: Int64, patients: Int64) throws(Diagnostic) -> PartialTable {
        // Rows are shared out as evenly as they can be.
        let top = TopContributions(UInt128((rows - 1) / patients + 1), patients > 1 ? UInt128(max(1, rows / patients)) : 0)
        let column = PartialColumn(
            states: [.count(rows)], contributors: [patients], nonZero: [patients], contributions: [top], verdicts: [0])
        return try PartialTable(layout: layout, keys: [key], patients: [patients], columns: [column])
    }

    @Test func `another layout is refused and changes nothing`() throws {
        var table = MergedTable(layout: PartialLayout(keys: [.integer], aggregates: [rows]))
        let before = table
        let others = [
            try partial(PartialLayout(keys: [.bigint], aggregates: [rows]), [.integer(1)], rows: 1, patients: 1),
            try partial(PartialLayout(keys: [.text], aggregates: [rows]), [.text("a")], rows: 1, patients: 1),
        ]
        for other in others {
            let error = #expect(throws: Diagnostic.self) { try table.merge(other) }
            #expect(error?.code == .layoutMismatch)
            #expect(table == before)
        }
    }

    @Test func `a question without keys has its one row before any node answers`() throws {
        let table = MergedTable(layout: PartialLayout(keys: [], aggregates: [rows]))
        #expect(table.keys == [[]])
        #expect(table.finish(column: 0, group: 0) == .exact(.integer(0)))
        #expect(table.finish(column: 1, group: 0) == nil)
        #expect(table.finish(column: 0, group: 1) == nil)
    }

    @Test func `groups interleave in key order, NULL last`() throws {
        let layout = PartialLayout(keys: [.integer], aggregates: [rows])
        var table = MergedTable(layout: layout)
        for key in [.integer(5), .null, .integer(-2), .integer(5)] as [Value] {
            try table.merge(partial(layout, [key], rows: 3, patients: 2))
        }
        #expect(table.keys == [[.integer(-2)], [.integer(5)], [.null]])
        #expect(table.patients == [2, 4, 2])
        #expect(table.hospitals == [1, 2, 1])
        #expect(table.columns[0].hospitals.map(\.contributors) == [1, 2, 1])
        #expect((0..<3).map { table.finish(column: 0, group: $0) } == [.exact(.integer(3)), .exact(.integer(6)), .exact(.integer(3))])
    }

    @Test func `hostile counts neither trap nor wrap`() throws {
        let layout = PartialLayout(keys: [], aggregates: [rows])
        var table = MergedTable(layout: layout)
        for _ in 0..<3 { try table.merge(partial(layout, [], rows: .max, patients: .max)) }
        #expect(table.patients == [.max])
        #expect(table.columns[0].contributors == [.max])
        #expect(table.columns[0].states == [.overflowed])
        #expect(table.finish(column: 0, group: 0) == nil)
    }
}
