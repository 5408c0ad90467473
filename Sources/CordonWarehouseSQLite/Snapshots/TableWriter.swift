import CordonCatalog
import CordonSQLite
import CordonValues
import CordonWarehouse

/// Inserts rows of one table.
final class TableWriter {
    let table: CatalogTable
    private(set) var rows: Int64
    /// Of a replicated table, which other hospitals have too.
    private(set) var digest: ContentDigest?
    private let statement: Statement

    init(_ table: CatalogTable, _ connection: borrowing Connection, rows: Int64, digest: ContentDigest?) throws(SQLiteError) {
        self.digest = digest
        self.table = table
        self.rows = rows
        let schema = SnapshotSchema.place(table) == nil ? "staging" : "main"
        let places = table.columns.indices.map { "?\($0 + 1)" }.joined(separator: ", ")
        statement = try connection.prepare("INSERT INTO \(schema).\(SnapshotSchema.quoted(table.name)) VALUES (\(places))")
    }

    func insert(_ row: [Value]) throws(Diagnostic) {
        guard row.count == table.columns.count else {
            throw Diagnostic(.typeMismatch, "A row of table '\(table.name)' has another number of values than the table has columns.")
        }
        for (column, value) in zip(table.columns, row) {
            guard value.fits(column.type) else {
                throw Diagnostic(.typeMismatch, "Column '\(column.name)' of table '\(table.name)' cannot hold a value of this row: it is no \(column.type.rawValue).")
            }
            guard column.nullable || !value.isNull else {
                throw Diagnostic(.typeMismatch, "Column '\(column.name)' of table '\(table.name)' is NULL in a row, which the catalog does not allow.")
            }
        }
        do {
            for (index, value) in row.enumerated() { try statement.bind(SQLiteValue(stored: value), at: index) }
            try statement.run()
        } catch {
            throw error.isConstraint
                ? Diagnostic(.conflict, "Table '\(table.name)' has a row with the same \(table.rowKey.joined(separator: ", ")) already.")
                : Diagnostic(error)
        }
        rows += 1
        digest?.add(row)
    }
}
