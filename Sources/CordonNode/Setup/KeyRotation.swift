import CordonAudit
import CordonTrust
import CordonValues
import Foundation

/// Gives a node another signing key. The new key waits beside the present one until a charter names it; from then on the node signs with it.
/// The charter says how long the coordinator still takes the old one.
public struct KeyRotation: Sendable {
    private let state: StateFolder

    public init(_ state: StateFolder) { self.state = state }

    /// Makes the next key, and the card that the data authority needs for the charter. A key that waits already stays.
    public func begin(now: Date = Date()) throws(Diagnostic) -> Signed<MemberCard> {
        let identity = try NodeConfiguration(state).identity
        let audit = try state.auditLog(identity)
        let next: SigningKey
        if let waiting { next = try waiting.get() } else {
            next = SigningKey()
            try audit.append(AuditEvent(.keyMade, [AuditField("key", next.verifyingKey.id.text)]))
            try next.write(file: state.nextKey)
        }
        let card = try Signed.sign(
            MemberCard(
                id: identity.id, name: identity.name, jurisdiction: identity.jurisdiction, key: next.verifyingKey, created: Timestamp(now)),
            by: next)
        try StateFolder.write(card.bytes, to: state.nextCard)
        return card
    }

    /// The key that waits; nil when none does.
    var waiting: Result<SigningKey, Diagnostic>? {
        guard FileManager.default.fileExists(atPath: state.nextKey) else { return nil }
        return Result { () throws(Diagnostic) in try SigningKey.read(file: state.nextKey) }
    }

    /// True when the charter names the key that waits.
    func isDue(_ charter: Charter?, node: String) throws(Diagnostic) -> Bool {
        guard let member = charter?.member(node), let waiting else { return false }
        return try waiting.get().verifyingKey == member.key
    }

    /// Puts the key that waits into the place of the present one. Nobody else may append to the audit log meanwhile.
    ///
    /// First the log goes over to it, then the file: ``recover()`` finishes what ended in between.
    func complete(_ identity: NodeIdentity) throws(Diagnostic) {
        guard let waiting else { return }
        try state.auditLog(identity).handOver(to: waiting.get())
        try move()
    }

    /// Where an earlier process ended after the log had gone over to the next key, and before the file had.
    func recover() throws(Diagnostic) {
        guard let waiting, try state.audit.isSigned(by: waiting.get().verifyingKey) else { return }
        try move()
    }

    private func move() throws(Diagnostic) {
        try SecretFile.move(state.nextKey, to: state.signingKey)
        // The card can be made again from the key; a failure here costs nothing.
        if FileManager.default.fileExists(atPath: state.nextCard) { rename(state.nextCard, state.memberCard) }
    }
}
