/// Which releases are under way, when one that failed is tried again, and what one waits for. Nothing here needs to outlive the process.
actor OpenWork {
    static let firstWait: Duration = .seconds(1)
    static let longestWait: Duration = .seconds(30)

    /// How an attempt at a release ended.
    enum End: Sendable {
        case done
        /// It is tried again in a while.
        case failed
        /// It is tried again when one of these questions has another revision than this.
        case waiting(for: [String: Int])
    }

    private struct Failure {
        let wait: Duration
        let until: ContinuousClock.Instant
    }

    private var underWay: Set<String> = []
    private var failures: [String: Failure] = [:]
    private var awaited: [String: [String: Int]] = [:]
    private var isClosed = false
    private var closing: CheckedContinuation<Void, Never>?
    private var revocations = 0
    /// What was erased may still be readable in the write-ahead log.
    private(set) var isLogOwed = false

    /// False while the question's release is under way, or has failed a moment ago, and after ``close()``.
    func begin(_ question: String) -> Bool {
        guard !isClosed else { return false }
        if let failure = failures[question], failure.until > .now { return false }
        return underWay.insert(question).inserted
    }

    func end(_ question: String, _ end: End) {
        underWay.remove(question)
        switch end {
        case .done: forget(question)
        case .failed:
            let wait = min(failures[question].map { $0.wait * 2 } ?? Self.firstWait, Self.longestWait)
            failures[question] = Failure(wait: wait, until: .now + wait)
        case .waiting(let others):
            failures[question] = nil
            awaited[question] = others
        }
        guard underWay.isEmpty else { return }
        closing?.resume()
        closing = nil
    }

    /// Returns when no release is under way any more: one reads and writes the store to its end. Called once.
    func close() async {
        isClosed = true
        guard !underWay.isEmpty else { return }
        await withCheckedContinuation { closing = $0 }
    }

    /// The questions that a release waits for, with the revisions that they had; nil where it waits for none.
    func awaited(by question: String) -> [String: Int]? { awaited[question] }

    func forget(_ question: String) {
        failures[question] = nil
        awaited[question] = nil
    }

    /// True for a version of the revocation list that was not seen before.
    func isNews(revocations version: Int) -> Bool {
        defer { revocations = version }
        return version > revocations
    }

    func oweLog(_ isOwed: Bool) { isLogOwed = isOwed }
}
