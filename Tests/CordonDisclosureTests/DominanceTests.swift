import CordonAggregates
import CordonAttacker
import CordonQuery
import CordonValues
import Testing

@testable import CordonDisclosure

/// What one or two patients make most of is not shown: `docs/disclosure/dominance.md`.
@Suite struct DominanceTests {
    /// A question without keys over one aggregate, its rows (patient, value) laid out over two hospitals.
    private static func cell(
        _ specification: AggregateSpecification, _ rows: [(patient: Int, value: Value)], threshold: Int64 = 11
    ) throws -> Cell {
        let needs = DisclosureNeeds(revealsComplement: false, revealsNonZero: false)
        let argument = specification.argument.map { TypedExpression.column(.table(relation: 0, column: "x"), $0) }
        let boundary = Boundary(
            keys: [], aggregates: [BoundaryAggregate(specification: specification, argument: argument, second: nil, filter: nil, disclosure: needs, span: nil)],
            patient: .column(.table(relation: 0, column: "patient_id"), .bigint), groupsPartitionPatients: true)
        var merged = MergedTable(layout: boundary.layout)
        for hospital in 0..<2 {
            let own = rows.filter { $0.patient % 2 == hospital }
            var accumulator = AggregateAccumulator(specification)
            accumulator.addGroup()
            for row in own {
                if specification.argument == nil {
                    accumulator.add(group: 0, patient: row.patient)
                } else {
                    accumulator.add(row.value, group: 0, patient: row.patient)
                }
            }
            let patients = [Int64(Set(own.map(\.patient)).count)]
            let column = accumulator.finish(order: [0], patients: patients)
            try merged.merge(PartialTable(layout: boundary.layout, keys: [[]], patients: patients, columns: [column]))
        }
        let released = try Disclosure(rules: DisclosureRules(threshold: threshold, minimumHospitals: 2), suppression: Suppression.decide(_:until:)).release(merged, boundary: boundary)
        return try #require(released.groups.first?.cells.first)
    }

    private static func rows(_ counts: [Int]) -> [(patient: Int, value: Value)] {
        counts.enumerated().flatMap { patient, count in (0..<count).map { _ in (patient, Value.integer(1)) } }
    }

    private static let visits = AggregateSpecification(function: .countRows, argument: nil)

    /// Without the rule the answer, 411 visits, says 400 of one patient's to whoever knows that the others hardly come.
    @Test func `visits that are one patient's are not counted`() throws {
        #expect(try Self.cell(Self.visits, Self.rows([400] + Array(repeating: 1, count: 11))).state == .suppressed)
        #expect(try Self.cell(Self.visits, Self.rows(Array(repeating: 34, count: 12))).value == .integer(408))
        // Nothing is small where one patient is enough.
        #expect(try Self.cell(Self.visits, Self.rows([400] + Array(repeating: 1, count: 11)), threshold: 1).value == .integer(411))
        #expect(try Self.cell(AggregateSpecification(function: .countPatients, argument: nil), Self.rows([400] + Array(repeating: 1, count: 11))).value == .integer(12))
    }

    @Test func `the second largest cannot compute the largest to within a tenth`() throws {
        // x₁ = 64 rows, x₂ = 64, the rest: 10 % of x₁ is 6.4. Edges are powers of two, so that nothing is rounded.
        // 16 rows are more than 6.4, and 128 of 144 rows no more than 90 %; of 142 they are.
        #expect(try Self.cell(Self.visits, Self.rows([64, 64] + Array(repeating: 1, count: 16))).value == .integer(144))
        #expect(try Self.cell(Self.visits, Self.rows([64, 64] + Array(repeating: 1, count: 14))).state == .suppressed)
    }

    @Test func `the two largest may be at two hospitals`() throws {
        // Patients 0 and 2 are of the first hospital, 1 of the second.
        #expect(try Self.cell(Self.visits, Self.rows([100, 100, 1, 1] + Array(repeating: 1, count: 12))).state == .suppressed)
        #expect(try Self.cell(Self.visits, Self.rows([100, 1, 100, 1] + Array(repeating: 1, count: 12))).state == .suppressed)
    }

    @Test(arguments: [AggregateFunction.sum, .average, .varianceSample, .deviationPopulation])
    func `an outlier takes its sum, mean and spread along`(_ function: AggregateFunction) throws {
        for type in [ValueType.integer, .double, .numeric] {
            func value(_ number: Int64) -> Value {
                type == .double ? .double(Double(number)) : type == .numeric ? .numeric(Rational(number)) : .integer(number)
            }
            let specification = AggregateSpecification(function: function, argument: type)
            let ordinary = (0..<40).map { (patient: $0, value: value(Int64(20 + $0 % 7))) }
            #expect(try Self.cell(specification, ordinary).state == .value, "\(type)")
            #expect(try Self.cell(specification, ordinary + [(patient: 40, value: value(1_000_000))]).state == .suppressed, "\(type)")
        }
    }

    /// A factor so large that every row contributes more than is told would hide who contributes most.
    @Test(arguments: [1e19, 1e21, 1e200, 1e300])
    func `no factor hides an outlier`(_ factor: Double) throws {
        let specification = AggregateSpecification(function: .sum, argument: .double)
        let rows = (0..<40).map { (patient: $0, value: Value.double(factor * ($0 == 0 ? 1_000_000 : 20))) }
        #expect(try Self.cell(specification, rows).state == .suppressed)
    }

    @Test func `contributions are measured from the declared lower bound`() throws {
        // All born in 1850 but one: of years nobody dominates, of distances from 1850 one patient is all.
        let born = (0..<40).map { (patient: $0, value: Value.integer($0 == 0 ? 1980 : 1850)) }
        #expect(try Self.cell(AggregateSpecification(function: .average, argument: .integer), born).state == .value)
        #expect(try Self.cell(AggregateSpecification(function: .average, argument: .integer, low: Rational(Int64(1850))), born).state == .suppressed)
    }

    @Test func `one value beyond the bounds hides the figure where the permit refuses it`() throws {
        for type in [ValueType.integer, .double, .numeric] {
            func rows(_ last: Int64) -> [(patient: Int, value: Value)] {
                (0..<40).map { patient in
                    let number = patient == 39 ? last : Int64(100 + patient)
                    return (patient, type == .double ? .double(Double(number)) : type == .numeric ? .numeric(Rational(number)) : .integer(number))
                }
            }
            let refusing = AggregateSpecification(function: .sum, argument: type, within: Rational.zero...Rational(Int64(200)))
            #expect(try Self.cell(refusing, rows(200)).state == .value, "\(type)")
            #expect(try Self.cell(refusing, rows(0)).state == .value, "\(type)")
            #expect(try Self.cell(refusing, rows(201)).state == .suppressed, "\(type)")
            #expect(try Self.cell(refusing, rows(-1)).state == .suppressed, "\(type)")
            #expect(try Self.cell(AggregateSpecification(function: .sum, argument: type), rows(201)).state == .value, "\(type)")
        }
    }

    @Test func `values of both signs are held to what is left of them`() throws {
        let balance = AggregateSpecification(function: .sum, argument: .integer)
        let even = (0..<40).map { (patient: $0, value: Value.integer($0.isMultiple(of: 2) ? 5 : -5)) }
        #expect(try Self.cell(balance, even).state == .suppressed)
        let mostly = (0..<40).map { (patient: $0, value: Value.integer($0 == 0 ? -5 : 5)) }
        #expect(try Self.cell(balance, mostly).value == .integer(190))
    }

    @Test func `a patient's rows add up, in whatever order they come`() throws {
        let length = AggregateSpecification(function: .sum, argument: .integer)
        let rest = (1..<30).map { (patient: $0, value: Value.integer(10)) }
        let many = (0..<100).map { _ in (patient: 0, value: Value.integer(100)) }
        for rows in [many + rest, rest + many, Array(zip(many, rest + rest + rest).flatMap { [$0, $1] })] {
            #expect(try Self.cell(length, rows).state == .suppressed)
        }
    }
}
