import CordonCatalog
import CordonSQLite
import CordonValues

@testable import CordonWarehouse
@testable import CordonWarehouseSQLite

/// The rows that expressions are evaluated over, here and in PostgreSQL: ordinary values, ends of types, and NULL.
enum ValuesTable {
    static let columns: [(name: String, type: ValueType, postgres: String)] = [
        ("i", .integer, "integer"), ("b", .bigint, "bigint"), ("n", .numeric, "numeric"), ("d", .double, "double precision"),
        ("t", .text, "text"), ("ok", .boolean, "boolean"), ("day", .date, "date"), ("moment", .timestamp, "timestamp"),
    ]

    /// As text, in the order of the columns.
    static let rows: [[String?]] = [
        ["7", "3000000000", "12.5", "2.5", "Hello World", "true", "2024-02-29", "2024-02-29 13:14:15.5"],
        ["-7", "-3000000000", "-0.005", "-3.75", "a%b_c", "false", "1969-12-31", "1969-12-31 23:59:59.999999"],
        ["0", "0", "0", "0", "", "true", "2021-01-03", "2021-01-03 00:00:00"],
        ["2", "12", "100", "0.1", "  été 12 ", "false", "2000-12-31", "2000-12-31 12:00:00"],
        ["100000", "4611686018427387904", "123456789.123456789", "1e100", "42", "true", "1900-03-01", "1900-03-01 06:30:00"],
        [nil, nil, nil, nil, nil, nil, nil, nil],
    ]

    static var catalog: Catalog {
        Catalog(
            name: "values", version: "1", title: "Values",
            tables: [
                CatalogTable(
                    name: "v", title: "values", kind: .replicated(rowKey: []),
                    columns: columns.map { CatalogColumn(name: $0.name, type: $0.type, role: .category(codes: []), title: $0.name) })
            ], hash: String(repeating: "cd", count: 32))
    }

    static let values: [[Value]] = rows.map { row in zip(row, columns).map { text, column in text.map { value($0, column.type) } ?? .null } }

    static func value(_ text: String, _ type: ValueType) -> Value { type == .text ? .text(text) : Value.text(text).cast(to: type) }

    /// What PostgreSQL runs before the expressions.
    static var script: String {
        let list = columns.map { "\($0.name) \($0.postgres)" }.joined(separator: ", ")
        let tuples = rows.enumerated().map { number, row in
            let literals = row.map { text in text.map { "'\($0)'" } ?? "NULL" }
            return "(\(number), \(literals.joined(separator: ", ")))"
        }
        return "CREATE TEMP TABLE v (id integer, \(list));\nINSERT INTO v VALUES \(tuples.joined(separator: ",\n"));\n"
    }

    /// The same rows in SQLite, on a connection of their own.
    static func connection() throws -> Connection {
        let connection = try Connection.inMemory()
        let list = columns.map { "\($0.name) \(SnapshotSchema.storage($0.type))" }.joined(separator: ", ")
        try connection.execute("CREATE TABLE v (\(list)) STRICT")
        let places = columns.indices.map { "?\($0 + 1)" }.joined(separator: ", ")
        for row in values { try connection.execute("INSERT INTO v VALUES (\(places))", row.map { SQLiteValue(stored: $0) }) }
        return connection
    }
}
