import CSQLite

/// The closures that SQLite calls back; it holds pointers to this object for as long as the connection lives.
final class Hooks {
    var progress: () -> Bool = { true }
    var authorize: (AuthorizerRequest) -> Bool = { _ in true }
}

/// What compiling a statement would do, as SQLite's authorizer hears it.
public struct AuthorizerRequest: Sendable, Hashable {
    /// For example `SQLITE_READ`, whose `first` is the table and `second` the column.
    public let action: Int32
    public let first: String?
    public let second: String?
    public let database: String?
    /// The trigger or view from inside which it would be done.
    public let origin: String?
}

extension Connection {
    /// Calls `proceeds` every `operations` steps of SQLite's machine; false stops the statement with `SQLITE_INTERRUPT`.
    public func onProgress(every operations: Int = 1000, _ proceeds: @escaping () -> Bool) {
        hooks.progress = proceeds
        sqlite3_progress_handler(
            handle, Int32(clamping: operations),
            { hooks in
                guard let hooks else { return 1 }
                return Unmanaged<Hooks>.fromOpaque(hooks)._withUnsafeGuaranteedRef { $0.progress() } ? 0 : 1
            }, Unmanaged.passUnretained(hooks).toOpaque())
    }

    /// Asks `permits` for everything that a statement would do, when it is prepared; false refuses the statement.
    public func authorize(_ permits: @escaping (AuthorizerRequest) -> Bool) {
        hooks.authorize = permits
        sqlite3_set_authorizer(
            handle,
            { hooks, action, first, second, database, origin in
                guard let hooks else { return SQLITE_DENY }
                let request = AuthorizerRequest(
                    action: action, first: first.map { String(cString: $0) }, second: second.map { String(cString: $0) },
                    database: database.map { String(cString: $0) }, origin: origin.map { String(cString: $0) })
                return Unmanaged<Hooks>.fromOpaque(hooks)._withUnsafeGuaranteedRef { $0.authorize(request) } ? SQLITE_OK : SQLITE_DENY
            }, Unmanaged.passUnretained(hooks).toOpaque())
    }
}
