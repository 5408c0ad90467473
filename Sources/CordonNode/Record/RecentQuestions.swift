import CordonSQLite
import CordonTrust
import CordonValues

/// What the daily limits of the hospital's policy count.
extension QuestionRecord {
    private static let day: Seconds = 86_400

    /// What a researcher's questions in a study took in the 24 hours up to `moment`. Refused ones do not count, nor does `question`.
    func usage(study: String, signer: String, except question: String, at moment: Timestamp) throws(Diagnostic) -> RecentUsage {
        try read { () throws(SQLiteError) in
            try db.first(
                """
                SELECT count(*), coalesce(sum(computing_ms), 0) FROM question
                WHERE study = ?1 AND signer = ?2 AND hash <> ?3 AND received > ?4 AND received <= ?5 AND state <> 'refused'
                """,
                [
                    .text(study), .text(signer), .text(question), .integer(moment.adding(-Self.day).secondsSince1970),
                    .integer(moment.secondsSince1970),
                ]
            ) { RecentUsage(questions: Int(clamping: $0.integer(0)), computingMilliseconds: Int(clamping: $0.integer(1))) } ?? RecentUsage()
        }
    }

    /// Adds to what computing a question took.
    func spend(_ milliseconds: Int64, on hash: String) throws(Diagnostic) {
        try transaction { () throws(SQLiteError) in
            try db.execute("UPDATE question SET computing_ms = computing_ms + ?2 WHERE hash = ?1", [.text(hash), .integer(milliseconds)])
        }
    }

    /// A short text that outlives the process; nil where there is none.
    func remark(_ name: String) throws(Diagnostic) -> String? {
        try read { () throws(SQLiteError) in try db.first("SELECT value FROM remark WHERE name = ?1", [.text(name)]) { $0.text(0) } }
    }

    func setRemark(_ name: String, _ value: String) throws(Diagnostic) {
        try transaction { () throws(SQLiteError) in
            try db.execute("INSERT OR REPLACE INTO remark (name, value) VALUES (?1, ?2)", [.text(name), .text(value)])
        }
    }
}
