import CordonAggregates
import CordonAttacker
import CordonCatalog
import CordonQuery
import CordonTestSupport
import CordonValues
import RandomQuestions
import Testing

@testable import CordonDisclosure

/// The mode `site-floor` on questions that nobody thought of.
@Suite struct SiteFloorLawTests {
    private static let threshold: Int64 = 3
    private static let questionsOfASet = 25

    /// Questions that are accepted in the mode, with the hospitals that they are asked of.
    private static func forEachQuestion(_ part: Int, _ body: (FederatedQuery, [HospitalFiles]) throws -> Void) throws -> Int {
        let catalog = try Catalog.shipped("omop-5.4")
        let data = RandomHospitals(catalog: catalog, seed: UInt64(77 + part), patients: 60...90)
        let hospitals = try data.hospitals.map { try HospitalFiles(catalog: catalog, tables: $0) }
        var accepted = 0
        for number in part * questionsOfASet..<(part + 1) * questionsOfASet {
            let question = RandomRun.question(catalog, seed: 77, number: number)
            guard let query = try? Planner.plan(question.sql, catalog: catalog, mode: .siteFloor) else { continue }
            try body(query, hospitals)
            accepted += 1
        }
        return accepted
    }

    @Test(arguments: 0..<8)
    func `nothing leaves of a cell that its hospital would not publish alone`(_ part: Int) throws {
        var (shown, withheld) = (0, 0)
        let accepted = try Self.forEachQuestion(part) { query, hospitals in
            for hospital in hospitals {
                let tables = try hospital.answers(query)
                let leaving = try hospital.received(hospital.floored(tables, query, threshold: Self.threshold).map(\.leaving), query)
                for (number, (table, floored)) in zip(tables, leaving).enumerated() {
                    let own = try OwnRelease(table, query.parts[number].boundary, threshold: Self.threshold)
                    #expect(own.faults(of: floored).isEmpty)
                    shown += own.shownCells(of: floored)
                    withheld += own.hiddenCells
                }
            }
        }
        // Hospitals that withhold everything, or nothing, would prove nothing.
        #expect(accepted > 5)
        #expect(shown > 20 && withheld > 20)
    }

    @Test(arguments: 0..<8)
    func `every shown cell holds the pooled value, exactly or between its bounds`(_ part: Int) throws {
        var compared = 0
        _ = try Self.forEachQuestion(part) { query, hospitals in
            let sites = try hospitals.map { try $0.partials(query, threshold: Self.threshold) }
            let whole = try hospitals.map { try $0.answers(query) }
            for (number, part) in query.parts.enumerated() {
                var rules = DisclosureRules(threshold: Self.threshold, minimumHospitals: 1)
                rules.mode = .siteFloor
                let released = try Disclosure(rules: rules, suppression: Suppression.decide(_:until:))
                    .release(Self.merged(sites.map { $0[number] }, query.layouts[number]), boundary: part.boundary, sites: sites.map { $0[number] })
                let pooled = try Self.merged(whole.map { $0[number] }, part.boundary.layout).filled(with: released.groups.map(\.keys))
                for group in released.groups {
                    let place = try #require(pooled.keys.firstIndex(of: group.keys))
                    for (column, cell) in group.cells.enumerated() where !cell.state.isHidden {
                        guard case .exact(let value)? = pooled.finish(column: column, group: place) else { continue }
                        if let bounds = cell.bounds {
                            #expect(KeyOrder.compare(bounds.low, value) != .after && KeyOrder.compare(value, bounds.high) != .after)
                        } else {
                            #expect(cell == .showing(value))
                        }
                        compared += 1
                    }
                }
            }
        }
        #expect(compared > 5)
    }

    /// Hospitals with some rare groups, and questions with totals that bound what they withhold.
    @Test func `every interval holds the pooled number and is at least T wide`() throws {
        let catalog = try Catalog.shipped("heart-registry")
        var (intervals, hidden) = (0, 0)
        for seed in 0..<12 as Range<UInt64> {
            var random = SeededRandom(seed: seed)
            let hospitals = try (0..<3).map { _ in
                let rows = (1...Int.random(in: 60...140, using: &random)).map { number in
                    (sex: number % 3 == 0 ? 1 : 0, num: min(4, Int.random(in: 0...99, using: &random) / Int.random(in: 15...40, using: &random)))
                }
                return try HospitalFiles(catalog: catalog, tables: ["patient": Self.patients(rows, catalog)])
            }
            for sql in [
                "SELECT sex, num, count(*), count(DISTINCT patient_id) FROM patient GROUP BY ROLLUP (sex, num)",
                "SELECT num, count(*), count(*) FILTER (WHERE sex = 1) FROM patient GROUP BY ROLLUP (num)",
                "SELECT sex, num, count(*) FROM patient GROUP BY CUBE (sex, num)",
            ] {
                let query = try Planner.plan(sql, catalog: catalog, mode: .siteFloor)
                let sites = try hospitals.map { try $0.partials(query)[0] }
                let released = try Disclosure(rules: Federation.floored, suppression: Suppression.decide(_:until:))
                    .release(Self.merged(sites, query.layouts[0]), boundary: query.parts[0].boundary, sites: sites)
                let whole = try hospitals.map { try $0.answers(query)[0] }
                let pooled = try Self.merged(whole, query.parts[0].boundary.layout).filled(with: released.groups.map(\.keys))
                for group in released.groups {
                    let place = try #require(pooled.keys.firstIndex(of: group.keys))
                    for (column, cell) in group.cells.enumerated() {
                        guard case .exact(let value)? = pooled.finish(column: column, group: place) else { continue }
                        if let bounds = cell.bounds, case .integer(let low) = bounds.low, case .integer(let high) = bounds.high, case .integer(let number) = value {
                            #expect(low <= number && number <= high && high - low >= Federation.floored.threshold - 1)
                            intervals += 1
                        } else if cell.state.isHidden {
                            hidden += 1
                        } else {
                            #expect(cell == .showing(value))
                        }
                    }
                }
            }
        }
        #expect(intervals > 20 && hidden > 0)
    }

    private static func patients(_ rows: [(sex: Int, num: Int)], _ catalog: Catalog) throws -> [[Value]] {
        let columns = try #require(catalog.table(named: "patient")).columns.map(\.name)
        return rows.enumerated().map { number, row in
            columns.map { name in
                switch name {
                case "patient_id": .integer(Int64(number + 1))
                case "sex": .integer(Int64(row.sex))
                case "num": .integer(Int64(row.num))
                default: .null
                }
            }
        }
    }

    private static func merged(_ tables: [PartialTable], _ layout: PartialLayout) throws -> MergedTable {
        var merged = MergedTable(layout: layout)
        for table in tables { try merged.merge(table) }
        return merged
    }
}

/// What one hospital would publish of its own table, and whether what left is no more.
private struct OwnRelease {
    private let boundary: Boundary
    private let threshold: Int64
    private let table: PartialTable
    private let places: [[Value]: Int]
    private let cells: [[Value]: [Cell]]

    init(_ table: PartialTable, _ boundary: Boundary, threshold: Int64) throws {
        var merged = MergedTable(layout: table.layout)
        try merged.merge(table)
        let released = try Disclosure(rules: DisclosureRules(threshold: threshold, minimumHospitals: 1), suppression: Suppression.decide(_:until:))
            .release(merged, boundary: boundary)
        (self.table, self.boundary, self.threshold) = (table, boundary, threshold)
        places = Dictionary(uniqueKeysWithValues: table.keys.enumerated().map { ($0.element, $0.offset) })
        cells = Dictionary(uniqueKeysWithValues: released.groups.map { ($0.keys, $0.cells) })
    }

    /// Of the table, those that it may not publish.
    var hiddenCells: Int {
        table.keys.reduce(0) { sum, keys in sum + (cells[keys].map { $0.count { $0.state.isHidden } } ?? boundary.aggregates.count) }
    }

    func shownCells(of floored: PartialTable) -> Int {
        floored.keys.indices.reduce(0) { sum, group in sum + floored.columns.count { !$0.isWithheld(group: group) } }
    }

    func faults(of floored: PartialTable) -> [String] {
        var faults: [String] = []
        if !floored.comparisons.isEmpty { faults.append("comparisons without earlier answers") }
        for (group, keys) in floored.keys.enumerated() {
            guard let own = cells[keys] else {
                faults.append("a group that is not published")
                continue
            }
            let people = floored.columns.map { $0.contributors[group] }
            if floored.patients[group] != 0, floored.patients[group] != max(1, people.max() ?? 0) { faults.append("patients beyond the shown cells") }
            for (index, column) in floored.columns.enumerated() where boundary.aggregates[index].specification.stateKind != .none {
                if own[index].state.isHidden != column.isWithheld(group: group) { faults.append("column \(index) is shown and not published, or the reverse") }
                if column.isWithheld(group: group) {
                    let isEmpty = column.states[group] == .identity(of: floored.layout.aggregates[index].stateKind) && column.contributors[group] == 0
                    if !isEmpty { faults.append("something of a withheld cell") }
                } else {
                    faults += told(column, index, group, own: places[keys])
                }
            }
        }
        return faults
    }

    /// The numbers that leave of a shown cell: its own state, and sets of patients that are nobody or many.
    private func told(_ column: PartialColumn, _ index: Int, _ group: Int, own place: Int?) -> [String] {
        guard let place else { return column.contributors[group] == 0 ? [] : ["people where nobody is"] }
        var faults: [String] = []
        let whole = table.columns[index]
        if column.states[group] != whole.states[place] { faults.append("another state") }
        var sizes = [column.contributors[group], table.patients[place] - column.contributors[group]]
        if boundary.aggregates[index].disclosure.revealsNonZero {
            sizes += [column.nonZero[group], column.contributors[group] - column.nonZero[group] + column.partlyZero[group]]
        } else if column.nonZero[group] != 0, column.nonZero[group] != column.contributors[group] {
            faults.append("who has a zero")
        }
        if sizes.contains(where: { (1..<threshold).contains($0) }) { faults.append("a small set of patients: column \(index)") }
        if column.contributions[group] != .none || column.partlyMissing[group] != 0 { faults.append("rows and contributions") }
        return faults
    }
}
