import CordonCatalog
import CordonSQLite
import CordonValues

/// All hospitals' rows in a plain SQLite database: days and times as ISO text, nothing of ours in it.
final class PlainDatabase {
    private let connection: Connection

    private init(_ connection: consuming Connection) { self.connection = connection }

    static func holding(_ tables: TableRows, catalog: Catalog) throws -> PlainDatabase {
        let connection = try Connection.inMemory()
        try connection.executeScript("PRAGMA case_sensitive_like = ON; BEGIN")
        for table in catalog.tables {
            let columns = table.columns.map { "\"\($0.name)\" \(affinity($0.type))" }
            try connection.execute("CREATE TABLE \(table.name) (\(columns.joined(separator: ", ")))")
            guard let rows = tables[table.name], !rows.isEmpty else { continue }
            let insert = "INSERT INTO \(table.name) VALUES (\(table.columns.map { _ in "?" }.joined(separator: ", ")))"
            for row in rows { try connection.execute(insert, row.map(stored)) }
        }
        try connection.execute("COMMIT")
        return PlainDatabase(connection)
    }

    private static func affinity(_ type: ValueType) -> String {
        switch type {
        case .boolean, .integer, .bigint: "INTEGER"
        case .numeric, .double: "REAL"
        case .text, .date, .timestamp: "TEXT"
        }
    }

    private static func stored(_ value: Value) -> SQLiteValue {
        switch value {
        case .null: .null
        case .boolean(let truth): .integer(truth ? 1 as Int64 : 0)
        case .integer(let whole): .integer(whole)
        case .double(let double): .real(double.value)
        case .text(let text): .text(text)
        case .date(let day): .text(day.description)
        case .timestamp(let time): .text(time.description)
        case .numeric: .null
        }
    }

    /// Nil for a text that PostgreSQL and the planner take and SQLite does not: in a chain with RIGHT or FULL JOIN it lets no ON name a
    /// table that stands behind it.
    func rows(_ sql: String) throws(SQLiteError) -> [[SQLiteValue]]? {
        do throws(SQLiteError) {
            return try connection.query(sql) { row in (0..<row.count).map { row.value($0) } }
        } catch {
            guard error.message == "ON clause references tables to its right" else { throw error }
            return nil
        }
    }
}
