import CordonValues
import Foundation
import GRDB

extension CoordinatorStore {
    /// True when the nonce was used already. Only ``claim(nonce:of:until:now:)`` uses it up.
    func isClaimed(nonce: String, of keyID: String) async throws(Diagnostic) -> Bool {
        try await read { database in
            try Bool.fetchOne(
                database, sql: "SELECT EXISTS (SELECT 1 FROM nonce WHERE keyID = ? AND nonce = ?)", arguments: [keyID, nonce]) ?? false
        }
    }

    /// Remembers a nonce until `expires`, durably; a second use within that time is `replayed`.
    public func claim(nonce: String, of keyID: String, until expires: Int64, now: Int64) async throws(Diagnostic) {
        try await write { database in
            try database.execute(sql: "DELETE FROM nonce WHERE expires < ?", arguments: [now])
            try database.execute(
                sql: "INSERT OR IGNORE INTO nonce (keyID, nonce, expires) VALUES (?, ?, ?)", arguments: [keyID, nonce, expires])
            guard database.changesCount == 1 else { throw Diagnostic.replayed }
        }
    }
}

extension Diagnostic {
    static let replayed = Diagnostic(
        .replayed, "This request was already received once.", hint: "Sign every request anew, with a fresh nonce.")
}
