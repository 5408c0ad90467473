import CordonSQLite
import CordonTrust
import CordonValues

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
