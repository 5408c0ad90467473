import CSQLite

/// The present row of a statement. Columns count from 0; a column that does not exist reads as NULL. Numbers are converted as
/// SQLite converts them: ask ``storage(_:)`` first where the type matters.
public struct Row: ~Copyable {
    let statement: OpaquePointer

    public var count: Int { Int(sqlite3_column_count(statement)) }

    public func storage(_ column: Int) -> SQLiteStorage {
        switch sqlite3_column_type(statement, Int32(column)) {
        case SQLITE_INTEGER: .integer
        case SQLITE_FLOAT: .real
        case SQLITE_TEXT: .text
        case SQLITE_BLOB: .blob
        default: .null
        }
    }

    public func isNull(_ column: Int) -> Bool { sqlite3_column_type(statement, Int32(column)) == SQLITE_NULL }

    /// 0 for NULL.
    public func integer(_ column: Int) -> Int64 { sqlite3_column_int64(statement, Int32(column)) }

    /// 0 for NULL.
    public func double(_ column: Int) -> Double { sqlite3_column_double(statement, Int32(column)) }

    /// Empty for NULL; bytes that are no UTF-8 are replaced.
    public func text(_ column: Int) -> String { withText(column) { String(decoding: $0, as: UTF8.self) } }

    /// The text's UTF-8 bytes, valid inside `body` only; empty for NULL.
    public func withText<Result>(_ column: Int, _ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
        // The order matters: asking for the text converts, and only then is the number of bytes the text's.
        let start = sqlite3_column_text(statement, Int32(column))
        let count = Int(sqlite3_column_bytes(statement, Int32(column)))
        return try body(UnsafeRawBufferPointer(start: start, count: start == nil ? 0 : count))
    }

    /// Empty for NULL.
    public func blob(_ column: Int) -> [UInt8] {
        let start = sqlite3_column_blob(statement, Int32(column))
        let count = Int(sqlite3_column_bytes(statement, Int32(column)))
        return Array(UnsafeRawBufferPointer(start: start, count: start == nil ? 0 : count))
    }

    public func optionalInteger(_ column: Int) -> Int64? { isNull(column) ? nil : integer(column) }
    public func optionalText(_ column: Int) -> String? { isNull(column) ? nil : text(column) }
    public func optionalBlob(_ column: Int) -> [UInt8]? { isNull(column) ? nil : blob(column) }

    public func value(_ column: Int) -> SQLiteValue {
        switch storage(column) {
        case .null: .null
        case .integer: .integer(integer(column))
        case .real: .real(double(column))
        case .text: .text(text(column))
        case .blob: .blob(blob(column))
        }
    }
}
