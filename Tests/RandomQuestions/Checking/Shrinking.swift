import CordonValues

/// Leaves out hospitals, rows and words for as long as the fault stays.
struct Shrinking {
    private var best: FoundFault
    private var trials: Int

    init(fault: FoundFault, trials: Int) {
        best = fault
        self.trials = trials
    }

    mutating func smallest() -> FoundFault {
        shrinkText()
        shrinkData()
        shrinkText()
        return best
    }

    private mutating func isStill(_ question: Question, _ hospitals: [TableRows]) -> Bool {
        guard trials > 0 else { return false }
        trials -= 1
        guard let smaller = best.with(question, RandomHospitals(catalog: best.data.catalog, hospitals: hospitals)) else { return false }
        best = smaller
        return true
    }

    // MARK: - Data

    private mutating func shrinkData() {
        for hospital in best.data.hospitals.indices.reversed() where best.data.hospitals.count > 1 {
            var fewer = best.data.hospitals
            fewer.remove(at: hospital)
            _ = isStill(best.question, fewer)
        }
        for hospital in best.data.hospitals.indices {
            for table in best.data.hospitals[hospital].keys.sorted() { shrink(hospital, table) }
        }
    }

    /// Halves, then quarters, and so on to single rows.
    private mutating func shrink(_ hospital: Int, _ table: String) {
        var size = best.data.hospitals[hospital][table]?.count ?? 0
        while size >= 1, trials > 0 {
            var start = 0
            while start < best.data.hospitals[hospital][table]?.count ?? 0 {
                var fewer = best.data.hospitals
                let rows = fewer[hospital][table] ?? []
                fewer[hospital][table] = Array(rows[..<start] + rows.dropFirst(start + size))
                if !isStill(best.question, fewer) { start += size }
            }
            size /= 2
        }
    }

    // MARK: - Text

    /// Tries to leave out what stands in brackets or between separators. A question that plain SQLite judges keeps its text: both texts
    /// would have to shrink together.
    private mutating func shrinkText() {
        guard best.fault.kind != .plain, let laboratory = try? Laboratory(best.data) else { return }
        var size = Self.words(best.question.sql).count / 2
        while size >= 1, trials > 0 {
            var start = 0
            while start < Self.words(best.question.sql).count {
                var words = Self.words(best.question.sql)
                words.removeSubrange(start..<min(start + size, words.count))
                let smaller = Question(sql: words.joined(separator: " "), counted: nil)
                if !isStill(smaller, in: laboratory) { start += max(1, size / 2) }
            }
            size /= 2
        }
    }

    private mutating func isStill(_ question: Question, in laboratory: Laboratory) -> Bool {
        guard trials > 0 else { return false }
        trials -= 1
        guard let smaller = best.with(question, best.data, in: laboratory) else { return false }
        best = smaller
        return true
    }

    private static func words(_ sql: String) -> [Substring] { sql.split(separator: " ") }
}
