import CordonQuery
import CordonValues
import Testing

@testable import CordonDisclosure

/// Joins of released tables: what a hidden cell would decide stays undecided.
@Suite struct CellJoinTests {
    private static func column(_ name: String, _ kind: ReleasedColumn.Kind = .exact) -> ReleasedColumn {
        ReleasedColumn(name: name, type: .bigint, kind: kind, unit: nil)
    }

    /// Rows of a key and a cell; nil stands for the remainder.
    private static func table(_ rows: [(key: Int64, cell: Cell)?]) -> CellTable {
        CellTable(
            columns: [column("key", .key), column("n")],
            rows: rows.map { row in
                row.map { ReleasedRow(cells: [.key(.integer($0.key)), $0.cell], marks: []) } ?? ReleasedRow.remainder(width: 2)
            })
    }

    private static let plan = OutsidePlan(
        columns: ["key", "n"].enumerated().map { OutputColumn(name: $1, expression: .column(.key($0), .bigint), unit: nil) })

    private static let left = table([(1, .showing(.integer(40))), (2, .showing(.integer(50)))])

    private static func column(_ place: Int) -> TypedExpression { .column(.key(place), .bigint) }

    private static let sameKey = TypedExpression.call(.equal, [column(0), column(2)], .boolean)

    private func joined(
        _ kind: JoinKind, _ left: CellTable, _ right: CellTable, on: TypedExpression? = Self.sameKey, uniqueRight: [Int]? = nil
    ) -> CellTable {
        let join = OutsideJoin(kind: kind, left: .table(Self.plan), right: .table(Self.plan), on: on)
        return CellJoin(join, left, right, values: [], uniqueRight: uniqueRight).table()
    }

    @Test func `a row without a partner has NULL where the other side is whole`() {
        let table = joined(.left, Self.left, Self.table([(1, .showing(.integer(7)))]))
        #expect(table.rows.map { $0.cells[3].state } == [.value, .notApplicable])
        #expect(table.isComplete)
    }

    @Test func `a row without a partner is withheld where a partner may be hidden`() {
        let right = Self.table([(1, .showing(.integer(7))), nil])
        let sure = joined(.left, Self.left, right, uniqueRight: [0])
        #expect(sure.rows.map { $0.cells[3].state } == [.value, .withheld])
        #expect(sure.isComplete)
        // Where a row could have several partners, more rows may be hidden.
        #expect(joined(.left, Self.left, right).rows.last?.marks == [.remainder])
        #expect(joined(.inner, Self.left, right, uniqueRight: [0]).rows.map(\.marks) == [[], [.remainder]])
    }

    @Test func `a condition that reads a hidden cell decides nothing`() {
        let right = Self.table([(1, .suppressed), (2, .showing(.integer(60)))])
        let more = TypedExpression.call(.greater, [Self.column(3), Self.column(1)], .boolean)
        let table = joined(.inner, Self.left, right, on: .call(.and, [Self.sameKey, more], .boolean))
        #expect(table.rows.map { $0.cells[0].value } == [.integer(2), nil])
        #expect(table.rows.map(\.marks) == [[], [.remainder]])
        // In an outer join the row stands, and does not tell whether it has a partner.
        let outer = joined(.left, Self.left, right, on: .call(.and, [Self.sameKey, more], .boolean))
        #expect(outer.rows.first?.cells.map(\.state) == [.value, .value, .withheld, .withheld])
    }

    @Test func `a full join keeps the rows of both sides`() {
        let table = joined(.full, Self.left, Self.table([(2, .showing(.integer(7))), (3, .showing(.integer(8)))]))
        #expect(table.rows.map { $0.cells.map(\.value) } == [
            [.integer(1), .integer(40), nil, nil], [.integer(2), .integer(50), .integer(2), .integer(7)], [nil, nil, .integer(3), .integer(8)],
        ])
    }

    @Test func `without a condition every row meets every other, and NULL keys meet none`() {
        #expect(joined(.inner, Self.left, Self.left, on: nil).rows.count == 4)
        let null = CellTable(columns: Self.left.columns, rows: [ReleasedRow(cells: [.key(.null), .showing(.integer(9))], marks: [])])
        #expect(joined(.inner, null, null).rows.isEmpty)
    }

    @Test func `LIMIT over rows of uncertain order leaves a table that is not whole`() throws {
        let cut = CellTable(columns: Self.left.columns, rows: Array(Self.left.rows.prefix(1)), isCutUndecided: true).uncut()
        #expect(cut.rows.map(\.marks) == [[.havingUndecided], [.remainder]])
        #expect(joined(.left, Self.left, cut).rows.first?.cells[3].state == .withheld)
    }

    @Test func `DISTINCT keeps rows that a hidden cell could tell apart`() throws {
        let boundary = ReleasedBoundary(
            groups: [(1, Cell.showing(.integer(40))), (2, .showing(.integer(40))), (3, .suppressed), (4, .suppressed)].map {
                ReleasedGroup(keys: [.integer($0.0)], cells: [$0.1])
            }, hasRemainder: false, rules: DisclosureRules(threshold: 11, minimumHospitals: 2))
        let plan = OutsidePlan(columns: [OutputColumn(name: "n", expression: .column(.aggregate(0), .bigint), unit: nil)], isDistinct: true)
        let table = try OutsideEvaluation(boundaries: [boundary]).table(plan)
        #expect(table.rows.map { $0.cells[0].state } == [.value, .suppressed, .suppressed])
    }
}
