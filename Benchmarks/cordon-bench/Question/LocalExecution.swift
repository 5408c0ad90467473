import CordonAggregates
import CordonAttacker
import CordonCatalog
import CordonDisclosure
import CordonQuery
import CordonWarehouse
import CordonWarehouseSQLite

/// The alternative: the same question in one process, on the hospitals' own snapshot files, without keys, sealing, network or
/// record: plan, answer from each file, merge, disclosure control, outside.
struct LocalExecution {
    private let catalog: Catalog
    private let warehouses: [SQLiteWarehouse]
    private let rules = DisclosureRules(threshold: 11, minimumHospitals: 2)

    struct Times {
        /// One hospital after the other.
        let sum: Double
        /// As if all hospitals computed at once: the slowest of them, and everything else.
        let slowest: Double
    }

    init(federation: String, hospitals: [String], catalog: Catalog) throws {
        self.catalog = catalog
        warehouses = try hospitals.map { id in
            try SnapshotFolder(directory: "\(federation)/\(id)/snapshots").current(catalog: catalog)
        }
    }

    func ask(_ sql: String) throws -> Times {
        let clock = ContinuousClock()
        var partials: [PartialTable] = []
        var answering: [Double] = []
        let start = clock.now
        let question = try Planner.plan(sql, catalog: catalog)
        var rest = (clock.now - start).seconds
        for warehouse in warehouses {
            let begin = clock.now
            partials.append(try warehouse.answer(question.parts[0], limits: ExecutionLimits(), cancellation: Cancellation()))
            answering.append((clock.now - begin).seconds)
        }
        let merging = clock.now
        var merged = MergedTable(layout: question.parts[0].boundary.layout)
        for partial in partials { try merged.merge(partial) }
        _ = try ReleasedTable([Disclosure(rules: rules, suppression: Suppression.decide(_:until:)).release(merged, boundary: question.parts[0].boundary)], of: question)
        rest += (clock.now - merging).seconds
        return Times(sum: rest + answering.reduce(0, +), slowest: rest + (answering.max() ?? 0))
    }
}
