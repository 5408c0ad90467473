import CordonAggregates
import CordonAttacker
import CordonCatalog
import CordonQuery
import CordonTestSupport
import CordonValues
import CordonWarehouse
import Testing

@testable import CordonDisclosure

/// Several grouping sets of one answer: whoever subtracts along a line of the cross table finds nothing.
@Suite struct MarginLinesTests {
    private static let threshold: Int64 = 5

    /// Counts of a cross table of two categories with both margins, from patients drawn at random.
    private static func merged(_ seed: UInt64) throws -> (FederatedQuery, MergedTable) {
        var random = SeededRandom(seed: seed)
        let catalog = try Catalog.shipped("demo-care")
        let query = try Planner.plan("SELECT region, sex, count(*) FROM patient GROUP BY CUBE (region, sex)", catalog: catalog)
        var merged = MergedTable(layout: query.parts[0].boundary.layout)
        for _ in 0..<3 {
            let rows = (1...40).map { id -> [Value] in
                let region = ["north", "south", "east", "west"][Int.random(in: 0..<4, using: &random)]
                let sex = Int.random(in: 0..<5, using: &random) == 0 ? "F" : "M"
                return [.integer(Int64(id)), .null, .text(sex), .null, .null, .text(region), .null, .null]
            }
            let hospital = InMemoryWarehouse(catalog: catalog, tables: ["patient": rows])
            try merged.merge(hospital.answer(query.parts[0], limits: ExecutionLimits(), cancellation: Cancellation()))
        }
        return (query, merged)
    }

    /// Sizes of 1 to T − 1 patients that follow from one margin and the shown cells of its line.
    private static func found(_ shown: (Int) -> Bool, _ merged: MergedTable, _ sets: [[Int]]) -> Int {
        var found = 0
        for (coarse, key) in merged.keys.enumerated() where shown(coarse) {
            guard case .integer(let set)? = key.first else { continue }
            for (fine, many) in sets.enumerated() where many.count == sets[Int(set)].count + 1 && Set(sets[Int(set)]).isSubset(of: many) {
                let line = merged.keys.indices.filter { group in
                    merged.keys[group].first == .integer(Int64(fine)) && sets[Int(set)].allSatisfy { merged.keys[group][$0] == key[$0] }
                }
                let hidden = line.filter { !shown($0) }
                let rest = hidden.reduce(0) { $0 + merged.patients[$1] }
                if (1..<threshold).contains(rest) { found += 1 }
            }
        }
        return found
    }

    @Test func `subtraction along the lines of a cross table finds small groups by thresholds alone, and none after the rule`() throws {
        var withoutRule = 0
        for seed in 1...30 as ClosedRange<UInt64> {
            let (query, merged) = try Self.merged(seed)
            let sets = query.parts[0].boundary.groupingSets
            #expect(sets.count == 4)
            withoutRule += Self.found({ merged.patients[$0] >= Self.threshold }, merged, sets)
            let released = try Disclosure(rules: DisclosureRules(threshold: Self.threshold, minimumHospitals: 1), suppression: Suppression.decide(_:until:)).release(merged, boundary: query.parts[0].boundary)
            let open = Dictionary(uniqueKeysWithValues: released.groups.map { ($0.keys, !$0.cells[0].state.isHidden) })
            #expect(Self.found({ open[merged.keys[$0]] ?? false }, merged, sets) == 0, "seed \(seed)")
        }
        #expect(withoutRule > 10)
    }

    @Test func `a cube of more groups than its lines can be compared of is refused before anything is compared`() throws {
        let query = try Planner.plan(
            "SELECT count(*) FROM patient GROUP BY CUBE (region, sex, smoker, age > 20, age > 40, age > 60)", catalog: Catalog.shipped("demo-care"))
        let finest = try #require(query.parts[0].boundary.groupingSets.firstIndex { $0.count == 6 })
        func keys(_ count: Int) -> [[Value]] {
            (0..<count).map { [.integer(Int64(finest)), .integer(Int64($0)), .null, .null, .null, .null, .null] }
        }
        try MarginLines.check(query.parts[0].boundary, keys: keys(1000))
        let refusal = #expect(throws: Diagnostic.self) { try MarginLines.check(query.parts[0].boundary, keys: keys(400_000)) }
        #expect(refusal?.code == .tooManyGroups)
    }
}
