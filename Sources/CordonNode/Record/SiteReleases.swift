import CordonDisclosure
import CordonSQLite
import CordonValues
import Foundation

/// What this hospital has released under its site floor: the memory of its own disclosure control.
extension QuestionRecord {
    /// Remembers what became of a question's cells, in place of what was remembered of it.
    func remember(_ releases: [ReleasedBoundary], of question: String) throws(Diagnostic) {
        let stored = try releases.map { release throws(Diagnostic) in try release.stored() }
        try transaction { () throws(SQLiteError) in
            try db.execute("DELETE FROM site_release WHERE question = ?1", [.text(question)])
            for (part, boundary) in stored.enumerated() {
                try db.execute(
                    "INSERT INTO site_release (question, part, boundary) VALUES (?1, ?2, ?3)",
                    [.text(question), .integer(Int64(part)), .bytes(boundary)])
            }
        }
    }

    /// The releases of the parts of a question; none where it was answered in another mode.
    func siteReleases(_ question: String) throws(Diagnostic) -> [ReleasedBoundary] {
        let stored = try read { () throws(SQLiteError) in
            try db.query("SELECT boundary FROM site_release WHERE question = ?1 ORDER BY part", [.text(question)]) { Data($0.blob(0)) }
        }
        return try stored.map { bytes throws(Diagnostic) in try ReleasedBoundary(stored: bytes) }
    }
}
