import CordonTrust
import CordonValues

/// One question in the node's log.
public struct LogEntry: Sendable, Hashable {
    public let question: String
    public let state: String
    public let received: Timestamp?
    public let researcher: String
    public let study: String
    public let sql: String
    public let refusal: String?
    public let snapshot: String?
    public let sealedBytes: Int?
    public let signer: String
}

/// One step of a question's way through the node.
public struct LogStep: Sendable, Hashable {
    public let at: Timestamp?
    public let event: String
    public let state: String
}

/// A delivery that was refused and not stored: it was not signed or permitted as it must be, or found the queue full.
public struct DeclinedDelivery: Sendable, Hashable {
    public let question: String
    /// The newest reason.
    public let refusal: String
    public let first: Timestamp?
    public let last: Timestamp?
    public let times: Int
}
