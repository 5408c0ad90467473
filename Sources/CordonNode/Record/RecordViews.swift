import CordonSQLite
import CordonTrust
import CordonValues
import Foundation

/// What people see of the record.
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
            researcher: row.text(3), study: row.text(4), sql: row.text(5),
            refusal: row.optionalText(6).map { "\($0): \(row.text(7))" }, snapshot: row.optionalText(8),
            sealedBytes: row.optionalInteger(9).map { Int($0) }, signer: row.text(10))
    }
}
