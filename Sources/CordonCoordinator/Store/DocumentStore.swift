import CordonTrust
import CordonValues
import Foundation
import GRDB

/// The signed documents, as bytes; whoever reads them verifies them. `alongside` runs in the transaction of an installation.
extension CoordinatorStore {
    public func charter() async throws(Diagnostic) -> Data? {
        try await read { try Data.fetchOne($0, sql: "SELECT bytes FROM charter") }
    }

    /// Replaces the charter by a newer version; an older or other one of the same version is refused.
    public func install(
        charter bytes: Data, version: Int, alongside: @Sendable @escaping () throws -> Void = {}
    ) async throws(Diagnostic) {
        try await install(bytes, version, in: "charter", title: Charter.title, alongside)
    }

    public func revocations() async throws(Diagnostic) -> Data? {
        try await read { try Data.fetchOne($0, sql: "SELECT bytes FROM revocations") }
    }

    /// Replaces the revocation list by a newer version; an older or other one of the same version is refused.
    public func install(
        revocations bytes: Data, version: Int, alongside: @Sendable @escaping () throws -> Void = {}
    ) async throws(Diagnostic) {
        try await install(bytes, version, in: "revocations", title: Revocations.title, alongside)
    }

    private func install(
        _ bytes: Data, _ version: Int, in table: String, title: String, _ alongside: @Sendable @escaping () throws -> Void
    ) async throws(Diagnostic) {
        try await write { database in
            let known = try Int.fetchOne(database, sql: "SELECT version FROM \(table)") ?? -1
            let same = try Data.fetchOne(database, sql: "SELECT bytes FROM \(table)") == bytes
            guard version > known || same else {
                throw Diagnostic(
                    .conflict, "Version \(version) of the \(title) does not replace version \(known).",
                    hint: "The authority numbers a new \(title) above the one in force.")
            }
            try database.execute(
                sql: "INSERT OR REPLACE INTO \(table) (place, version, bytes) VALUES (1, ?, ?)", arguments: [version, bytes])
            try Self.countInstall(database)
            try alongside()
        }
    }

    public func permits() async throws(Diagnostic) -> [Data] {
        try await read { try Data.fetchAll($0, sql: "SELECT bytes FROM permit ORDER BY hash") }
    }

    public func install(permit bytes: Data, hash: String) async throws(Diagnostic) {
        try await write { database in
            try database.execute(
                sql: "INSERT OR REPLACE INTO permit (hash, bytes) VALUES (?, ?)", arguments: [hash, bytes])
            try Self.countInstall(database)
        }
    }

    public func catalog(hash: String) async throws(Diagnostic) -> Data? {
        try await read { try Data.fetchOne($0, sql: "SELECT bytes FROM catalog WHERE hash = ?", arguments: [hash]) }
    }

    public func install(catalog bytes: Data, hash: String) async throws(Diagnostic) {
        try await write { database in
            try database.execute(
                sql: "INSERT OR REPLACE INTO catalog (hash, bytes) VALUES (?, ?)", arguments: [hash, bytes])
            try Self.countInstall(database)
        }
    }

    /// Grows with every installed document, whichever process installs it.
    func documentsRevision() async throws(Diagnostic) -> Int {
        try await read { try Int.fetchOne($0, sql: "SELECT revision FROM documents") ?? 0 }
    }

    private static func countInstall(_ database: Database) throws {
        try database.execute(sql: "UPDATE documents SET revision = revision + 1")
    }
}
