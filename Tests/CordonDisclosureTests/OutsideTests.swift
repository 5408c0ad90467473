import CordonQuery
import CordonValues
import Testing

@testable import CordonDisclosure

@Suite struct OutsideTests {
    private static let count = TypedExpression.column(.aggregate(0), .bigint)
    private static let key = TypedExpression.column(.key(0), .integer)

    private let boundary = ReleasedBoundary(
        groups: [
            ReleasedGroup(keys: [.integer(1)], cells: [.showing(.integer(40))]),
            ReleasedGroup(keys: [.integer(2)], cells: [.suppressed]),
            ReleasedGroup(keys: [.integer(3)], cells: [.showing(.integer(90))]),
            ReleasedGroup(keys: [.integer(4)], cells: [.showing(.integer(0))]),
        ],
        hasRemainder: true, rules: DisclosureRules(threshold: 11, minimumHospitals: 2))

    private func table(
        _ columns: [TypedExpression], having: TypedExpression? = nil, order: [SortKey] = [], limit: Int? = nil, offset: Int? = nil
    ) -> ReleasedTable {
        ReleasedTable(
            boundary,
            outside: OutsidePlan(
                columns: columns.enumerated().map { OutputColumn(name: "c\($0)", expression: $1, unit: nil) }, having: having,
                order: order, limit: limit, offset: offset))
    }

    @Test func `an expression that reads a hidden cell is withheld, also through COALESCE and IS NULL`() {
        let coalesce = TypedExpression.call(.coalesce, [Self.count, .constant(.integer(0), .bigint)], .bigint)
        let isNull = TypedExpression.call(.isNull, [Self.count], .boolean)
        let choice = TypedExpression.cases(
            [CaseBranch(condition: isNull, result: .constant(.integer(1), .bigint))], otherwise: .constant(.integer(2), .bigint),
            .bigint)
        let rows = table([Self.count, coalesce, isNull, choice]).rows
        #expect(rows[1].cells.map(\.state) == [.suppressed, .withheld, .withheld, .withheld])
        #expect(rows[0].cells.map(\.value) == [.integer(40), .integer(40), .boolean(false), .integer(2)])
        #expect(rows[3].cells.map(\.state) == [.zero, .zero, .value, .value])
    }

    @Test func `a row that HAVING cannot decide is kept, last, and marked`() {
        let having = TypedExpression.call(.greater, [Self.count, .constant(.integer(50), .bigint)], .boolean)
        let rows = table([Self.key, Self.count], having: having).rows
        #expect(rows.map { $0.cells[0].value } == [.integer(3), .integer(2), nil])
        #expect(rows.map(\.marks) == [[], [.havingUndecided], [.remainder]])
    }

    @Test func `hidden sort keys stand last whatever the direction, and LIMIT counts after`() {
        for descending in [true, false] {
            let order = [SortKey(expression: Self.count, descending: descending, nullsFirst: descending)]
            let rows = table([Self.key], order: order).rows
            #expect(rows.suffix(2).map(\.marks) == [[.orderUndecided], [.remainder]])
            #expect(rows.first?.cells[0].value == .integer(descending ? 3 : 4))
            #expect(table([Self.key], order: order, limit: 2, offset: 1).rows.count == 2)
        }
    }

    @Test func `the remainder shows no key and no value`() {
        let row = table([Self.key, Self.count]).rows.last
        #expect(row?.marks == [.remainder])
        #expect(row?.cells.map(\.state) == [.suppressed, .suppressed])
    }

    @Test func `columns of keys only are keys, all others exact`() {
        let columns = table([Self.key, Self.count]).columns
        #expect(columns.map(\.kind) == [.key, .exact])
    }
}
