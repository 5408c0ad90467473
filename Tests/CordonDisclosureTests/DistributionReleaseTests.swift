import CordonAggregates
import CordonAttacker
import CordonQuery
import CordonValues
import Testing

@testable import CordonDisclosure

/// Percentiles, modes and figures of pairs on their way out: what fewer than T patients decide is not shown.
@Suite struct DistributionReleaseTests {
    private static let rules = DisclosureRules(threshold: 11, minimumHospitals: 2)
    private static let group = BoundaryKey(expression: .column(.table(relation: 0, column: "k"), .integer), domain: nil)

    private static func boundary(_ specification: AggregateSpecification, uncounted: Bool = false) -> Boundary {
        let aggregate = BoundaryAggregate(
            specification: specification, argument: .column(.table(relation: 0, column: "x"), specification.argument ?? .integer),
            second: specification.second.map { .column(.table(relation: 0, column: "y"), $0) }, filter: nil,
            disclosure: DisclosureNeeds(revealsComplement: false, revealsNonZero: false, revealsUncounted: uncounted), span: nil)
        return Boundary(
            keys: [group], aggregates: [aggregate], patient: .column(.table(relation: 0, column: "patient_id"), .bigint), groupsPartitionPatients: true)
    }

    /// The release over two hospitals; each value is one patient's.
    private static func release(
        _ specification: AggregateSpecification, _ values: [Value], _ seconds: [Value]? = nil, uncounted: Bool = false,
        rules: DisclosureRules = rules
    ) throws -> ReleasedBoundary {
        let boundary = boundary(specification, uncounted: uncounted)
        var merged = MergedTable(layout: boundary.layout)
        for hospital in 0..<2 {
            var accumulator = AggregateAccumulator(specification)
            accumulator.addGroup()
            let own = values.indices.filter { $0 % 2 == hospital }
            for patient in own {
                accumulator.add(values[patient], specification.second == nil ? nil : (seconds ?? values)[patient], group: 0, patient: patient)
            }
            let patients = [Int64(own.count)]
            try merged.merge(
                PartialTable(
                    layout: boundary.layout, keys: [[.integer(1)]], patients: patients,
                    columns: [accumulator.finish(order: [0], patients: patients)]))
        }
        return try Disclosure(rules: rules, suppression: Suppression.decide(_:until:)).release(merged, boundary: boundary)
    }

    private static func cell(
        _ specification: AggregateSpecification, _ values: [Value], _ seconds: [Value]? = nil, uncounted: Bool = false,
        rules: DisclosureRules = rules
    ) throws -> Cell {
        try release(specification, values, seconds, uncounted: uncounted, rules: rules).groups.first?.cells.first ?? .suppressed
    }

    private static func texts(_ counts: [(String, Int)]) -> [Value] {
        counts.flatMap { Array(repeating: Value.text($0.0), count: $0.1) }
    }

    @Test func `a mode is shown only where it leads by the threshold`() throws {
        let mode = AggregateSpecification(function: .mode, argument: .text)
        #expect(try Self.cell(mode, Self.texts([("a", 30), ("b", 19)])).value == .text("a"))
        #expect(try Self.cell(mode, Self.texts([("a", 30), ("b", 20)])).state == .suppressed)
        #expect(try Self.cell(mode, Self.texts([("a", 12)])).value == .text("a"))
        #expect(try Self.cell(mode, Self.texts([("a", 10)])).state == .suppressed)
    }

    @Test func `a percentile is shown only where the threshold stands on its smaller side, and as wide as that`() throws {
        func percentile(_ fraction: Double) -> AggregateSpecification {
            AggregateSpecification(function: .percentileDiscrete, argument: .integer, fraction: fraction)
        }
        let ages = (0..<60).map { Value.integer(Int64($0)) }
        let cell = try Self.cell(percentile(0.5), ages)
        #expect(cell.state == .value)
        #expect(cell.value == nil)
        #expect(cell.bounds == Cell.Bounds(low: .integer(16), high: .integer(31)))
        #expect(try Self.cell(percentile(0.2), ages).bounds != nil)
        #expect(try Self.cell(percentile(0.9), ages).state == .suppressed)
        #expect(try Self.cell(percentile(1), ages).state == .suppressed)
    }

    @Test func `figures of pairs over few values are not shown`() throws {
        let correlation = AggregateSpecification(function: .correlation, argument: .integer, second: .integer)
        let values = (0..<40).map { Value.integer(Int64($0)) }
        let others = (0..<40).map { Value.integer(Int64($0 * 7 % 11)) }
        #expect(try Self.cell(correlation, values, others).state == .value)
        #expect(try Self.cell(correlation, values, others, uncounted: true).state == .suppressed)
    }

    /// Without the rule, `regr_slope` and `regr_intercept` give the wage of everybody whose age is known.
    @Test(arguments: [AggregateFunction.correlation, .regressionR2, .regressionSlope, .regressionIntercept])
    func `a line that every row lies on is not shown`(_ function: AggregateFunction) throws {
        let specification = AggregateSpecification(function: function, argument: .integer, second: .integer)
        let x = (0..<40).map { Value.integer(Int64($0)) }
        let y = (0..<40).map { Value.integer(Int64(2 * $0 + 3)) }
        #expect(try Self.cell(specification, y, x).state == .suppressed)
        // One row beside the line, and it is a figure of forty patients.
        #expect(try Self.cell(specification, y.dropLast() + [.integer(0)], x).state == .value)
        let constant = Array(repeating: Value.integer(5), count: 40)
        #expect(try Self.cell(specification, x, constant).state == .notApplicable)
    }

    /// A fitted figure, how many of its contributors are just enough, and one that is about none and needs no more than T.
    @Test(arguments: [
        (AggregateFunction.correlation, 12), (.regressionSlope, 12), (.regressionR2, 12), (.covarianceSample, 11), (.regressionSXX, 11),
        (.varianceSample, 11), (.deviationPopulation, 11), (.skewness, 11), (.average, 5), (.regressionAverageX, 5),
    ])
    func `a fitted figure has ten degrees of freedom left`(_ function: AggregateFunction, _ enough: Int) throws {
        let isPair = function.definition.family == .pairs
        let specification = AggregateSpecification(function: function, argument: .integer, second: isPair ? .integer : nil)
        func state(_ patients: Int) throws -> CellState {
            let values = (0..<patients).map { Value.integer(Int64($0 * $0)) }
            let others = (0..<patients).map { Value.integer(Int64($0)) }
            return try Self.cell(specification, values, others, rules: DisclosureRules(threshold: 5, minimumHospitals: 2)).state
        }
        #expect(try state(enough) == .value)
        #expect(try state(enough - 1) == .suppressed)
    }

    @Test func `what is computed of a percentile is withheld, and nothing is decided by it`() throws {
        let median = AggregateSpecification(function: .percentileContinuous, argument: .integer, fraction: 0.5)
        let released = try Self.release(median, (0..<60).map { .integer(Int64($0)) })
        let column = TypedExpression.column(.aggregate(0), .double)
        let twice = TypedExpression.call(.add, [column, column], .double)
        let plan = OutsidePlan(
            columns: [OutputColumn(name: "median", expression: column, unit: "a"), OutputColumn(name: "twice", expression: twice, unit: nil)],
            having: .call(.greater, [column, .constant(.double(90), .double)], .boolean), order: [], limit: nil, offset: nil)
        let table = try OutsideEvaluation(boundaries: [released]).table(plan)
        #expect(table.columns.map(\.kind) == [.bounded, .exact])
        #expect(table.rows.map { $0.cells.map(\.state) } == [[.value, .withheld]])
        #expect(table.rows.first?.marks == [.havingUndecided])
    }

    @Test func `bounds and estimates come back from the ledger as they went`() throws {
        let bounded = AggregateSpecification(function: .percentileContinuous, argument: .integer, fraction: 0.5)
        let estimate = AggregateSpecification(function: .percentileContinuous, argument: .double, fraction: 0.5)
        let whole = try Self.release(bounded, (0..<60).map { .integer(Int64($0)) })
        #expect(try ReleasedBoundary(stored: whole.stored()) == whole)
        let doubles = try Self.release(estimate, (0..<60).map { .double(20 + Double($0) / 7) })
        #expect(doubles.groups.first?.cells.first?.error != nil)
        #expect(try ReleasedBoundary(stored: doubles.stored()) == doubles)
    }
}
