import CSQLite
import CordonValues

/// What SQLite answered when it could not do what was asked. Its message never carries a stored value: it is SQLite's own text for
/// the code, and, only where a statement is prepared and no row has been read, what it says about the statement.
public struct SQLiteError: Error, Sendable, Hashable {
    /// The primary result code, for example `SQLITE_BUSY`.
    public let code: Int32
    /// The extended result code, for example `SQLITE_CONSTRAINT_UNIQUE`.
    public let extended: Int32
    public let message: String

    public init(extended: Int32, message: String) {
        code = extended & 0xFF
        self.extended = extended
        self.message = message
    }

    init(extended: Int32) {
        self.init(extended: extended, message: sqlite3_errstr(extended).map { String(cString: $0) } ?? "unknown error")
    }

    /// True when a progress handler, an interrupt or an authorizer's limit stopped the statement.
    public var isInterrupted: Bool { code == SQLITE_INTERRUPT }
    public var isConstraint: Bool { code == SQLITE_CONSTRAINT }
    /// The statement itself was refused before any row was read: it does not compile or an authorizer does not permit it.
    public var isRefusedStatement: Bool { [SQLITE_ERROR, SQLITE_AUTH, SQLITE_MISUSE, SQLITE_RANGE].contains(code) }
    /// Another connection holds the lock.
    public var isBusy: Bool { code == SQLITE_BUSY || code == SQLITE_LOCKED }
}

extension SQLiteError: CustomStringConvertible {
    public var description: String { "SQLite \(extended): \(message)" }
}

/// An error that SQLite's own can be turned into, so that one typed `throws` covers a transaction and its body.
public protocol SQLiteFailure: Error {
    init(_ error: SQLiteError)
}

extension SQLiteError: SQLiteFailure {
    public init(_ error: SQLiteError) { self = error }
}

extension Diagnostic: SQLiteFailure {
    public init(_ error: SQLiteError) {
        self.init(.storageFailed, "The database cannot be used (\(error)).", hint: error.storageHint)
    }
}

extension SQLiteError {
    fileprivate var storageHint: String? {
        switch code {
        case SQLITE_FULL, SQLITE_IOERR: "Check the disk's free space and health."
        case SQLITE_CANTOPEN, SQLITE_PERM, SQLITE_READONLY: "Check that the file exists and who may read and write it."
        case SQLITE_CORRUPT, SQLITE_NOTADB: "The file is damaged or no database; restore or write it again."
        case SQLITE_BUSY, SQLITE_LOCKED: "Another process is using the file."
        default: nil
        }
    }
}
