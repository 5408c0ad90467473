import CordonCatalog
import CordonSQLite
import CordonValues
import CordonWarehouse

/// The inside of a snapshot file: one STRICT table for each of the catalog's, and two of our own that describe it.
enum SnapshotSchema {
    /// "CRDN", which `file` and doctors can tell from other databases.
    static let applicationID: Int64 = 0x4352_444E
    /// Version of this layout.
    static let version: Int64 = 3

    static let own = """
        CREATE TABLE cordon_snapshot (
            id TEXT NOT NULL, number INTEGER NOT NULL, cutoff INTEGER NOT NULL, loaded INTEGER NOT NULL,
            catalog TEXT NOT NULL, catalog_version TEXT NOT NULL, catalog_hash TEXT NOT NULL,
            vocabulary_version TEXT
        ) STRICT;
        CREATE TABLE cordon_snapshot_table (name TEXT NOT NULL PRIMARY KEY, row_count INTEGER NOT NULL, digest TEXT) STRICT;
        PRAGMA application_id = \(applicationID);
        PRAGMA user_version = \(version);
        """

    /// Only in snapshots that a list of objections was applied to: those of before have no such table.
    static let objections = "CREATE TABLE cordon_objections (list TEXT NOT NULL, matched INTEGER NOT NULL) STRICT"

    /// The column that says where a row is. A table with one row for each patient is looked up by the patient, one without patients
    /// by its key; nil for the others, which are laid out by patient.
    static func place(_ table: CatalogTable) -> String? {
        table.isOneRowPerPatient || table.patientKey == nil ? table.wholeRowKey : nil
    }

    static func create(_ table: CatalogTable, in schema: String, uniqueRowKey: Bool) -> String {
        let place = place(table)
        var lines = table.columns.map { column in
            let primary = column.name == place ? " PRIMARY KEY" : ""
            return "    \(quoted(column.name)) \(storage(column.type))\(column.nullable ? "" : " NOT NULL")\(primary)"
        }
        if uniqueRowKey, place == nil, !table.rowKey.isEmpty {
            lines.append("    UNIQUE (\(table.rowKey.map(quoted).joined(separator: ", ")))")
        }
        return "CREATE TABLE \(schema).\(quoted(table.name)) (\n\(lines.joined(separator: ",\n"))\n) STRICT"
    }

    /// The indexes of a table that is laid out, in the order in which they are made. Of two that serve as well SQLite takes the last one
    /// made: one by patient, because rows that come by patient are counted fastest.
    static func indexes(_ table: CatalogTable) -> [String] {
        var indexes = table.indexes.filter { $0 != [place(table)] }
        if let patient = table.patientKey, place(table) == nil {
            if !indexes.contains(where: { $0.first == patient }) { indexes.append([patient]) }
            indexes = indexes.filter { $0.first != patient } + indexes.filter { $0.first == patient }
        }
        return indexes.enumerated().map { number, columns in
            let name = quoted("\(table.name)_\(number + 1)_by_\(columns[0])")
            return "CREATE INDEX main.\(name) ON \(quoted(table.name)) (\(columns.map(quoted).joined(separator: ", ")))"
        }
    }

    static func storage(_ type: ValueType) -> String {
        switch type {
        case .integer, .bigint, .boolean, .date, .timestamp: "INTEGER"
        case .double: "REAL"
        case .numeric, .text: "TEXT"
        }
    }

    static func quoted(_ identifier: String) -> String {
        "\"" + identifier.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }

    /// The description inside an open snapshot, after everything that questions rely on has been checked.
    static func read(_ connection: borrowing Connection, path: String, catalog: Catalog) throws(Diagnostic) -> SnapshotDescription {
        do {
            guard try connection.first("PRAGMA application_id", [], { $0.integer(0) }) == applicationID else {
                throw unusable(path, "is no snapshot")
            }
            guard try connection.first("PRAGMA user_version", [], { $0.integer(0) }) == version else {
                throw unusable(path, "was written by another version")
            }
            try check(connection, path, catalog)
            return try description(connection, path, catalog)
        } catch let error as Diagnostic {
            throw error
        } catch {
            throw unusable(path, "cannot be read")
        }
    }

    private static func description(_ connection: borrowing Connection, _ path: String, _ catalog: Catalog) throws -> SnapshotDescription {
        let counts = try connection.query("SELECT name, row_count FROM cordon_snapshot_table") { ($0.text(0), $0.integer(1)) }
        let digests = try connection.query("SELECT name, digest FROM cordon_snapshot_table WHERE digest IS NOT NULL") {
            ($0.text(0), $0.text(1))
        }
        let objections = try objections(connection)
        let found = try connection.query("SELECT id, number, cutoff, loaded, catalog_hash, vocabulary_version FROM cordon_snapshot") { row in
            CalendarDate(daysSince1970: row.integer(2)).map { cutoff in
                SnapshotDescription(
                    id: row.text(0), number: row.integer(1), cutoff: cutoff, loaded: row.integer(3), catalogHash: row.text(4),
                    rows: Dictionary(counts) { first, _ in first }, replicated: Dictionary(digests) { first, _ in first },
                    vocabularyVersion: row.optionalText(5), objections: objections)
            }
        }
        guard found.count == 1, let snapshot = found.first ?? nil else { throw unusable(path, "does not describe itself") }
        guard snapshot.catalogHash == catalog.hash else { throw unusable(path, "was written for another catalog") }
        return snapshot
    }

    private static func objections(_ connection: borrowing Connection) throws(SQLiteError) -> AppliedObjections? {
        let named = "SELECT count(*) FROM main.sqlite_schema WHERE type = 'table' AND name = 'cordon_objections'"
        guard try connection.first(named, [], { $0.integer(0) }) == 1 else { return nil }
        return try connection.first("SELECT list, matched FROM cordon_objections", []) { AppliedObjections(list: $0.text(0), matched: $0.integer(1)) }
    }

    private static func check(_ connection: borrowing Connection, _ path: String, _ catalog: Catalog) throws {
        for table in catalog.tables {
            let strict = try connection.first("SELECT strict FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name = ?1", [.text(table.name)]) {
                $0.integer(0)
            }
            let columns = try connection.query("SELECT name, type FROM pragma_table_xinfo(?1)", [.text(table.name)]) {
                [$0.text(0), $0.text(1)]
            }
            guard strict == 1, columns == table.columns.map({ [$0.name, storage($0.type)] }) else {
                throw unusable(path, "has other columns than the catalog: table '\(table.name)'")
            }
        }
    }

    private static func unusable(_ path: String, _ why: String) -> Diagnostic {
        Diagnostic(.snapshotMissing, "The file '\(path)' \(why).", hint: "Load the data again with `cordon-node load`.")
    }
}
