import CSQLite

/// One prepared statement, finalised when its holder lets go of it.
public struct Statement: ~Copyable {
    let handle: OpaquePointer

    deinit { sqlite3_finalize(handle) }

    /// Binds the arguments `?1`, `?2`, … in order, for the next run. Their number must be the statement's.
    public func bind(_ arguments: [SQLiteValue]) throws(SQLiteError) {
        guard arguments.count == Int(sqlite3_bind_parameter_count(handle)) else {
            throw SQLiteError(extended: SQLITE_MISUSE, message: "the number of arguments is not the statement's")
        }
        for (index, argument) in arguments.enumerated() { try bind(argument, at: index) }
    }

    /// Binds one argument; positions count from 0.
    public func bind(_ value: SQLiteValue, at index: Int) throws(SQLiteError) {
        switch value {
        case .null: try bindNull(at: index)
        case .integer(let value): try bind(integer: value, at: index)
        case .real(let value): try bind(double: value, at: index)
        case .text(let value): try bind(text: value, at: index)
        case .blob(let value):
            let code = value.withUnsafeBytes { bytes in
                // A null pointer would bind NULL, which an empty blob is not.
                bytes.isEmpty
                    ? sqlite3_bind_zeroblob(handle, Int32(index + 1), 0)
                    : cordon_sqlite_bind_blob(handle, Int32(index + 1), bytes.baseAddress, UInt64(bytes.count))
            }
            try check(code)
        }
    }

    public func bindNull(at index: Int) throws(SQLiteError) { try check(sqlite3_bind_null(handle, Int32(index + 1))) }

    public func bind(integer value: Int64, at index: Int) throws(SQLiteError) {
        try check(sqlite3_bind_int64(handle, Int32(index + 1), value))
    }

    public func bind(double value: Double, at index: Int) throws(SQLiteError) {
        try check(sqlite3_bind_double(handle, Int32(index + 1), value))
    }

    public func bind(text value: String, at index: Int) throws(SQLiteError) {
        var value = value
        let code = value.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) { cordon_sqlite_bind_text(handle, Int32(index + 1), $0.baseAddress, UInt64($0.count)) }
        }
        try check(code)
    }

    /// Goes to the next row; false when there is none. After an error the statement is reset.
    public func step() throws(SQLiteError) -> Bool {
        switch sqlite3_step(handle) {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        case let code:
            let extended = sqlite3_extended_errcode(sqlite3_db_handle(handle))
            sqlite3_reset(handle)
            throw SQLiteError(extended: extended & 0xFF == code & 0xFF ? extended : code)
        }
    }

    /// Makes the statement ready to run again; bound arguments stay.
    public func reset() { sqlite3_reset(handle) }

    /// Runs a statement that gives no rows, and makes it ready again.
    public func run() throws(SQLiteError) {
        while try step() {}
        reset()
    }

    /// The present row; meaningful after ``step()`` said true and until the next step.
    public var row: Row { Row(statement: handle) }

    private func check(_ code: Int32) throws(SQLiteError) {
        guard code == SQLITE_OK else { throw SQLiteError(extended: code) }
    }
}
