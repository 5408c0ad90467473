import CordonTrust
import CordonValues
import Foundation
import Synchronization

/// The newest heads of other members' logs, on disk beside one's own log and, signed with it, inside it: `protocol/audit.md`, "Heads".
public final class HeldHeads: Sendable {
    public enum Verdict: Sendable, Hashable {
        case nothingNew, newer
        case trouble(HeadTrouble)
    }

    /// Heads of one member are recorded at most once in so many seconds.
    public static let patience: Seconds = 60
    /// A log that has grown by so many records is recorded, whatever it calls an event.
    static let mostUnrecorded = 1000

    private let log: AuditLog
    private let shelf: HeadShelf
    private let patience: Seconds
    private let clock: @Sendable () -> Date
    private let state = Mutex<[String: Member]>([:])

    private struct Member {
        /// The newest that stands in one's own log, since this process began.
        var recorded: AuditHead?
        var recordedAt: Timestamp?
        /// What the other side said that it holds.
        var asked = 0
    }

    public init(_ log: AuditLog, patience: Seconds = HeldHeads.patience, clock: @escaping @Sendable () -> Date = { Date() }) {
        self.log = log
        shelf = HeadShelf(log.folder)
        self.patience = patience
        self.clock = clock
    }

    /// What to tell a member about one's own log.
    public func exchange(with member: String) throws(Diagnostic) -> HeadExchange {
        // From disk each time: an administrator may have forgotten it meanwhile, in another process.
        let (held, asked) = (shelf.held(member), state.withLock { $0[member]?.asked ?? 0 })
        let anchor: HeadExchange.Anchor? = asked == 0 ? nil : HeadExchange.Anchor(number: asked, hash: try log.hash(at: asked))
        return HeadExchange(head: try log.head().bytes, held: held?.document.number ?? 0, anchor: anchor)
    }

    /// Takes in what a member tells about its log. What is not signed by one of `keys`, or speaks of another member or network, is refused with
    /// the codes of signed documents or `document-invalid`, and changes nothing.
    ///
    /// The first trouble is recorded with both heads and kept until ``forget(_:reason:)``; the head that was held before stays.
    @discardableResult
    public func take(_ exchange: HeadExchange, of member: String, keys: [VerifyingKey], network: String) throws(Diagnostic) -> Verdict {
        let offered = try Signed<AuditHead>.verify(exchange.head, by: keys)
        guard let key = keys.first(where: { $0.id == offered.signer }), offered.document.member == member, offered.document.network.isEmpty || offered.document.network == network else {
            throw Diagnostic(.documentInvalid, "The head of an audit log is of another member or network than its sender.")
        }
        return try state.withLock { (state) throws(Diagnostic) in
            var entry = state[member] ?? Member()
            let held = shelf.held(member)
            if held == nil {
                // The first one, or the ones before are forgotten.
                (entry.recorded, entry.recordedAt) = (nil, nil)
            }
            entry.asked = exchange.held
            defer { state[member] = entry }
            switch HeadComparison(held: held?.document, offered: offered.document, anchor: exchange.anchor) {
            case .nothingNew:
                if let held { try record(held, &entry, member) }
                return .nothingNew
            case .newer:
                try shelf.keep(offered, by: key, of: member)
                try record(offered, &entry, member)
                return .newer
            case .trouble(let trouble):
                try note(trouble, held, offered, exchange.anchor, member)
                return .trouble(trouble)
            }
        }
    }

    /// Puts the head that is held into one's own log, unless that would only answer the other log's answer.
    private func record(_ held: Signed<AuditHead>, _ entry: inout Member, _ member: String) throws(Diagnostic) {
        let (head, now) = (held.document, Timestamp(clock()))
        if let recorded = entry.recorded {
            guard head.event > recorded.number || head.number - recorded.number >= Self.mostUnrecorded else { return }
        }
        if let at = entry.recordedAt, now < at.adding(patience), now >= at { return }
        try log.append(
            AuditEvent(.headHeld, [
                AuditField("of", member), AuditField("number", head.number), AuditField("hash", head.hash),
                AuditField("head", String(decoding: held.bytes, as: UTF8.self)),
            ]))
        entry.recorded = head
        entry.recordedAt = now
    }

    private func note(
        _ trouble: HeadTrouble, _ held: Signed<AuditHead>?, _ offered: Signed<AuditHead>, _ anchor: HeadExchange.Anchor?, _ member: String
    ) throws(Diagnostic) {
        guard shelf.trouble(member) == nil, let held else { return }
        var fields = [
            AuditField("of", member), AuditField("trouble", trouble.rawValue),
            AuditField("held", String(decoding: held.bytes, as: UTF8.self)),
            AuditField("offered", String(decoding: offered.bytes, as: UTF8.self)),
        ]
        if let anchor { fields += [AuditField("anchor", anchor.number), AuditField("anchor_hash", anchor.hash ?? "none")] }
        try log.append(AuditEvent(.headConflict, fields))
        try shelf.keep(HeadTroubleRecord(trouble: trouble, held: held.document.number, offered: offered.document.number), of: member)
    }

    /// A person has looked into a trouble and starts again with the member's log as it is; `reason` goes into one's own log.
    ///
    /// Refused with `not-found` where no head of this member is held.
    public func forget(_ member: String, reason: String) throws(Diagnostic) {
        guard shelf.members.contains(member) else {
            throw Diagnostic(.notFound, "No head of an audit log of '\(member)' is held here.", hint: "Held are: \(shelf.members.joined(separator: ", ")).")
        }
        try log.append(AuditEvent(.headForgotten, [AuditField("of", member), AuditField("reason", reason)]))
        try state.withLock { (state) throws(Diagnostic) in
            try shelf.forget(member)
            state[member] = nil
        }
    }
}
