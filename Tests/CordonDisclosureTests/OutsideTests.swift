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
    ) throws -> CellTable {
        try OutsideEvaluation(boundaries: [boundary]).table(
            OutsidePlan(
                columns: columns.enumerated().map { OutputColumn(name: "c\($0)", expression: $1, unit: nil) }, having: having,
                order: order, limit: limit, offset: offset))
    }

    @Test func `an expression that reads a hidden cell is withheld, also through COALESCE and IS NULL`() throws {
        let coalesce = TypedExpression.call(.coalesce, [Self.count, .constant(.integer(0), .bigint)], .bigint)
        let isNull = TypedExpression.call(.isNull, [Self.count], .boolean)
        let choice = TypedExpression.cases(
            [CaseBranch(condition: isNull, result: .constant(.integer(1), .bigint))], otherwise: .constant(.integer(2), .bigint),
            .bigint)
        let rows = try table([Self.count, coalesce, isNull, choice]).rows
        #expect(rows[1].cells.map(\.state) == [.suppressed, .withheld, .withheld, .withheld])
        #expect(rows[0].cells.map(\.value) == [.integer(40), .integer(40), .boolean(false), .integer(2)])
        #expect(rows[3].cells.map(\.state) == [.zero, .zero, .value, .value])
    }

    @Test func `a row that HAVING cannot decide is kept, last, and marked`() throws {
        let having = TypedExpression.call(.greater, [Self.count, .constant(.integer(50), .bigint)], .boolean)
        let rows = try table([Self.key, Self.count], having: having).rows
        #expect(rows.map { $0.cells[0].value } == [.integer(3), .integer(2), nil])
        #expect(rows.map(\.marks) == [[], [.havingUndecided], [.remainder]])
    }

    @Test func `hidden sort keys stand last whatever the direction, and LIMIT counts after`() throws {
        for descending in [true, false] {
            let order = [SortKey(expression: Self.count, descending: descending, nullsFirst: descending)]
            let rows = try table([Self.key], order: order).rows
            #expect(rows.suffix(2).map(\.marks) == [[.orderUndecided], [.remainder]])
            #expect(rows.first?.cells[0].value == .integer(descending ? 3 : 4))
            #expect(try table([Self.key], order: order, limit: 2, offset: 1).rows.count == 2)
        }
    }

    @Test func `the remainder shows no key and no value`() throws {
        let double = TypedExpression.call(.add, [Self.key, Self.key], .integer)
        let row = try table([Self.key, Self.count, double, .constant(.integer(7), .integer)]).rows.last
        #expect(row?.marks == [.remainder])
        #expect(row?.cells.map(\.state) == [.suppressed, .suppressed, .withheld, .value])
    }

    @Test func `an outside that is too much work for its groups is refused, and LIMIT makes it less`() throws {
        let groups = (0..<1_000).map { ReleasedGroup(keys: [.integer($0)], cells: [.showing(.integer(40))]) }
        let many = ReleasedBoundary(groups: groups, hasRemainder: true, rules: DisclosureRules(threshold: 11, minimumHospitals: 2))
        let parts = PreparedOutside.largestWork / 1_000
        let large = TypedExpression.call(.coalesce, Array(repeating: Self.count, count: parts), .bigint)
        func plan(_ column: TypedExpression, order: [SortKey] = [], limit: Int? = nil) -> OutsidePlan {
            OutsidePlan(
                columns: [OutputColumn(name: "c", expression: column, unit: nil)], having: nil, order: order, limit: limit, offset: nil)
        }
        let diagnostic = #expect(throws: Diagnostic.self) { try OutsideEvaluation(boundaries: [many]).table(plan(large)) }
        #expect(diagnostic?.code == .tooManyGroups)
        #expect(try OutsideEvaluation(boundaries: [many]).table(plan(large, limit: 2)).rows.count == 2)
        // Every group has to be computed to be sorted, whatever LIMIT says.
        let order = [SortKey(expression: large, descending: false, nullsFirst: false)]
        #expect(throws: Diagnostic.self) { try OutsideEvaluation(boundaries: [many]).table(plan(Self.count, order: order, limit: 2)) }
    }

    @Test func `what an expression reads is found once, and all its parts are counted`() {
        let condition = TypedExpression.call(.greater, [Self.count, .constant(.integer(1), .bigint)], .boolean)
        let outside = OutsideExpression(
            .cases([CaseBranch(condition: condition, result: .cast(Self.key, to: .bigint))], otherwise: Self.count, .bigint))
        #expect(outside.references == [.aggregate(0), .key(0)])
        #expect(outside.parts == 7)
        #expect(outside.readsAggregate([]))
    }

    @Test func `columns of keys only are keys, all others exact`() throws {
        let columns = try table([Self.key, Self.count]).columns
        #expect(columns.map(\.kind) == [.key, .exact])
    }
}
