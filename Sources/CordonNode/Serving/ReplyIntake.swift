import CordonTrust
import CordonValues
import CordonWire
import Foundation
import Logging
import Synchronization

/// What a node does with the reply to a poll: charter, cancels, deliveries.
final class ReplyIntake: Sendable {
    private let desk: JobDesk
    private let charters: Mutex<CharterShelf>
    private let notices: Notices
    private let log: Logger

    init(desk: JobDesk, charters: CharterShelf, notices: Notices, log: Logger) {
        self.desk = desk
        self.charters = Mutex(charters)
        self.notices = notices
        self.log = log
    }

    var charterVersion: Int { charters.withLock { $0.current?.document.version ?? 0 } }

    /// False when there was nothing in the reply that this node could take.
    func take(_ reply: PollReply) async -> Bool {
        compareClocks(reply.serverTime)
        var isTaken = false
        if let bytes = reply.charter, await adopt(bytes) { isTaken = true }
        for hash in reply.cancels where await desk.cancel(hash) { isTaken = true }
        for delivery in reply.deliveries {
            switch await desk.receive(delivery) {
            case .new: isTaken = true
            case .known, .declined: break
            case .unusable: notices.warn(.delivery, "a delivery is ignored", reason: "it holds no question")
            }
        }
        return isTaken
    }

    private func adopt(_ bytes: Data) async -> Bool {
        do throws(Diagnostic) {
            let isNew = try charters.withLock { (shelf) throws(Diagnostic) in try shelf.offer(bytes) }
            notices.clear(.charter)
            guard isNew else { return false }
            await desk.adopt(charter: bytes)
            log.notice("a new charter is in force")
            return true
        } catch {
            notices.warn(.charter, "the coordinator's charter is refused", reason: "\(error)")
            return false
        }
    }

    private func compareClocks(_ server: Timestamp) {
        let skew = abs(Timestamp(Date()).secondsSince1970 - server.secondsSince1970)
        guard skew > 60 else { return _ = notices.clear(.clock) }
        notices.warn(
            .clock, "this machine's clock and the coordinator's differ", reason: "more than a minute apart", ["seconds": "\(skew)"])
    }
}
