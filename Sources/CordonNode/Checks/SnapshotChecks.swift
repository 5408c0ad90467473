import CordonCatalog
import CordonSQLite
import CordonValues
import CordonWarehouse
import CordonWarehouseSQLite

/// Checks of the newest snapshot: is it there, whole, of this catalog, and does every column say something?
struct SnapshotChecks {
    let state: StateFolder
    let catalog: Catalog
    /// Nil when the mapping cannot be read; then every column is looked at.
    let mapping: Mapping?

    func run() -> [CheckResult] {
        do throws(Diagnostic) {
            guard let place = state.snapshotFolder.files.last else {
                throw Diagnostic(.snapshotMissing, "No data is loaded.", hint: "Run: cordon-node load FOLDER")
            }
            let warehouse = try WarehouseShelf(state, catalog: catalog).newest()
            let snapshot = warehouse.snapshot
            guard try isIntact(place.path) else {
                throw Diagnostic(
                    .storageFailed, "The newest snapshot is damaged.", hint: "Check the disk, then load the data again.")
            }
            let facts = "number \(snapshot.number), cut-off \(snapshot.cutoff), \(String(snapshot.totalRows).count)-digit number of rows"
            return [.ok("snapshot", facts), try columns(place.path)] + (try objections(snapshot))
        } catch {
            return [.fail("snapshot", error)]
        }
    }

    private func objections(_ snapshot: SnapshotDescription) throws(Diagnostic) -> [CheckResult] {
        let status = ObjectionStatus(list: try ObjectionList.read(state.objections), snapshot: snapshot)
        guard !status.isApplied else { return status.list == nil ? [] : [.ok("objections", "the newest snapshot leaves the patients of the list out")] }
        return [.warn("objections", "The list of objections is not the one that the newest snapshot was loaded with.", "Load the data again.")]
    }

    private func isIntact(_ path: String) throws(Diagnostic) -> Bool {
        do throws(SQLiteError) {
            let db = try Connection(path: path, mode: .immutable)
            return try db.first("PRAGMA quick_check(1)", []) { $0.text(0) } == "ok"
        } catch {
            throw Diagnostic(error)
        }
    }

    private func columns(_ path: String) throws(Diagnostic) -> CheckResult {
        var uniform: [String] = []
        do throws(SQLiteError) {
            let db = try Connection(path: path, mode: .immutable)
            for table in catalog.tables {
                for column in table.columns where isRead(column, table) {
                    if let kind = try Self.kind(of: column.name, table.name, db) { uniform.append("\(table.name).\(column.name) \(kind.rawValue)") }
                }
            }
        } catch {
            throw Diagnostic(error)
        }
        guard !uniform.isEmpty else { return .ok("data", "every column that is read has different values") }
        return .warn(
            "data", uniform.joined(separator: "; ") + ".",
            "If the export or the mapping is at fault, correct it and load again; if it is so, declare the column absent.")
    }

    /// Columns that the hospital declares absent or constant are so on purpose, and a catalog whose columns are found by their names may be
    /// wider than what any hospital has.
    private func isRead(_ column: CatalogColumn, _ table: CatalogTable) -> Bool {
        guard let mapped = mapping?.tables.first(where: { $0.table.name == table.name }) else { return true }
        guard let origin = mapped.columns.first(where: { $0.column.name == column.name })?.origin else { return true }
        if case .source = origin { return true }
        return false
    }

    /// Catalog names are plain lower-case words, so they are quoted without escapes.
    private static func kind(of column: String, _ table: String, _ db: borrowing Connection) throws(SQLiteError) -> UniformColumn.Kind? {
        let rows = try db.first("SELECT count(*) FROM (SELECT 1 FROM \"\(table)\" LIMIT 2)", []) { $0.integer(0) } ?? 0
        guard rows > 1 else { return nil }
        let distinct = try db.first(
            "SELECT count(*) FROM (SELECT DISTINCT \"\(column)\" FROM \"\(table)\" WHERE \"\(column)\" IS NOT NULL LIMIT 2)", []
        ) { $0.integer(0) }
        switch distinct {
        case 0: return .empty
        case 1: return .constant
        default: return nil
        }
    }
}
