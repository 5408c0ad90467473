import CSQLite

/// One connection to one database. It belongs to whoever holds it and is closed when that ends; statements made from it are used
/// before. Use one connection from one thread at a time.
public struct Connection: ~Copyable {
    public enum Mode: Sendable, Hashable {
        /// The file must exist and is never written.
        case readOnly
        /// As `readOnly`, and nobody else writes it either: no locks, no journal is looked for.
        case immutable
        /// The file must exist.
        case readWrite
        /// The file is made if it does not exist.
        case create
    }

    let handle: OpaquePointer
    let hooks = Hooks()

    /// Opens `path`, which is a file's path and never read as a URI. Waits up to `busySeconds` for other connections' locks.
    public init(path: String, mode: Mode, busySeconds: Double = 5) throws(SQLiteError) {
        var opened: OpaquePointer?
        let code = sqlite3_open_v2(mode == .immutable ? Self.immutableURI(path) : path, &opened, mode.flags, nil)
        guard let opened else { throw SQLiteError(extended: SQLITE_NOMEM) }
        guard code == SQLITE_OK else {
            let error = SQLiteError(extended: sqlite3_extended_errcode(opened))
            sqlite3_close_v2(opened)
            throw error
        }
        handle = opened
        sqlite3_extended_result_codes(opened, 1)
        sqlite3_busy_timeout(opened, Int32(max(0, min(busySeconds, 3600)) * 1000))
    }

    /// A database that lives as long as its connection.
    public static func inMemory() throws(SQLiteError) -> Connection { try Connection(path: ":memory:", mode: .create) }

    deinit {
        sqlite3_progress_handler(handle, 0, nil, nil)
        sqlite3_set_authorizer(handle, nil, nil)
        // With a statement left over this waits for its end instead of failing.
        sqlite3_close_v2(handle)
    }

    /// `?`, `#` and `%` would mean something in a URI; every byte that is no plain path character is escaped.
    private static func immutableURI(_ path: String) -> String {
        var uri = "file:"
        for byte in path.utf8 {
            switch byte {
            case 0x2D...0x39, 0x41...0x5A, 0x5F, 0x61...0x7A: uri.unicodeScalars.append(Unicode.Scalar(byte))
            default: uri += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }
        return uri + "?immutable=1"
    }

    func check(_ code: Int32) throws(SQLiteError) {
        guard code == SQLITE_OK else { throw SQLiteError(extended: code) }
    }
}

extension Connection.Mode {
    /// Without SQLite's own locks around every call: a connection is used from one thread at a time.
    fileprivate var flags: Int32 {
        switch self {
        case .readOnly: SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX
        case .immutable: SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX
        case .readWrite: SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX
        case .create: SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX
        }
    }
}
