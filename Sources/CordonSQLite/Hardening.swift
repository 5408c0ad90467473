import CSQLite

extension Connection {
    /// For a connection on which questions run, over a file that may be damaged or forged: no writing to the schema's tables, no
    /// functions from the schema, no triggers, no views, no extensions, no attached files; a word in double quotes is only ever a name.
    public func harden() throws(SQLiteError) {
        let settings: [(Int32, Int32)] = [
            (SQLITE_DBCONFIG_DEFENSIVE, 1), (SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0), (SQLITE_DBCONFIG_DQS_DML, 0),
            (SQLITE_DBCONFIG_DQS_DDL, 0), (SQLITE_DBCONFIG_ENABLE_TRIGGER, 0), (SQLITE_DBCONFIG_ENABLE_VIEW, 0),
            (SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0),
        ]
        for (option, value) in settings { try check(cordon_sqlite_db_config(handle, option, value)) }
        limit(.attachedDatabases, to: 0)
        limit(.triggerDepth, to: 0)
        limit(.workerThreads, to: 0)
    }

    public enum Limit: Sendable, Hashable {
        /// Bytes of a text, a blob or a row.
        case length
        case sqlLength, columns, expressionDepth, arguments, attachedDatabases, triggerDepth, workerThreads
    }

    /// Lowers a limit of this connection; SQLite's built-in one cannot be exceeded.
    public func limit(_ limit: Limit, to value: Int) { sqlite3_limit(handle, limit.number, Int32(clamping: value)) }
}

extension Connection.Limit {
    fileprivate var number: Int32 {
        switch self {
        case .length: SQLITE_LIMIT_LENGTH
        case .sqlLength: SQLITE_LIMIT_SQL_LENGTH
        case .columns: SQLITE_LIMIT_COLUMN
        case .expressionDepth: SQLITE_LIMIT_EXPR_DEPTH
        case .arguments: SQLITE_LIMIT_VARIABLE_NUMBER
        case .attachedDatabases: SQLITE_LIMIT_ATTACHED
        case .triggerDepth: SQLITE_LIMIT_TRIGGER_DEPTH
        case .workerThreads: SQLITE_LIMIT_WORKER_THREADS
        }
    }
}
