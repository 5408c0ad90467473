import CordonTrust
import CordonValues
import Foundation

/// ``HeadExchange`` as a message: `protocol/audit.md`, "Heads on the wire".
extension HeadExchange {
    /// The longest signed head, in bytes.
    private static let longestHead = 4096

    init(_ message: WireAuditExchange) throws(Diagnostic) {
        guard !message.head.isEmpty, message.head.count <= Self.longestHead, let held = Int(exactly: message.held),
            let number = Int(exactly: message.anchor), message.anchorHash.isEmpty || message.anchorHash.count == 32
        else { throw NodeMessage.invalid }
        let hash = message.anchorHash.isEmpty ? nil : Hexadecimal.encode(message.anchorHash)
        self.init(head: message.head, held: held, anchor: number == 0 ? nil : Anchor(number: number, hash: hash))
    }

    var message: WireAuditExchange {
        get throws(Diagnostic) {
            var message = WireAuditExchange()
            message.head = head
            message.held = UInt64(clamping: held)
            if let anchor {
                message.anchor = UInt64(clamping: anchor.number)
                if let hash = anchor.hash { message.anchorHash = try NodeMessage.digests([hash])[0] }
            }
            return message
        }
    }
}
