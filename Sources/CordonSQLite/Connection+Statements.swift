import CSQLite

extension Connection {
    /// Compiles one statement. Text after its end, other than white space, is refused.
    public func prepare(_ sql: String) throws(SQLiteError) -> Statement {
        var made: OpaquePointer?
        var hasRest = false
        var text = sql
        let code = text.withUTF8 { bytes -> Int32 in
            bytes.withMemoryRebound(to: CChar.self) { characters in
                var rest: UnsafePointer<CChar>?
                let code = sqlite3_prepare_v3(handle, characters.baseAddress, Int32(clamping: characters.count), 0, &made, &rest)
                if code == SQLITE_OK, let rest, let start = characters.baseAddress, rest - start < characters.count {
                    hasRest = !characters[(rest - start)...].allSatisfy { $0 == 0x20 || $0 == 0x0A || $0 == 0x0D || $0 == 0x09 }
                }
                return code
            }
        }
        guard code == SQLITE_OK, let made, !hasRest else {
            sqlite3_finalize(made)
            // No row has been read yet, so what SQLite says can only speak of the statement.
            let message = sqlite3_errmsg(handle).map { String(cString: $0) } ?? ""
            throw code == SQLITE_OK
                ? SQLiteError(extended: SQLITE_MISUSE, message: hasRest ? "more than one statement" : "no statement")
                : SQLiteError(extended: code, message: message)
        }
        return Statement(handle: made)
    }

    /// Runs one statement to its end and drops its rows.
    public func execute(_ sql: String, _ arguments: [SQLiteValue] = []) throws(SQLiteError) {
        let statement = try prepare(sql)
        try statement.bind(arguments)
        while try statement.step() {}
    }

    /// Runs several statements without arguments, as a schema has them.
    public func executeScript(_ sql: String) throws(SQLiteError) {
        let code = sqlite3_exec(handle, sql, nil, nil, nil)
        guard code == SQLITE_OK else {
            throw SQLiteError(extended: code)
        }
    }

    /// What `read` makes of each row, in order.
    public func query<Element>(
        _ sql: String, _ arguments: [SQLiteValue] = [], _ read: (borrowing Row) -> Element
    ) throws(SQLiteError) -> [Element] {
        let statement = try prepare(sql)
        try statement.bind(arguments)
        var elements: [Element] = []
        while try statement.step() { elements.append(read(statement.row)) }
        return elements
    }

    /// What `read` makes of the first row, or nil when there is none.
    public func first<Element>(
        _ sql: String, _ arguments: [SQLiteValue] = [], _ read: (borrowing Row) -> Element
    ) throws(SQLiteError) -> Element? {
        let statement = try prepare(sql)
        try statement.bind(arguments)
        guard try statement.step() else { return nil }
        return read(statement.row)
    }

    /// Number of rows that the last INSERT, UPDATE or DELETE touched.
    public var changes: Int { Int(sqlite3_changes64(handle)) }

    public enum TransactionKind: String, Sendable, Hashable {
        case deferred = "BEGIN DEFERRED"
        /// Takes the write lock at once, so that a later write cannot fail for it.
        case immediate = "BEGIN IMMEDIATE"
    }

    /// All of `body` or nothing.
    public func transaction<Result>(
        _ kind: TransactionKind = .immediate, _ body: () throws(SQLiteError) -> Result
    ) throws(SQLiteError) -> Result {
        try transaction(kind, throwing: SQLiteError.self, body)
    }

    /// As above, for a body with another error: `try db.transaction(throwing: Diagnostic.self) { … }`.
    public func transaction<Result, Failure: SQLiteFailure>(
        _ kind: TransactionKind = .immediate, throwing: Failure.Type, _ body: () throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try execute(kind.rawValue, failingWith: Failure.self)
        do {
            let result = try body()
            try execute("COMMIT", failingWith: Failure.self)
            return result
        } catch {
            // Some errors have rolled back already; there is nothing to do about one more.
            if sqlite3_get_autocommit(handle) == 0 { sqlite3_exec(handle, "ROLLBACK", nil, nil, nil) }
            throw error
        }
    }

    private func execute<Failure: SQLiteFailure>(_ sql: String, failingWith: Failure.Type) throws(Failure) {
        do { try execute(sql) } catch { throw Failure(error) }
    }
}
