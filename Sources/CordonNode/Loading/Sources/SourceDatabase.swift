import CordonSQLite
import CordonValues
import Foundation

/// A hospital's own SQLite file, read as it stands at one moment: its tables and views are what a mapping names.
final class SourceDatabase {
    /// The file's name.
    let place: String
    /// Tables and views, as the file writes their names.
    let relations: [String]
    private let connection: Connection

    /// Opens the file for reading only. It stays as it is while this value lives, whoever writes to it.
    init(path: String) throws(Diagnostic) {
        place = URL(filePath: path).lastPathComponent
        do {
            connection = try Connection(path: path, mode: .readOnly)
            try connection.execute("BEGIN")
            relations = try connection.query(
                "SELECT name FROM main.sqlite_schema WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite~_%' ESCAPE '~' ORDER BY name"
            ) { $0.text(0) }
        } catch {
            throw Self.unreadable(place)
        }
    }

    /// True when a file is a SQLite database, by its first bytes.
    static func isDatabase(_ path: String) -> Bool {
        guard let handle = FileHandle(forReadingAtPath: path) else { return false }
        return (try? handle.read(upToCount: 16)) == Data("SQLite format 3\u{0}".utf8)
    }

    /// The relation of this name in any case, as SQLite compares names.
    func relation(named name: String) -> String? { relations.first { $0.lowercased() == name.lowercased() } }

    func reader(of relation: String) throws(Diagnostic) -> RelationReader { try RelationReader(self, relation) }

    fileprivate func columns(of relation: String) throws(SQLiteError) -> [String] {
        // Hidden ones belong to virtual tables and are no data.
        try connection.query("SELECT name FROM pragma_table_xinfo(?1) WHERE hidden <> 1 ORDER BY cid", [.text(relation)]) { $0.text(0) }
    }

    fileprivate func prepare(_ sql: String) throws(SQLiteError) -> Statement { try connection.prepare(sql) }

    fileprivate static func unreadable(_ place: String) -> Diagnostic {
        Diagnostic(.fileUnreadable, "The SQLite file '\(place)' cannot be read.", hint: "Check its path, permissions and that it is whole.")
    }
}

/// The rows of one table or view.
final class RelationReader {
    let header: [String]
    private let database: SourceDatabase
    private let relation: String
    private let statement: Statement
    private var number = 0

    fileprivate init(_ database: SourceDatabase, _ relation: String) throws(Diagnostic) {
        self.database = database
        self.relation = relation
        do throws(SQLiteError) {
            header = try database.columns(of: relation)
            let columns = header.map(Self.quoted).joined(separator: ", ")
            statement = try database.prepare("SELECT \(columns) FROM main.\(Self.quoted(relation))")
        } catch {
            throw Diagnostic(
                .fileUnreadable, "'\(relation)' in '\(database.place)' cannot be read.",
                hint: "Try it in SQLite: a view may name a column that is not there.")
        }
    }

    func next() throws(Diagnostic) -> SourceItem? {
        do {
            guard try statement.step() else { return nil }
        } catch {
            throw Diagnostic(
                .fileUnreadable, "Reading '\(relation)' of '\(database.place)' failed after \(number) rows.",
                hint: "Check the file with: PRAGMA integrity_check.")
        }
        number += 1
        let row = statement.row
        return .record(SourceRecord(line: number, lines: 1, fields: header.indices.map { Self.field(row, $0) }))
    }

    private static func field(_ row: borrowing Row, _ column: Int) -> SourceField {
        switch row.storage(column) {
        case .null: .null
        case .integer: .integer(row.integer(column))
        case .real: .real(row.double(column))
        case .text: row.withText(column) { bytes in String(validating: bytes, as: UTF8.self) }.map(SourceField.text) ?? .bytes
        case .blob: .bytes
        }
    }

    private static func quoted(_ name: String) -> String { "\"" + name.replacing("\"", with: "\"\"") + "\"" }
}
