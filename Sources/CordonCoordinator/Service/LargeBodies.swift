import CordonValues
import Synchronization

/// Bounds the memory that long sealed answers take: so many at a time, and one of each node.
final class LargeBodies: Sendable {
    private let most: Int
    private let senders = Mutex<Set<String>>([])

    init(most: Int) { self.most = most }

    func isReading(from node: String) -> Bool { senders.withLock { $0.contains(node) } }

    /// Does the work while there is room; `too-many-requests` otherwise, for the node to come again.
    func reading<Result>(from node: String, _ work: () async throws -> Result) async throws -> Result {
        guard senders.withLock({ $0.count < most && $0.insert(node).inserted }) else {
            throw Diagnostic(
                .tooManyRequests, "The coordinator takes in as many long answers as it can at the moment.",
                hint: "Send the same bytes again in a few seconds.")
        }
        defer { senders.withLock { _ = $0.remove(node) } }
        return try await work()
    }
}
