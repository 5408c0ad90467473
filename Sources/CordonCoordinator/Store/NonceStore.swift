import CordonValues
import Foundation
import GRDB

extension CoordinatorStore {
    /// True when the nonce was used already. Only ``claim(nonce:of:until:now:)`` uses it up.
    func isClaimed(nonce: String, of keyID: String) async throws(Diagnostic) -> Bool {
        try await read { database in
            let statement = try database.cachedStatement(sql: "SELECT EXISTS (SELECT 1 FROM nonce WHERE keyID = ? AND nonce = ?)")
            return try Bool.fetchOne(statement, arguments: [keyID, nonce]) ?? false
        }
    }

    /// Remembers a nonce until `expires`; a second use within that time is `replayed`.
    ///
    /// It is on disk before anything that the request changes: what is written later follows it in the same log. A request that
    /// changed nothing may be received again after a power cut.
    public func claim(nonce: String, of keyID: String, until expires: Int64, now: Int64) async throws(Diagnostic) {
        try await writeSoon { database in
            try database.cachedStatement(sql: "DELETE FROM nonce WHERE expires < ?").execute(arguments: [now])
            try database.cachedStatement(sql: "INSERT OR IGNORE INTO nonce (keyID, nonce, expires) VALUES (?, ?, ?)")
                .execute(arguments: [keyID, nonce, expires])
            guard database.changesCount == 1 else { throw Diagnostic.replayed }
        }
    }
}

extension Diagnostic {
    static let replayed = Diagnostic(
        .replayed, "This request was already received once.", hint: "Sign every request anew, with a fresh nonce.")
}
