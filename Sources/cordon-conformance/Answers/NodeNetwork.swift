import CordonAggregates
import CordonAttacker
import CordonCatalog
import CordonDisclosure
import CordonNode
import CordonQuery
import CordonReport
import CordonValues
import CordonWarehouse
import CordonWarehouseSQLite
import Foundation

/// Several nodes in one process: each SQLite file loaded as a hospital would load it, into snapshots that go with this value.
final class NodeNetwork {
    let catalog: Catalog
    /// What the loads rejected.
    private(set) var notices: [String] = []
    private var nodes: [SQLiteWarehouse] = []
    private let folder: URL

    init(files: [String], catalog: Catalog, cutoff: CalendarDate) throws(Diagnostic) {
        self.catalog = catalog
        folder = FileManager.default.temporaryDirectory.appending(path: "cordon-conformance-\(UUID().uuidString)")
        for (number, file) in files.enumerated() {
            let place = folder.appending(path: "\(number)").path
            do {
                try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            } catch {
                throw Diagnostic(.storageFailed, "'\(place)' cannot be made.", hint: "Check the disk.")
            }
            let outcome = try SnapshotLoad(
                source: file, catalog: catalog, mapping: .byName(catalog), snapshots: SnapshotFolder(directory: place), reports: place,
                cutoff: cutoff, maximumRejectedShare: 1, keptSnapshots: 1
            ).run()
            for table in outcome.report.tables where table.rejectedLines > 0 {
                notices.append("\(file): \(table.rejectedLines) rows of \(table.table) were rejected")
            }
            nodes.append(try SnapshotFolder(directory: place).current(catalog: catalog))
        }
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    /// One table for each part of the question.
    func merged(_ query: FederatedQuery) throws(Diagnostic) -> [MergedTable] {
        try query.parts.map { (part) throws(Diagnostic) in
            var merged = MergedTable(layout: part.boundary.layout)
            for node in nodes {
                try merged.merge(try node.answer(part, limits: ExecutionLimits(seconds: 600), cancellation: Cancellation()))
            }
            return merged
        }
    }

    /// The merged answer, with the outside of the question computed on it, and nothing hidden for being small.
    func answer(_ query: FederatedQuery) throws(Diagnostic) -> FoundAnswer {
        let nothingHidden = Disclosure(rules: DisclosureRules(threshold: 1, minimumHospitals: 0), suppression: Suppression.decide(_:until:))
        var boundaries: [ReleasedBoundary] = []
        for (part, merged) in zip(query.parts, try merged(query)) {
            boundaries.append(try nothingHidden.release(merged, boundary: part.boundary))
        }
        let table = try ReleasedTable(boundaries, of: query)
        let context = ResultDocument.Context(
            questionHash: "", study: "", hospitals: [], snapshots: [], released: Date(timeIntervalSince1970: 0), storedFrom: nil)
        return try FoundAnswer(json: ResultDocument(table, context: context).json())
    }
}
