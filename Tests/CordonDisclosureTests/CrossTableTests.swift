import CordonAggregates
import CordonAttacker
import CordonCatalog
import CordonQuery
import CordonTestSupport
import CordonValues
import CordonWarehouse
import Testing

@testable import CordonDisclosure

/// A cross table and the answers over each of its keys, put together by a reader who lists every table that is possible.
@Suite struct CrossTableTests {
    private static let threshold: Int64 = 4
    private static let regions = ["north", "south", "east"]
    private static let sexes = ["F", "M"]

    /// Patients drawn at random: region and sex.
    private struct Hospital {
        let rows: [[Value]]

        init(_ random: inout SeededRandom) {
            rows = (1...9).map { id in
                let region = regions[min(2, Int.random(in: 0..<5, using: &random))]
                let sex = sexes[Int.random(in: 0..<2, using: &random)]
                return [.integer(Int64(id)), .null, .text(sex), .null, .null, .text(region), .null, .null]
            }
        }
    }

    private struct Reading {
        /// Places of the table (region, then sex) and the number of patients in all of them.
        var known: [(places: [Int], value: Int64)] = []
        var hidden: [(places: [Int], value: Int64)] = []
    }

    /// Asks, and adds what is shown to what is known. `isGuarded` false hides by thresholds alone.
    private static func read(_ clause: String, _ hospitals: [Hospital], into reading: inout Reading, isGuarded: Bool) throws {
        let catalog = try Catalog.shipped("demo-care")
        let query = try Planner.plan("SELECT count(*) FROM patient \(clause)", catalog: catalog)
        let boundary = query.parts[0].boundary
        var merged = MergedTable(layout: boundary.layout)
        for hospital in hospitals {
            let warehouse = InMemoryWarehouse(catalog: catalog, tables: ["patient": hospital.rows])
            try merged.merge(warehouse.answer(query.parts[0], limits: ExecutionLimits(), cancellation: Cancellation()))
        }
        let released = try Disclosure(
            rules: DisclosureRules(threshold: threshold, minimumHospitals: 1), suppression: Suppression.decide(_:until:)
        ).release(merged, boundary: boundary)
        let shown = Set(released.groups.filter { !$0.cells[0].state.isHidden }.map(\.keys))
        for (group, keys) in merged.keys.enumerated() {
            let named = keys.compactMap { key in if case .text(let text) = key { text } else { nil } }
            let places = (0..<6).filter { place in
                named.allSatisfy { $0 == regions[place / 2] || $0 == sexes[place % 2] }
            }
            let isShown = isGuarded ? shown.contains(keys) : merged.patients[group] >= threshold
            if isShown { reading.known.append((places, merged.patients[group])) } else { reading.hidden.append((places, merged.patients[group])) }
        }
    }

    /// For each hidden number the least and the largest that a table can have which agrees with everything known.
    private static func confined(_ reading: Reading) -> Int {
        var least = reading.hidden.map { _ in Int64.max }
        var largest = reading.hidden.map { _ in Int64.min }
        var table = [Int64](repeating: 0, count: 6)
        let limit = reading.known.map(\.value).max() ?? 0
        let lines = table.indices.map { place in reading.known.filter { $0.places.contains(place) } }
        func fill(_ place: Int) {
            guard place < 6 else {
                for (index, hidden) in reading.hidden.enumerated() {
                    let value = hidden.places.reduce(0) { $0 + table[$1] }
                    least[index] = min(least[index], value)
                    largest[index] = max(largest[index], value)
                }
                return
            }
            let rests = lines[place].map { line in (line.value - line.places.reduce(0) { $1 < place ? $0 + table[$1] : $0 }, line.places.last == place) }
            let most = rests.map(\.0).min() ?? limit
            let exact = rests.filter(\.1).map(\.0)
            for value in exact.isEmpty ? Array(0...max(0, most)) : Array(Set(exact)) where value >= 0 && value <= most {
                guard exact.allSatisfy({ $0 == value }) else { continue }
                table[place] = value
                fill(place + 1)
            }
            table[place] = 0
        }
        fill(0)
        return reading.hidden.indices.count { index in
            let value = reading.hidden[index].value
            guard (1..<threshold).contains(value) else { return false }
            return least[index] > value - 1 || largest[index] < threshold
        }
    }

    @Test(arguments: ["GROUP BY region, sex", "GROUP BY ROLLUP (region, sex)", "GROUP BY CUBE (region, sex)", "GROUP BY GROUPING SETS ((region), (sex))"])
    func `every table that agrees with a cross table and its margins is possible, and small groups may be anything below T`(_ clause: String) throws {
        var withoutRule = 0
        for seed in 1...12 as ClosedRange<UInt64> {
            var random = SeededRandom(seed: seed)
            let hospitals = (0..<2).map { _ in Hospital(&random) }
            for isGuarded in [false, true] {
                var reading = Reading()
                try Self.read(clause, hospitals, into: &reading, isGuarded: isGuarded)
                // Margins of two groups that nobody has asked for are left to the comparison of answers.
                let margins = clause == "GROUP BY region, sex" ? ["(sex)"] : ["(region)", "(sex)"]
                for margin in margins.map({ "GROUP BY GROUPING SETS (\($0), ())" }) {
                    try Self.read(margin, hospitals, into: &reading, isGuarded: isGuarded)
                }
                let found = Self.confined(reading)
                if isGuarded { #expect(found == 0, "seed \(seed)") } else { withoutRule += found }
            }
        }
        #expect(withoutRule > 5)
    }
}
