import Logging
import Synchronization

/// Tells the administrator of a trouble when it begins or changes, not each time that it is met again.
final class Notices: Sendable {
    enum Topic: Sendable, Hashable { case connection, charter, revocations, clock, delivery, audit }

    private let log: Logger
    private let standing = Mutex<[Topic: String]>([:])

    init(_ log: Logger) { self.log = log }

    /// `reason` is what tells one trouble from the next.
    func warn(_ topic: Topic, _ message: Logger.Message, reason: String, _ metadata: Logger.Metadata = [:]) {
        guard standing.withLock({ $0.updateValue(reason, forKey: topic) }) != reason else { return }
        log.warning(message, metadata: metadata.merging(["reason": "\(reason)"]) { $1 })
    }

    /// The trouble is over; true when there was one.
    @discardableResult func clear(_ topic: Topic) -> Bool { standing.withLock { $0.removeValue(forKey: topic) } != nil }
}
