import CordonAggregates
import CordonAttacker
import CordonQuery
import CordonValues
import Testing

@testable import CordonDisclosure

/// How long disclosure control takes says nothing of the rule that hid a cell: `docs/disclosure/attacks.md`.
@Suite struct DenialTimeTests {
    /// A number of patients, of two hospitals.
    private static func merged(_ boundary: Boundary, _ patients: [Int]) throws -> MergedTable {
        var merged = MergedTable(layout: boundary.layout)
        for (hospital, count) in patients.enumerated() where count > 0 {
            var accumulator = AggregateAccumulator(boundary.aggregates[0].specification)
            accumulator.addGroup()
            for patient in 0..<count { accumulator.add(group: 0, patient: patient + hospital * 1000) }
            let column = accumulator.finish(order: [0], patients: [Int64(count)])
            try merged.merge(PartialTable(layout: boundary.layout, keys: [[]], patients: [Int64(count)], columns: [column]))
        }
        return merged
    }

    /// Kolmogorov and Smirnov's D of two samples of one size, times the square root of half the size.
    private static func distance(_ left: [Double], _ right: [Double]) -> Double {
        let (left, right) = (left.sorted(), right.sorted())
        var (i, j, most) = (0, 0, 0)
        while i < left.count, j < right.count {
            let next = min(left[i], right[j])
            while i < left.count, left[i] <= next { i += 1 }
            while j < right.count, right[j] <= next { j += 1 }
            most = max(most, abs(i - j))
        }
        return Double(most) / Double(left.count) * (Double(left.count) / 2).squareRoot()
    }

    @Test func `a small group and a group of a single hospital are hidden in the same time`() throws {
        let aggregate = BoundaryAggregate(
            specification: AggregateSpecification(function: .countRows, argument: nil), argument: nil, second: nil, filter: nil,
            disclosure: DisclosureNeeds(revealsComplement: false, revealsNonZero: false), span: nil)
        let boundary = Boundary(
            keys: [], aggregates: [aggregate], patient: .column(.table(relation: 0, column: "patient_id"), .bigint), groupsPartitionPatients: true)
        let tables = [try Self.merged(boundary, [3, 4]), try Self.merged(boundary, [20, 0])]
        let disclosure = Disclosure(rules: DisclosureRules(threshold: 11, minimumHospitals: 2), suppression: Suppression.decide(_:until:))
        var least = Double.infinity
        // Other work on the machine may disturb one of three runs of 1,000, and does not make two times equal.
        for _ in 0..<3 where least >= 1.628 {
            var times: [[Double]] = [[], []]
            for run in 0..<2000 {
                let place = run % 2
                let start = ContinuousClock.now
                let released = try disclosure.release(tables[place], boundary: boundary)
                // What others see of it.
                times[place].append((ContinuousClock.now - start).quantised / .milliseconds(1))
                #expect(released.groups.first?.cells == [.suppressed])
            }
            least = min(least, Self.distance(times[0], times[1]))
        }
        // 1.628: p = 0.01 (Smirnov 1948).
        #expect(least < 1.628)
    }
}
