import CordonCatalog
import CordonSQLite
import CordonValues
import CordonWarehouse
import Foundation

/// Writes one snapshot: `begin` a table, `insert` its rows, and at the end `commit`.
///
/// Everything goes into a file with another name, which is checked, flushed to the disk and only then renamed; a load that is
/// killed at any point leaves nothing that is taken for a snapshot, and the next one removes what it left. One load at a time writes to
/// a directory. Tables with several rows for a patient are laid out by patient, in the order of insertion within one.
public final class SnapshotWriter {
    private let folder: SnapshotFolder
    private let catalog: Catalog
    private let number: Int64
    private let id: String
    private let lock: LoadLock
    private let connection: Connection
    private var open: TableWriter?
    private var rows: [String: Int64] = [:]
    private var digests: [String: ContentDigest] = [:]

    private var path: String { "\(folder.directory)/snapshot-\(number).loading" }
    private var stagingPath: String { "\(folder.directory)/snapshot-\(number).staging" }

    public init(directory: String, catalog: Catalog, number: Int64) throws(Diagnostic) {
        folder = SnapshotFolder(directory: directory)
        self.catalog = catalog
        self.number = number
        for table in catalog.tables {
            if case .replicated = table.kind { digests[table.name] = ContentDigest() }
        }
        id = (0..<4).map { _ in String(UInt32.random(in: 0...UInt32.max), radix: 16) }.map { String(repeating: "0", count: 8 - $0.count) + $0 }.joined()
        lock = try LoadLock(directory: directory)
        guard number > (folder.files.last?.number ?? 0) else {
            throw Diagnostic(
                .conflict, "Snapshot \(number) would not be the newest in '\(directory)'.", hint: "The next number is \(folder.nextNumber).")
        }
        try SnapshotFiles.removeLeftovers(in: directory)
        let path = "\(directory)/snapshot-\(number).loading"
        let staging = "\(directory)/snapshot-\(number).staging"
        try SnapshotFiles.create(path)
        try SnapshotFiles.create(staging)
        do { connection = try Self.prepared(path, staging, catalog) } catch { throw Diagnostic(error) }
    }

    private static func prepared(_ path: String, _ staging: String, _ catalog: Catalog) throws(SQLiteError) -> Connection {
        let connection = try Connection(path: path, mode: .readWrite)
        try connection.execute("ATTACH ?1 AS staging", [.text(staging)])
        try connection.executeScript(settings + SnapshotSchema.own)
        for table in catalog.tables {
            try connection.execute(SnapshotSchema.create(table, in: "main", uniqueRowKey: false))
            if SnapshotSchema.place(table) == nil { try connection.execute(SnapshotSchema.create(table, in: "staging", uniqueRowKey: true)) }
        }
        try connection.execute("BEGIN")
        return connection
    }

    /// The whole file is one transaction that is thrown away on failure; temporary data stays out of shared directories.
    private static let settings = """
        PRAGMA main.journal_mode = MEMORY; PRAGMA staging.journal_mode = MEMORY;
        PRAGMA main.synchronous = OFF; PRAGMA staging.synchronous = OFF;
        PRAGMA temp_store = MEMORY; PRAGMA main.cache_size = -65536; PRAGMA staging.cache_size = -65536;
        """

    deinit {
        // After a commit both are gone already.
        SnapshotFiles.remove(path)
        SnapshotFiles.remove(stagingPath)
    }

    /// The next rows belong to `table`, a table of the catalog. A table that is never begun stays empty.
    public func begin(_ table: String) throws(Diagnostic) {
        guard let known = catalog.table(named: table) else {
            throw Diagnostic(.unknownTable, "The catalog '\(catalog.name)' has no table '\(table)'.")
        }
        endTable()
        do { open = try TableWriter(known, connection, rows: rows[table] ?? 0, digest: digests[table]) } catch { throw Diagnostic(error) }
    }

    /// One row, its values in the order of the catalog's columns. A row that the table cannot hold is refused without a trace, and
    /// the load can go on: `type-mismatch` for a value of another type, out of its range or NULL where that is not allowed,
    /// `conflict` for a row key that is there already.
    public func insert(_ row: [Value]) throws(Diagnostic) {
        guard let open else { throw Diagnostic(.internalFailure, "A row was inserted before any table was begun.") }
        try open.insert(row)
    }

    /// Finishes the snapshot and gives it its name. `objections` is the list whose patients were not inserted.
    public func commit(cutoff: CalendarDate, objections: AppliedObjections? = nil) throws(Diagnostic) -> SnapshotDescription {
        endTable()
        for table in catalog.tables { rows[table.name] = rows[table.name] ?? 0 }
        let snapshot: SnapshotDescription
        do {
            snapshot = SnapshotDescription(
                id: id, number: number, cutoff: cutoff, loaded: Int64(Date().timeIntervalSince1970), catalogHash: catalog.hash, rows: rows,
                replicated: digests.mapValues(\.hexadecimal), vocabularyVersion: try vocabularyVersion(),
                objections: objections)
            for table in catalog.tables {
                if SnapshotSchema.place(table) == nil { try layOut(table) }
                for index in SnapshotSchema.indexes(table) { try connection.execute(index) }
            }
            try describe(snapshot)
            try connection.execute("COMMIT")
            try connection.execute("DETACH staging")
            guard try connection.first("PRAGMA quick_check", [], { $0.text(0) }) == "ok" else {
                throw Diagnostic(.storageFailed, "The snapshot that was written is damaged.", hint: "Check the disk.")
            }
        } catch let error as Diagnostic {
            throw error
        } catch {
            throw (error as? SQLiteError).map(Diagnostic.init) ?? Diagnostic(.storageFailed, "The snapshot cannot be written.")
        }
        try SnapshotFiles.publish(path, as: folder.path(of: number), in: folder.directory)
        return snapshot
    }

    private func endTable() {
        if let finished = open {
            rows[finished.table.name] = finished.rows
            if let digest = finished.digest { digests[finished.table.name] = digest }
        }
        open = nil
    }

    /// As OMOP vocabularies say it: in the row 'None' of the table of vocabularies.
    private func vocabularyVersion() throws(SQLiteError) -> String? {
        guard let table = catalog.table(named: "vocabulary"), SnapshotSchema.place(table) == nil,
            table.column(named: "vocabulary_id")?.type == .text, table.column(named: "vocabulary_version")?.type == .text
        else { return nil }
        return try connection.first("SELECT vocabulary_version FROM staging.vocabulary WHERE vocabulary_id = 'None'", [], { $0.optionalText(0) }) ?? nil
    }

    /// Copies a table from where its rows were gathered, by patient.
    private func layOut(_ table: CatalogTable) throws {
        let name = SnapshotSchema.quoted(table.name)
        guard let patient = table.patientKey.map(SnapshotSchema.quoted) else {
            return try connection.execute("INSERT INTO main.\(name) SELECT * FROM staging.\(name) ORDER BY rowid")
        }
        let index = SnapshotSchema.quoted("\(table.name)_by_patient")
        try connection.execute("CREATE INDEX staging.\(index) ON \(name) (\(patient))")
        try connection.execute("INSERT INTO main.\(name) SELECT * FROM staging.\(name) INDEXED BY \(index) ORDER BY \(patient), rowid")
    }

    private func describe(_ snapshot: SnapshotDescription) throws {
        try connection.execute(
            "INSERT INTO cordon_snapshot VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            [
                .text(snapshot.id), .integer(snapshot.number), .integer(Int64(snapshot.cutoff.daysSince1970)), .integer(snapshot.loaded),
                .text(catalog.name), .text(catalog.version), .text(snapshot.catalogHash), SQLiteValue(snapshot.vocabularyVersion),
            ])
        if let objections = snapshot.objections {
            try connection.executeScript(SnapshotSchema.objections)
            try connection.execute("INSERT INTO cordon_objections VALUES (?1, ?2)", [.text(objections.list), .integer(objections.matched)])
        }
        for (name, count) in snapshot.rows.sorted(by: { $0.key < $1.key }) {
            try connection.execute("INSERT INTO cordon_snapshot_table VALUES (?1, ?2, ?3)", [.text(name), .integer(count), SQLiteValue(snapshot.replicated[name])])
        }
    }
}
