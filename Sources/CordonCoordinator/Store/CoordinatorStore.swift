import CordonValues
import Foundation
import GRDB

/// Everything the coordinator must not forget, in one SQLite file: WAL, `synchronous = FULL`, and `secure_delete` so that erased
/// partials and sealing keys leave no bytes behind.
///
/// One connection serves the process, so that a checkpoint never waits for a reader of ours; the commands of an operator open
/// their own for a moment.
public final class CoordinatorStore: Sendable {
    let queue: DatabaseQueue
    /// Seconds for which a write waits for another process.
    private static let patience = 10.0

    /// Opens or makes the file and brings its schema up to date.
    public init(file: String) throws(Diagnostic) {
        var configuration = Configuration()
        configuration.journalMode = .wal
        configuration.busyMode = .timeout(Self.patience)
        configuration.prepareDatabase { database in
            try database.execute(sql: "PRAGMA secure_delete = ON")
            try database.execute(sql: "PRAGMA temp_store = MEMORY")
        }
        do {
            queue = try DatabaseQueue(path: file, configuration: configuration)
            // GRDB sets NORMAL when it turns the write-ahead log on, after the preparation above: a commit would not survive a
            // power cut.
            try queue.writeWithoutTransaction { database in
                try database.execute(sql: "PRAGMA synchronous = FULL")
                guard try Int.fetchOne(database, sql: "PRAGMA synchronous") == 2 else {
                    throw Diagnostic(.storageFailed, "The coordinator's database cannot be made durable.")
                }
            }
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file)
            try Schema.migrator.migrate(queue)
        } catch {
            throw Self.diagnostic(error)
        }
    }

    /// A write that is on disk when it returns.
    func write<Result: Sendable>(
        _ work: @Sendable @escaping (Database) throws -> Result
    ) async throws(Diagnostic) -> Result {
        try await commit("FULL", work)
    }

    /// A write that does not wait for the disk: it survives the end of the process at once, and a power cut as soon as any later
    /// write does, since the write-ahead log keeps their order.
    func writeSoon<Result: Sendable>(
        _ work: @Sendable @escaping (Database) throws -> Result
    ) async throws(Diagnostic) -> Result {
        try await commit("NORMAL", work)
    }

    /// Each write says for itself whether it waits: one that is cancelled on its way leaves nothing behind for the next.
    private func commit<Result: Sendable>(
        _ synchronous: String, _ work: @Sendable @escaping (Database) throws -> Result
    ) async throws(Diagnostic) -> Result {
        do {
            return try await queue.writeWithoutTransaction { database in
                try database.execute(sql: "PRAGMA synchronous = \(synchronous)")
                var result: Result?
                try database.inTransaction(.immediate) {
                    result = try work(database)
                    return .commit
                }
                guard let result else { throw Diagnostic(.storageFailed, "A write ended without a result.") }
                return result
            }
        } catch { throw Self.diagnostic(error) }
    }

    func read<Result: Sendable>(
        _ work: @Sendable @escaping (Database) throws -> Result
    ) async throws(Diagnostic) -> Result {
        do { return try await queue.read(work) } catch { throw Self.diagnostic(error) }
    }

    /// Moves the write-ahead log into the file and empties it: what `secure_delete` wiped is then gone from both. Fails
    /// soon while another process reads, since everybody here waits meanwhile.
    public func truncateLog() async throws(Diagnostic) {
        do {
            try await queue.writeWithoutTransaction { database in
                try database.execute(sql: "PRAGMA busy_timeout = 200")
                defer { try? database.execute(sql: "PRAGMA busy_timeout = \(Int(Self.patience * 1000))") }
                _ = try database.checkpoint(.truncate)
            }
        } catch { throw Self.diagnostic(error) }
    }

    public func close() {
        // A failed close leaves a log that the next start replays.
        try? queue.close()
    }

    private static func diagnostic(_ error: any Error) -> Diagnostic {
        if let diagnostic = error as? Diagnostic { return diagnostic }
        let reason = (error as? DatabaseError).map { "SQLite code \($0.extendedResultCode.rawValue)" } ?? "not an SQLite error"
        return Diagnostic(
            .storageFailed, "The coordinator's database could not be read or written (\(reason)).",
            hint: "Check free space and permissions of the state directory.")
    }
}
