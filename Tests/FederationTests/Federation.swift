import CordonAggregates
import CordonAttacker
import CordonCatalog
import CordonDisclosure
import CordonQuery
import CordonReport
import CordonValues
import CordonWarehouse
import Foundation
import RandomQuestions

/// The way of a question over several hospitals in one process: everything but keys, sealing and network.
struct Federation {
    let catalog: Catalog
    let hospitals: [HospitalFiles]

    init(catalog: Catalog, hospitals: [[String: [[Value]]]]) throws {
        self.catalog = catalog
        self.hospitals = try hospitals.map { try HospitalFiles(catalog: catalog, tables: $0) }
    }

    /// One table for each part of the question.
    func merged(_ query: FederatedQuery) throws -> [MergedTable] {
        var tables = query.layouts.map(MergedTable.init)
        for hospital in hospitals {
            for (index, partial) in try hospital.partials(query).enumerated() { try tables[index].merge(partial) }
        }
        return tables
    }

    func csv(_ query: FederatedQuery, rules: DisclosureRules) throws -> String { try Self.csv(merged(query), query, rules: rules) }

    /// The answer where every hospital runs disclosure control on its own part first.
    func floored(_ query: FederatedQuery, rules: DisclosureRules) throws -> [ReleasedBoundary] {
        let sites = try hospitals.map { try $0.partials(query, threshold: rules.threshold) }
        return try query.parts.enumerated().map { number, part in
            var merged = MergedTable(layout: query.layouts[number])
            for site in sites { try merged.merge(site[number]) }
            return try Disclosure(rules: rules, suppression: Suppression.decide(_:until:))
                .release(merged, boundary: part.boundary, sites: sites.map { $0[number] })
        }
    }

    /// The answer as CSV. With `rules` that hide nothing it is the answer before disclosure control.
    static func csv(_ merged: [MergedTable], _ query: FederatedQuery, rules: DisclosureRules) throws -> String {
        let boundaries = try zip(merged, query.parts).map { try Disclosure(rules: rules, suppression: Suppression.decide(_:until:)).release($0, boundary: $1.boundary) }
        return try csv(boundaries, query)
    }

    static func csv(_ boundaries: [ReleasedBoundary], _ query: FederatedQuery) throws -> String {
        let context = ResultDocument.Context(
            questionHash: "", study: "", hospitals: [], snapshots: [], released: Date(timeIntervalSince1970: 0), storedFrom: nil)
        let document = ResultDocument(try ReleasedTable(boundaries, of: query), context: context)
        return CSVReport(document).text.trimmingCharacters(in: .newlines)
    }

    static let open = DisclosureRules(threshold: 1, minimumHospitals: 0)
    static let floored: DisclosureRules = {
        var rules = guarded
        rules.mode = .siteFloor
        return rules
    }()
    static let guarded = DisclosureRules(threshold: 11, minimumHospitals: 2)

    /// The answer of one warehouse that holds all hospitals' rows, patients and node keys told apart by their hospital. It shares no
    /// code with ``HospitalFiles`` in finding, joining and grouping rows.
    static func pooled(_ query: FederatedQuery, _ catalog: Catalog, _ hospitals: [[String: [[Value]]]]) throws -> [MergedTable] {
        var all: [String: [[Value]]] = [:]
        for (number, tables) in hospitals.enumerated() {
            for (name, rows) in tables {
                guard let table = catalog.table(named: name) else { continue }
                all[name, default: []] += rows.map { row in
                    zip(row, table.columns).map { value, column in
                        guard column.role == .patient || column.role == .nodeKey, case .integer(let id) = value else { return value }
                        return .integer(id + Int64(number) * 1_000_000)
                    }
                }
            }
        }
        let warehouse = InMemoryWarehouse(catalog: catalog, tables: all)
        return try query.parts.map { part in
            var merged = MergedTable(layout: part.boundary.layout)
            try merged.merge(warehouse.answer(part, limits: ExecutionLimits(), cancellation: Cancellation()))
            return merged
        }
    }
}
