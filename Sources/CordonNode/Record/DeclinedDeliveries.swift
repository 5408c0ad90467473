import CordonSQLite
import CordonTrust
import CordonValues

/// What was refused unstored. A coordinator can deliver invented questions for ever, so this part of the record is bounded: by the
/// number of questions, and by what is kept of each.
extension QuestionRecord {
    /// The newest ones are kept.
    static let mostDeclined = 500
    private static let longestReason = 300

    /// Counts a refusal; true when it is the question's first, or for another reason than before.
    func decline(_ hash: String, _ why: Diagnostic, at now: Timestamp) throws(Diagnostic) -> Bool {
        let (code, reason) = (why.code.rawValue, String(why.message.unicodeScalars.prefix(Self.longestReason)))
        return try transaction { () throws(SQLiteError) in
            let before = try db.first("SELECT code FROM declined WHERE hash = ?1", [.text(hash)]) { $0.text(0) }
            try db.execute(
                """
                INSERT INTO declined (hash, code, reason, first, last, times) VALUES (?1, ?2, ?3, ?4, ?4, 1)
                ON CONFLICT (hash) DO UPDATE SET code = ?2, reason = ?3, last = ?4, times = times + 1
                """, [.text(hash), .text(code), .text(reason), .integer(now.secondsSince1970)])
            if before == nil {
                try db.execute(
                    """
                    DELETE FROM declined WHERE hash <> ?1
                        AND hash IN (SELECT hash FROM declined ORDER BY last DESC, rowid DESC LIMIT -1 OFFSET \(Self.mostDeclined))
                    """, [.text(hash)])
            }
            return before != code
        }
    }

    /// The newest first.
    func declined(limit: Int) throws(Diagnostic) -> [DeclinedDelivery] {
        try read { () throws(SQLiteError) in
            try db.query(
                "SELECT hash, code, reason, first, last, times FROM declined ORDER BY last DESC, rowid DESC LIMIT ?1", [.integer(limit)]
            ) { row in
                DeclinedDelivery(
                    question: row.text(0), refusal: "\(row.text(1)): \(row.text(2))", first: Timestamp(secondsSince1970: row.integer(3)),
                    last: Timestamp(secondsSince1970: row.integer(4)), times: Int(row.integer(5)))
            }
        }
    }
}
