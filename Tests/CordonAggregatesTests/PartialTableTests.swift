import CordonAggregates
import CordonValues
import Testing

@Suite struct PartialTableTests {
    private static let layout = PartialLayout(
        keys: [.integer], aggregates: [
            AggregateSpecification(function: .sum, argument: .bigint),
            AggregateSpecification(function: .countPatients, argument: nil),
        ])

    private static func column(_ states: [AggregateState], _ contributors: [Int64], _ nonZero: [Int64], verdict: UInt8 = 0) -> PartialColumn {
        PartialColumn(states: states, contributors: contributors, nonZero: nonZero, verdicts: states.map { _ in verdict })
    }

    private static let sums = column([.wholeSum(WholeSum(rows: 4, sum: 9)), .wholeSum(.zero)], [3, 0], [2, 0])
    private static let counts = column([.count(3), .count(2)], [3, 2], [3, 2])

    private static func build(
        keys: [[Value]] = [[.integer(1)], [.null]], patients: [Int64] = [3, 2], columns: [PartialColumn] = [sums, counts]
    ) throws(Diagnostic) -> PartialTable {
        try PartialTable(layout: layout, keys: keys, patients: patients, columns: columns)
    }

    @Test func `a well-formed table is accepted`() throws {
        #expect(try Self.build().groupCount == 2)
        #expect(try Self.build(keys: [], patients: [], columns: [Self.column([], [], []), Self.column([], [], [])]).groupCount == 0)
    }

    @Test(arguments: [
        [[.null], [.integer(1)]], [[.integer(1)], [.integer(1)]], [[.null], [.null]], [[.integer(2)], [.integer(1)]],
        [[.integer(1)], [.text("1")]], [[.double(1)], [.null]], [[], [.integer(1)]], [[.integer(1), .null], [.null, .null]],
        [[.integer(1)]],
    ] as [[[Value]]])
    func `keys out of order, doubled, or of another type are refused`(keys: [[Value]]) {
        refused { () throws(Diagnostic) in try Self.build(keys: keys) }
    }

    @Test func `counts of patients that cannot be are refused`() {
        refused { () throws(Diagnostic) in try Self.build(patients: [3, 0]) }
        refused { () throws(Diagnostic) in try Self.build(patients: [-3, 2]) }
        refused { () throws(Diagnostic) in try Self.build(patients: [2, 2]) }
        refused { () throws(Diagnostic) in try Self.build(patients: [3]) }
    }

    @Test(arguments: [
        column([.wholeSum(WholeSum(rows: 4, sum: 9)), .wholeSum(.zero)], [4, 0], [2, 0]),
        column([.wholeSum(WholeSum(rows: 4, sum: 9)), .wholeSum(.zero)], [3, 0], [4, 0]),
        column([.wholeSum(WholeSum(rows: 4, sum: 9)), .wholeSum(.zero)], [3, 0], [-1, 0]),
        column([.wholeSum(WholeSum(rows: 4, sum: 9)), .wholeSum(.zero)], [3, 0], [0, 0]),
        column([.wholeSum(WholeSum(rows: 2, sum: 9)), .wholeSum(.zero)], [3, 0], [2, 0]),
        column([.wholeSum(WholeSum(rows: 4, sum: 9)), .wholeSum(.zero)], [3, 1], [2, 0]),
        column([.wholeSum(WholeSum(rows: 4, sum: 9)), .wholeSum(WholeSum(rows: 0, sum: 1))], [3, 0], [2, 0]),
        column([.wholeSum(WholeSum(rows: 4, sum: .max)), .wholeSum(.zero)], [3, 0], [2, 0]),
        column([.wholeSum(WholeSum(rows: -4, sum: 9)), .wholeSum(.zero)], [3, 0], [2, 0]),
        column([.count(4), .wholeSum(.zero)], [3, 0], [2, 0]),
        column([.wholeSum(WholeSum(rows: 4, sum: 9)), .none], [3, 0], [2, 0]),
        column([.wholeSum(WholeSum(rows: 4, sum: 9)), .overflowed], [3, 0], [2, 0]),
        column([.wholeSum(WholeSum(rows: 4, sum: 9)), .wholeSum(.zero)], [3, 0], [2, 0], verdict: 1),
        column([.wholeSum(WholeSum(rows: 4, sum: 9))], [3], [2]),
    ])
    func `a sum that no rows give is refused`(column: PartialColumn) {
        refused { () throws(Diagnostic) in try Self.build(columns: [column, Self.counts]) }
    }

    @Test(arguments: [
        column([.count(4), .count(2)], [3, 2], [3, 2]), column([.count(3), .count(2)], [3, 2], [2, 2]),
        column([.count(2), .count(2)], [3, 2], [3, 2]), column([.count(-1), .count(2)], [0, 2], [0, 2]),
    ])
    func `a count of patients that are not its contributors is refused`(column: PartialColumn) {
        refused { () throws(Diagnostic) in try Self.build(columns: [Self.sums, column]) }
    }

    @Test func `moments that contradict each other are refused`() throws {
        let possible = WholeMoments(rows: 2, sum: 5, squares: UInt192(high: 0, low: 13))
        try check(.wholeMoments(possible), .bigint)
        for low in [12, 0] as [UInt128] {
            let impossible = WholeMoments(rows: 2, sum: 5, squares: UInt192(high: 0, low: low))
            refused { () throws(Diagnostic) in try check(.wholeMoments(impossible), .bigint) }
        }
        let large = WholeMoments(rows: 2, sum: 5, squares: UInt192(high: .max, low: .max))
        refused { () throws(Diagnostic) in try check(.wholeMoments(large), .bigint) }
        let sum = ExactDoubleSum(5), squares = ExactDoubleSum(13)
        try check(.doubleMoments(DoubleMoments(rows: 2, sum: sum, squares: squares)), .double)
        for wrong in [ExactDoubleSum(-13), .zero, ExactDoubleSum(.infinity)] {
            refused { () throws(Diagnostic) in try check(.doubleMoments(DoubleMoments(rows: 2, sum: sum, squares: wrong)), .double) }
        }
        let fine = ExactDoubleSum(squareOf: .leastNonzeroMagnitude)
        refused { () throws(Diagnostic) in try check(.doubleMoments(DoubleMoments(rows: 2, sum: fine, squares: fine)), .double) }
        try check(.numericMoments(NumericMoments(rows: 2, denominator: 10, sum: 5, squares: 13)), .numeric)
        refused { () throws(Diagnostic) in
            try check(.numericMoments(NumericMoments(rows: 2, denominator: 0, sum: 5, squares: 13)), .numeric)
        }
        refused { () throws(Diagnostic) in
            try check(.numericMoments(NumericMoments(rows: 2, denominator: 1, sum: 5, squares: 12)), .numeric)
        }
    }

    private func check(_ state: AggregateState, _ type: ValueType) throws(Diagnostic) {
        let layout = PartialLayout(keys: [], aggregates: [AggregateSpecification(function: .varianceSample, argument: type)])
        _ = try PartialTable(layout: layout, keys: [[]], patients: [2], columns: [Self.column([state], [2], [2])])
    }

    @Test func `without keys there is one group at most, perhaps without patients`() throws {
        let layout = PartialLayout(keys: [], aggregates: [AggregateSpecification(function: .countRows, argument: nil)])
        _ = try PartialTable(layout: layout, keys: [[]], patients: [0], columns: [Self.column([.count(0)], [0], [0])])
        refused { () throws(Diagnostic) in
            try PartialTable(
                layout: layout, keys: [[], []], patients: [1, 1], columns: [Self.column([.count(1), .count(1)], [1, 1], [1, 1])])
        }
    }

    @Test func `a minimum sends nothing`() throws {
        let layout = PartialLayout(keys: [], aggregates: [AggregateSpecification(function: .minimum, argument: .integer)])
        _ = try PartialTable(layout: layout, keys: [[]], patients: [5], columns: [Self.column([.none], [0], [0])])
        refused { () throws(Diagnostic) in
            try PartialTable(layout: layout, keys: [[]], patients: [5], columns: [Self.column([.none], [5], [0])])
        }
    }

    private func refused<Result>(_ body: () throws(Diagnostic) -> Result, at location: SourceLocation = #_sourceLocation) {
        do throws(Diagnostic) {
            _ = try body()
            Issue.record("accepted", sourceLocation: location)
        } catch {
            #expect(error.code == .partialInvalid, sourceLocation: location)
        }
    }
}
