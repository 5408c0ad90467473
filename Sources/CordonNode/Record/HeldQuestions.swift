import CordonSQLite
import CordonTrust
import CordonValues
import Foundation

/// What a person has decided about a held question.
enum HoldDecision: Sendable, Hashable {
    case approved
    /// With the reason that the researcher is told.
    case rejected(String)
}

/// Questions that wait for a person. Agent and command line meet here, each with a connection of its own.
extension QuestionRecord {
    /// Those that wait longest first, each with the time since which it waits and its own last moment.
    func heldQuestions() throws(Diagnostic) -> [(question: String, since: Timestamp, expires: Timestamp)] {
        let rows = try read { () throws(SQLiteError) in
            try db.query("SELECT hash, held, expires FROM question WHERE state = 'held' ORDER BY held, rowid", []) {
                ($0.text(0), Timestamp(secondsSince1970: $0.integer(1)), Timestamp(secondsSince1970: $0.integer(2)))
            }
        }
        return rows.compactMap { question, since, expires in
            guard let since, let expires else { return nil }
            return (question, since, expires)
        }
    }

    /// Nil where nobody has decided.
    func decision(_ hash: String) throws(Diagnostic) -> HoldDecision? {
        try read { () throws(SQLiteError) in
            try db.first("SELECT rejection FROM decision WHERE question = ?1", [.text(hash)]) { row in
                row.optionalText(0).map(HoldDecision.rejected) ?? .approved
            }
        }
    }

    /// False where the question is not held, or somebody has decided already.
    func decide(_ hash: String, _ decision: HoldDecision, at now: Timestamp) throws(Diagnostic) -> Bool {
        let rejection: String? =
            switch decision {
            case .approved: nil
            case .rejected(let reason): reason
            }
        return try transaction { () throws(SQLiteError) in
            try db.execute(
                """
                INSERT INTO decision (question, rejection, at) SELECT hash, ?2, ?3 FROM question WHERE hash = ?1 AND state = 'held'
                ON CONFLICT DO NOTHING
                """, [.text(hash), .init(rejection), .integer(now.secondsSince1970)])
            return db.changes == 1
        }
    }

    /// What was previewed of a question that is held or approved; nil for nothing.
    func preview(_ hash: String) throws(Diagnostic) -> KeptTable? {
        try read { () throws(SQLiteError) in
            try db.first("SELECT gated, layout FROM preview WHERE question = ?1", [.text(hash)]) {
                KeptTable(bytes: Data($0.blob(0)), layout: $0.text(1))
            }
        }
    }

    /// In place of an earlier preview. False where the question is not held, or somebody has decided.
    func keepPreview(_ table: KeptTable, of hash: String) throws(Diagnostic) -> Bool {
        try transaction { () throws(SQLiteError) in
            try db.execute(
                """
                INSERT OR REPLACE INTO preview (question, gated, layout) SELECT hash, ?2, ?3 FROM question
                WHERE hash = ?1 AND state = 'held' AND hash NOT IN (SELECT question FROM decision)
                """, [.text(hash), .bytes(table.bytes), .text(table.layout)])
            return db.changes == 1
        }
    }

    /// Keeps decision and preview in step with the job's new state. Called inside the transaction that writes it.
    func settleHold(_ job: Job, _ now: Timestamp) throws(SQLiteError) {
        switch job.state {
        case .held:
            try db.execute("UPDATE question SET held = coalesce(held, ?2) WHERE hash = ?1", [.text(job.question), .integer(now.secondsSince1970)])
            // Held anew, what was decided on what was previewed then is void.
            try db.execute("DELETE FROM decision WHERE question = ?1", [.text(job.question)])
            try db.execute("DELETE FROM preview WHERE question = ?1", [.text(job.question)])
        case .received, .admitted, .computing: break
        case .sealed, .delivered, .refused, .failed, .cancelled, .expired:
            try db.execute("DELETE FROM preview WHERE question = ?1", [.text(job.question)])
        }
    }
}
