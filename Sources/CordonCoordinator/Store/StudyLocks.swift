import CordonValues
import GRDB

/// A study that is closed to one researcher.
public struct StudyLock: Sendable, Hashable, Decodable, FetchableRecord {
    public let study: String
    /// The researcher's key.
    public let keyID: String
    /// Questions of which nothing was shown, in the last 30 days.
    public let blocked: Int
    /// The latest of them, in milliseconds since 1970.
    public let latest: Int64
}

/// Whoever asks again and again about almost the same patients is trying something, or needs help: ten questions in 30 days of which nothing
/// could be shown for that reason close the study to them, until an operator has looked at it.
extension CoordinatorStore {
    static let mostBlocked = 10
    static let blockedPeriod: Int64 = 30 * 86_400_000

    /// Called inside the transaction that ends the question.
    static func recordBlocked(_ record: QuestionRecord, now: Int64, in database: Database) throws {
        try database.execute(
            sql: "INSERT OR IGNORE INTO blockedQuestion (question, study, keyID, time) VALUES (?, ?, ?, ?)",
            arguments: [record.id, record.study, record.keyID, now])
    }

    func isLocked(study: String, keyID: String, now: Int64) async throws(Diagnostic) -> Bool {
        try await locks(now: now).contains { $0.study == study && $0.keyID == keyID }
    }

    func locks(now: Int64) async throws(Diagnostic) -> [StudyLock] {
        try await read { database in
            try StudyLock.fetchAll(
                database,
                sql: """
                    SELECT study, keyID, count(*) AS blocked, max(time) AS latest FROM blockedQuestion WHERE lifted IS NULL AND time > ?
                    GROUP BY study, keyID HAVING count(*) >= ? ORDER BY study, keyID
                    """, arguments: [now - Self.blockedPeriod, Self.mostBlocked])
        }
    }

    /// False where nothing was locked.
    func liftLock(study: String, keyID: String, reason: String, now: Int64) async throws(Diagnostic) -> Bool {
        guard try await isLocked(study: study, keyID: keyID, now: now) else { return false }
        return try await write { database in
            try database.execute(
                sql: "UPDATE blockedQuestion SET lifted = ?, reason = ? WHERE study = ? AND keyID = ? AND lifted IS NULL",
                arguments: [now, reason, study, keyID])
            return database.changesCount > 0
        }
    }
}
