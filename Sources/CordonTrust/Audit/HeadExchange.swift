import Foundation

/// What two members tell each other about their audit logs with every poll: `protocol/audit.md`, "Heads on the wire".
public struct HeadExchange: Sendable, Hashable {
    /// The sender's newest head: a flattened JWS of ``AuditHead``, not verified.
    public let head: Data
    /// The number of the newest head of the receiver that the sender holds; 0 for none.
    public let held: Int
    /// The number that the receiver said last that it holds, and the hash of that record in the sender's log now; nil for none. A log
    /// that was written anew gives itself away here.
    public let anchor: Anchor?

    public struct Anchor: Sendable, Hashable {
        public let number: Int
        /// Hexadecimal; nil where the log has no such record.
        public let hash: String?

        public init(number: Int, hash: String?) {
            self.number = number
            self.hash = hash
        }
    }

    public init(head: Data, held: Int, anchor: Anchor?) {
        self.head = head
        self.held = held
        self.anchor = anchor
    }
}
