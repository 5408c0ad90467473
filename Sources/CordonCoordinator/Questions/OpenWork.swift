/// Which releases are under way, and when one that failed is tried again. Nothing here needs to outlive the process.
actor OpenWork {
    static let firstWait: Duration = .seconds(1)
    static let longestWait: Duration = .seconds(30)

    private struct Failure {
        let wait: Duration
        let until: ContinuousClock.Instant
    }

    private var underWay: Set<String> = []
    private var failures: [String: Failure] = [:]
    private var revocations = 0
    /// What was erased may still be readable in the write-ahead log.
    private(set) var isLogOwed = false

    /// False while the question's release is under way, or has failed a moment ago.
    func begin(_ question: String) -> Bool {
        if let failure = failures[question], failure.until > .now { return false }
        return underWay.insert(question).inserted
    }

    func end(_ question: String, isDone: Bool) {
        underWay.remove(question)
        guard !isDone else { return forget(question) }
        let wait = min(failures[question].map { $0.wait * 2 } ?? Self.firstWait, Self.longestWait)
        failures[question] = Failure(wait: wait, until: .now + wait)
    }

    func forget(_ question: String) { failures[question] = nil }

    /// True for a version of the revocation list that was not seen before.
    func isNews(revocations version: Int) -> Bool {
        defer { revocations = version }
        return version > revocations
    }

    func oweLog(_ isOwed: Bool) { isLogOwed = isOwed }
}
