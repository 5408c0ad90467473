import CordonAudit
import CordonTrust
import CordonValues
import CordonWire
import Foundation
import Logging
import Synchronization

/// What a node does with the reply to a poll: charter, revocations, cancels, deliveries.
final class ReplyIntake: Sendable {
    private let desk: JobDesk
    private let charters: Mutex<CharterShelf>
    private let revocations: Mutex<RevocationShelf>
    private let audit: AuditLog
    private let heads: HeldHeads
    private let notices: Notices
    private let log: Logger

    init(desk: JobDesk, charters: CharterShelf, revocations: RevocationShelf, notices: Notices, log: Logger) {
        self.desk = desk
        audit = desk.audit
        heads = HeldHeads(desk.audit)
        self.charters = Mutex(charters)
        self.revocations = Mutex(revocations)
        self.notices = notices
        self.log = log
    }

    var charter: Charter? { charters.withLock { $0.current?.document } }
    var charterVersion: Int { charter?.version ?? 0 }

    /// False when there was nothing in the reply that this node could take.
    func take(_ reply: PollReply) async -> Bool {
        compareClocks(reply.serverTime)
        compareLogs(reply.audit)
        var isTaken = false
        if let bytes = reply.charter, await adopt(bytes) { isTaken = true }
        if let bytes = reply.revocations, await adopt(revocations: bytes) { isTaken = true }
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
            let isNew = try charters.withLock { (shelf) throws(Diagnostic) in
                try shelf.offer(bytes) { (charter) throws(Diagnostic) in try audit.append(.installed(charter)) }
            }
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

    var revocationsVersion: Int { revocations.withLock { $0.current?.document.version ?? 0 } }

    private func adopt(revocations bytes: Data) async -> Bool {
        let network = charters.withLock { $0.current?.document.network }
        return await adoptRevocations { (shelf) throws(Diagnostic) in
            try shelf.offer(bytes, to: network) { (list) throws(Diagnostic) in try audit.append(.installed(list)) }
        }
    }

    /// Takes up a list that the administrator has imported since.
    func refreshRevocations() async {
        _ = await adoptRevocations { (shelf) throws(Diagnostic) in try shelf.refresh() }
    }

    /// False when there is nothing new.
    private func adoptRevocations(_ take: (inout RevocationShelf) throws(Diagnostic) -> Bool) async -> Bool {
        do throws(Diagnostic) {
            let newest = try revocations.withLock { (shelf) throws(Diagnostic) in try take(&shelf) ? shelf.current : nil }
            notices.clear(.revocations)
            guard let newest else { return false }
            await desk.adopt(revocations: newest.bytes)
            log.notice("a new revocation list holds", metadata: ["version": "\(newest.document.version)"])
            return true
        } catch {
            notices.warn(.revocations, "a revocation list is refused", reason: "\(error)")
            return false
        }
    }

    /// Refuses to ask a coordinator whose key is revoked: `revoked`.
    func check(coordinator card: CoordinatorCard) throws(Diagnostic) {
        try revocations.withLock { $0.current?.document }?.check(key: card.key.id, of: "the coordinator `\(card.id)`")
    }

    /// What this node tells of its audit log; nil while it holds no charter, which names whom to tell.
    var exchange: HeadExchange? {
        guard let coordinator = charters.withLock({ $0.current?.document.coordinator }) else { return nil }
        do throws(Diagnostic) {
            return try heads.exchange(with: coordinator.id)
        } catch {
            notices.warn(.audit, "the audit log cannot be read", reason: "\(error.code.rawValue)")
            return nil
        }
    }

    /// Answers go on whatever is found: it is the administrators who have to talk to each other.
    private func compareLogs(_ exchange: HeadExchange?) {
        guard let exchange, let charter = charters.withLock({ $0.current?.document }) else { return }
        audit.belong(to: charter.network)
        do throws(Diagnostic) {
            let verdict = try heads.take(
                exchange, of: charter.coordinator.id, keys: [charter.coordinator.key], network: charter.network)
            switch verdict {
            case .nothingNew, .newer: notices.clear(.audit)
            case .trouble(let trouble):
                notices.warn(.audit, "the coordinator's audit log is not the one it was", reason: trouble.rawValue)
            }
        } catch {
            notices.warn(.audit, "what the coordinator tells of its audit log is refused", reason: "\(error.code.rawValue)")
        }
    }

    private func compareClocks(_ server: Timestamp) {
        let skew = abs(Timestamp(Date()).secondsSince1970 - server.secondsSince1970)
        guard skew > 60 else { return _ = notices.clear(.clock) }
        notices.warn(
            .clock, "this machine's clock and the coordinator's differ", reason: "more than a minute apart", ["seconds": "\(skew)"])
    }
}
