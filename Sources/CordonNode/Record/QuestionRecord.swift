import CordonSQLite
import CordonTrust
import CordonValues
import Foundation

/// A node's durable record of questions. Every write is on disk when its call returns (WAL, synchronous=FULL), so that an effect may
/// follow. One value belongs to one holder at a time; several processes may hold one each.
final class QuestionRecord {
    let db: Connection

    /// Opens the record of a state folder, and makes it where there is none.
    init(path: String) throws(Diagnostic) {
        // The tables in it are the hospital's data. SQLite gives its log the mode of the file. A file that is there is left alone: to close it would give up
        // the locks that this process's other connections hold (fcntl(2)), and another process would take their log away.
        let descriptor = open(path, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0o600)
        if descriptor >= 0 { close(descriptor) }
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
        let version = try transaction { () throws(SQLiteError) in
            let found = Int(try db.first("PRAGMA user_version", []) { $0.integer(0) } ?? 0)
            for script in RecordSchema.scripts.dropFirst(found) { try db.executeScript(script) }
            if found < RecordSchema.scripts.count { try db.execute("PRAGMA user_version=\(RecordSchema.scripts.count)") }
            return max(found, RecordSchema.scripts.count)
        }
        guard version == RecordSchema.scripts.count else {
            throw Diagnostic(
                .versionUnsupported, "The record of questions was written by a newer version of cordon-node.", hint: "Update cordon-node.")
        }
    }

    func read<Result>(_ body: () throws(SQLiteError) -> Result) throws(Diagnostic) -> Result {
        do { return try body() } catch { throw Diagnostic(error) }
    }

    func transaction<Result>(_ body: () throws(SQLiteError) -> Result) throws(Diagnostic) -> Result {
        do { return try db.transaction(.immediate, body) } catch { throw Diagnostic(error) }
    }
}

// MARK: - Questions

extension QuestionRecord {
    /// Remembers a verified delivery and starts its job; nil when the researcher's nonce stands for another question already.
    func receive(_ verified: VerifiedQuestion, _ delivery: Delivery, at now: Timestamp) throws(Diagnostic) -> Job? {
        let question = verified.question.document
        let end = min(question.expires, verified.dispatch.document.deadline)
        return try transaction { () throws(SQLiteError) in
            try db.execute(
                """
                INSERT INTO question
                    (hash, state, told, question, permit, dispatch, received, expires, signer, nonce, researcher, study, sql)
                VALUES (?1, ?2, 0, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
                ON CONFLICT DO NOTHING
                """,
                [
                    .text(verified.id), .text(Job.State.received.rawValue), .bytes(delivery.question), .bytes(delivery.permit),
                    .bytes(delivery.dispatch), .integer(now.secondsSince1970), .integer(end.secondsSince1970),
                    .text(verified.question.signer.text), .text(question.nonce), .text(verified.researcher.name),
                    .text(question.study), .text(question.sql),
                ])
            guard db.changes == 1 else { return nil }
            try db.execute("DELETE FROM declined WHERE hash = ?1", [.text(verified.id)])
            try note(verified.id, "received", .received, now)
            return Job(question: verified.id)
        }
    }

    /// True when the researcher's nonce stands for a question already.
    func knows(nonceOf verified: VerifiedQuestion) throws(Diagnostic) -> Bool {
        try read { () throws(SQLiteError) in
            try db.first(
                "SELECT 1 FROM question WHERE signer = ?1 AND nonce = ?2",
                [.text(verified.question.signer.text), .text(verified.question.document.nonce)]) { $0.integer(0) } != nil
        }
    }

    /// When the other questions of this one's researcher and study were taken in, after `moment`.
    func received(of verified: VerifiedQuestion, since moment: Timestamp) throws(Diagnostic) -> [Timestamp] {
        let seconds = try read { () throws(SQLiteError) in
            try db.query(
                "SELECT received FROM question WHERE signer = ?1 AND study = ?2 AND received > ?3 AND hash <> ?4",
                [
                    .text(verified.question.signer.text), .text(verified.question.document.study), .integer(moment.secondsSince1970),
                    .text(verified.id),
                ]) { $0.integer(0) }
        }
        return seconds.compactMap(Timestamp.init(secondsSince1970:))
    }

    /// The permits, each once, of the questions that were taken in after `moment`.
    func permits(since moment: Timestamp) throws(Diagnostic) -> [Data] {
        try read { () throws(SQLiteError) in
            try db.query("SELECT DISTINCT permit FROM question WHERE received > ?1", [.integer(moment.secondsSince1970)]) { Data($0.blob(0)) }
        }
    }

    func delivery(_ hash: String) throws(Diagnostic) -> Delivery? {
        try read { () throws(SQLiteError) in
            try db.first("SELECT question, permit, dispatch FROM question WHERE hash = ?1", [.text(hash)]) {
                Delivery(question: Data($0.blob(0)), permit: Data($0.blob(1)), dispatch: Data($0.blob(2)))
            }
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
                WHERE state IN ('received', 'held', 'admitted', 'computing', 'sealed') OR (state IN ('refused', 'failed') AND told = 0)
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
                WHERE expires < ?1
                  AND (sealed IS NOT NULL OR state IN ('received', 'held', 'admitted', 'computing', 'sealed')
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
            try settleHold(job, now)
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

/// An answer as it is stored before it is sent.
struct SealedAnswer: Sendable, Hashable {
    /// The sealed envelope: exactly what travels, also when it travels again.
    let envelope: Data
    let kept: KeptTable
    /// The snapshot that it describes.
    let snapshot: String
}
