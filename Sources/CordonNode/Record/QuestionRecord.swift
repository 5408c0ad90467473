import CordonSQLite
import CordonTrust
import CordonValues
import Foundation

/// A node's durable record of questions. Every write is on disk when its call returns (WAL, synchronous=FULL), so that an effect may
/// follow. One value belongs to one holder at a time; several processes may hold one each.
final class QuestionRecord {
    private let db: Connection

    /// Opens the record of a state folder, and makes it where there is none.
    init(path: String) throws(Diagnostic) {
        do throws(SQLiteError) {
            db = try Connection(path: path, mode: .create)
            _ = try db.first("PRAGMA journal_mode=WAL", []) { $0.text(0) }
            try db.execute("PRAGMA synchronous=FULL")
            try db.execute("PRAGMA foreign_keys=ON")
            // Bytes of answers that were erased do not stay in free pages.
            _ = try db.first("PRAGMA secure_delete=ON", []) { $0.integer(0) }
        } catch {
            throw Diagnostic(error)
        }
        try migrate()
    }

    private func migrate() throws(Diagnostic) {
        try transaction { () throws(SQLiteError) in
            let found = try db.first("PRAGMA user_version", []) { $0.integer(0) } ?? 0
            guard found == 0 else { return }
            try db.executeScript(RecordSchema.text)
            try db.execute("PRAGMA user_version=\(RecordSchema.version)")
        }
        let version = try read { () throws(SQLiteError) in try db.first("PRAGMA user_version", []) { $0.integer(0) } }
        guard version == Int64(RecordSchema.version) else {
            throw Diagnostic(
                .versionUnsupported, "The record of questions was written by another version of cordon-node.", hint: "Update cordon-node.")
        }
    }

    private func read<Result>(_ body: () throws(SQLiteError) -> Result) throws(Diagnostic) -> Result {
        do { return try body() } catch { throw Diagnostic(error) }
    }

    private func transaction<Result>(_ body: () throws(SQLiteError) -> Result) throws(Diagnostic) -> Result {
        do { return try db.transaction(.immediate, body) } catch { throw Diagnostic(error) }
    }
}

// MARK: - Questions

extension QuestionRecord {
    /// Remembers a delivery and starts its job; nil when the question is known already.
    func receive(_ delivery: Delivery, hash: String, at now: Timestamp) throws(Diagnostic) -> Job? {
        try transaction { () throws(SQLiteError) in
            try db.execute(
                """
                INSERT INTO question (hash, state, told, question, permit, dispatch, received) VALUES (?1, ?2, 0, ?3, ?4, ?5, ?6)
                ON CONFLICT DO NOTHING
                """,
                [
                    .text(hash), .text(Job.State.received.rawValue), .bytes(delivery.question), .bytes(delivery.permit),
                    .bytes(delivery.dispatch), .integer(now.secondsSince1970),
                ])
            guard db.changes == 1 else { return nil }
            try note(hash, "received", .received, now)
            return Job(question: hash)
        }
    }

    func delivery(_ hash: String) throws(Diagnostic) -> Delivery? {
        try read { () throws(SQLiteError) in
            try db.first("SELECT question, permit, dispatch FROM question WHERE hash = ?1", [.text(hash)]) {
                Delivery(question: Data($0.blob(0)), permit: Data($0.blob(1)), dispatch: Data($0.blob(2)))
            }
        }
    }

    /// What the verified documents say, for people and against replays. False when the researcher's nonce stands for another
    /// question already; then nothing is written.
    func describe(_ verified: VerifiedQuestion) throws(Diagnostic) -> Bool {
        let question = verified.question.document
        let end = min(question.expires, verified.dispatch.document.deadline)
        return try transaction { () throws(SQLiteError) in
            let twin = try db.first(
                "SELECT 1 FROM question WHERE signer = ?1 AND nonce = ?2 AND hash <> ?3",
                [.text(verified.question.signer.text), .text(question.nonce), .text(verified.id)]
            ) { _ in true }
            guard twin == nil else { return false }
            try db.execute(
                "UPDATE question SET expires = ?2, signer = ?3, nonce = ?4, researcher = ?5, study = ?6, sql = ?7 WHERE hash = ?1",
                [
                    .text(verified.id), .integer(end.secondsSince1970), .text(verified.question.signer.text),
                    .text(question.nonce), .text(verified.researcher.name), .text(question.study), .text(question.sql),
                ])
            return true
        }
    }

    func job(_ hash: String) throws(Diagnostic) -> Job? {
        try read { () throws(SQLiteError) in
            try db.first("SELECT \(Self.jobColumns) FROM question WHERE hash = ?1", [.text(hash)]) { Self.job($0) } ?? nil
        }
    }

    /// Hashes of questions that are neither answered nor declined, as a poll names them.
    func working() throws(Diagnostic) -> [String] {
        try openJobs().filter { $0.state != .refused && $0.state != .failed }.prefix(1000).map(\.question)
    }

    /// Jobs that still owe something, oldest first.
    func openJobs() throws(Diagnostic) -> [Job] {
        let jobs = try read { () throws(SQLiteError) in
            try db.query(
                """
                SELECT \(Self.jobColumns) FROM question
                WHERE state IN ('received', 'admitted', 'computing', 'sealed') OR (state IN ('refused', 'failed') AND told = 0)
                ORDER BY received, rowid
                """
            ) { Self.job($0) }
        }
        return jobs.compactMap(\.self)
    }

    /// Jobs whose last moment was before `now` and that are open or still hold sealed bytes.
    func overdueJobs(at now: Timestamp) throws(Diagnostic) -> [Job] {
        let jobs = try read { () throws(SQLiteError) in
            try db.query(
                """
                SELECT \(Self.jobColumns) FROM question
                WHERE coalesce(expires, received + 86400) < ?1
                  AND (sealed IS NOT NULL OR state IN ('received', 'admitted', 'computing', 'sealed')
                       OR (state IN ('refused', 'failed') AND told = 0))
                """, [.integer(now.secondsSince1970)]
            ) { Self.job($0) }
        }
        return jobs.compactMap(\.self)
    }

    /// Writes the state that an event led to, and with it what the event brought.
    func advance(_ job: Job, by event: String, at now: Timestamp, sealed: SealedAnswer? = nil) throws(Diagnostic) {
        try transaction { () throws(SQLiteError) in
            try db.execute(
                "UPDATE question SET state = ?2, told = ?3, refusal_code = ?4, refusal_message = ?5, refusal_hint = ?6 WHERE hash = ?1",
                [
                    .text(job.question), .text(job.state.rawValue), .integer(job.isTold ? 1 : 0), .init(job.refusal?.code.rawValue),
                    .init(job.refusal?.message), .init(job.refusal?.hint),
                ])
            if let sealed {
                try db.execute(
                    "UPDATE question SET sealed = ?2, sealed_bytes = ?3, gated = ?4, layout = ?5, snapshot = ?6 WHERE hash = ?1",
                    [
                        .text(job.question), .bytes(sealed.envelope), .integer(sealed.envelope.count), .bytes(sealed.kept.bytes),
                        .text(sealed.kept.layout), .text(sealed.snapshot),
                    ])
            }
            try note(job.question, event, job.state, now)
        }
    }

    func sealedBytes(_ hash: String) throws(Diagnostic) -> Data? {
        try read { () throws(SQLiteError) in
            try db.first("SELECT sealed FROM question WHERE hash = ?1", [.text(hash)]) { $0.optionalBlob(0).map { Data($0) } } ?? nil
        }
    }

    func eraseSealedBytes(_ hash: String) throws(Diagnostic) {
        try transaction { () throws(SQLiteError) in
            try db.execute("UPDATE question SET sealed = NULL WHERE hash = ?1", [.text(hash)])
        }
    }

    private func note(_ hash: String, _ event: String, _ state: Job.State, _ now: Timestamp) throws(SQLiteError) {
        try db.execute(
            "INSERT INTO step (question, at, event, state) VALUES (?1, ?2, ?3, ?4)",
            [.text(hash), .integer(now.secondsSince1970), .text(event), .text(state.rawValue)])
    }

    private static let jobColumns = "hash, state, told, refusal_code, refusal_message, refusal_hint"

    /// Nil for a state that only a newer version knows.
    private static func job(_ row: borrowing Row) -> Job? {
        guard let state = Job.State(rawValue: row.text(1)) else { return nil }
        let refusal = DiagnosticCode(rawValue: row.text(3)).map { Diagnostic($0, row.text(4), hint: row.optionalText(5)) }
        return Job(question: row.text(0), state: state, refusal: refusal, isTold: row.integer(2) != 0)
    }
}

// MARK: - Pausing

extension QuestionRecord {
    /// Since when the node is paused; nil when it is not.
    func pausedSince() throws(Diagnostic) -> Timestamp? {
        try read { () throws(SQLiteError) in
            try db.first("SELECT changed FROM switch WHERE name = 'paused'", []) { Timestamp(secondsSince1970: $0.integer(0)) } ?? nil
        }
    }

    func pause(at now: Timestamp) throws(Diagnostic) {
        try transaction { () throws(SQLiteError) in
            try db.execute(
                "INSERT INTO switch (name, changed) VALUES ('paused', ?1) ON CONFLICT DO NOTHING", [.integer(now.secondsSince1970)])
        }
    }

    func resume() throws(Diagnostic) {
        try transaction { () throws(SQLiteError) in try db.execute("DELETE FROM switch WHERE name = 'paused'") }
    }
}

// MARK: - For people

extension QuestionRecord {
    /// The newest questions first.
    func entries(limit: Int) throws(Diagnostic) -> [LogEntry] {
        try read { () throws(SQLiteError) in
            try db.query(
                "SELECT \(Self.entryColumns) FROM question ORDER BY received DESC, rowid DESC LIMIT ?1", [.integer(limit)]
            ) { Self.entry($0) }
        }
    }

    /// The questions whose hash starts with `prefix`, at most two: enough to know whether the prefix is unique.
    func entries(startingWith prefix: String) throws(Diagnostic) -> [LogEntry] {
        try read { () throws(SQLiteError) in
            try db.query(
                "SELECT \(Self.entryColumns) FROM question WHERE substr(hash, 1, ?2) = ?1 LIMIT 2",
                [.text(prefix), .integer(prefix.unicodeScalars.count)]
            ) { Self.entry($0) }
        }
    }

    func steps(_ hash: String) throws(Diagnostic) -> [LogStep] {
        try read { () throws(SQLiteError) in
            try db.query("SELECT at, event, state FROM step WHERE question = ?1 ORDER BY rowid", [.text(hash)]) {
                LogStep(at: Timestamp(secondsSince1970: $0.integer(0)), event: $0.text(1), state: $0.text(2))
            }
        }
    }

    /// The table as it passed the gate, as it is kept for the administrator.
    func keptTable(_ hash: String) throws(Diagnostic) -> KeptTable? {
        try read { () throws(SQLiteError) in
            try db.first("SELECT gated, layout FROM question WHERE hash = ?1 AND gated IS NOT NULL", [.text(hash)]) {
                KeptTable(bytes: Data($0.blob(0)), layout: $0.text(1))
            }
        }
    }

    func countByState() throws(Diagnostic) -> [(state: String, count: Int)] {
        try read { () throws(SQLiteError) in
            try db.query("SELECT state, count(*) FROM question GROUP BY state ORDER BY state") { ($0.text(0), Int($0.integer(1))) }
        }
    }

    private static let entryColumns =
        "hash, state, received, researcher, study, sql, refusal_code, refusal_message, snapshot, sealed_bytes, signer"

    private static func entry(_ row: borrowing Row) -> LogEntry {
        LogEntry(
            question: row.text(0), state: row.text(1), received: Timestamp(secondsSince1970: row.integer(2)),
            researcher: row.optionalText(3), study: row.optionalText(4), sql: row.optionalText(5),
            refusal: row.optionalText(6).map { "\($0): \(row.text(7))" }, snapshot: row.optionalText(8),
            sealedBytes: row.optionalInteger(9).map { Int($0) }, signer: row.optionalText(10))
    }
}

/// One question in the node's log.
public struct LogEntry: Sendable, Hashable {
    public let question: String
    public let state: String
    public let received: Timestamp?
    // Nil until the documents were verified.
    public let researcher: String?
    public let study: String?
    public let sql: String?
    public let refusal: String?
    public let snapshot: String?
    public let sealedBytes: Int?
    public let signer: String?
}

/// One step of a question's way through the node.
public struct LogStep: Sendable, Hashable {
    public let at: Timestamp?
    public let event: String
    public let state: String
}

/// An answer as it is stored before it is sent.
struct SealedAnswer: Sendable, Hashable {
    /// The sealed envelope: exactly what travels, also when it travels again.
    let envelope: Data
    let kept: KeptTable
    /// The snapshot that it describes.
    let snapshot: String
}
