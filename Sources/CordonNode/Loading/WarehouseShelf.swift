import CordonCatalog
import CordonValues
import CordonWarehouseSQLite
import Foundation
import Synchronization

/// The warehouse over the newest snapshot, opened anew when there is a newer one.
final class WarehouseShelf: Sendable {
    private let folder: SnapshotFolder
    let catalog: Catalog
    private let opened = Mutex<(file: SnapshotFolder.File, warehouse: SQLiteWarehouse)?>(nil)

    init(_ state: StateFolder, catalog: Catalog) {
        folder = state.snapshotFolder
        self.catalog = catalog
    }

    func newest() throws(Diagnostic) -> SQLiteWarehouse {
        guard let file = folder.files.last else {
            throw Diagnostic(.snapshotMissing, "No data is loaded.", hint: "Run: cordon-node load FOLDER")
        }
        return try opened.withLock { (opened) throws(Diagnostic) in
            if let opened, opened.file == file { return opened.warehouse }
            let warehouse = try SQLiteWarehouse.open(path: file.path, catalog: catalog)
            opened = (file, warehouse)
            return warehouse
        }
    }
}

extension StateFolder {
    var snapshotFolder: SnapshotFolder { SnapshotFolder(directory: snapshots) }
}

extension SnapshotFolder {
    /// Removes all but the newest `count`. A running question keeps the file it has open.
    func prune(keeping count: Int) {
        for file in files.dropLast(max(1, count)) { try? FileManager.default.removeItem(atPath: file.path) }
    }
}
