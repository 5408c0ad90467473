import Crypto
import CordonTrust
import CordonValues
import Foundation

/// What an envelope belongs to. Sealing binds all of it; opening demands all of it.
public struct EnvelopeBinding: Sendable, Hashable {
    /// The hash of the signed question, hexadecimal.
    public let question: String
    public let node: String
    public let coordinator: String
    /// Node ids, sorted, as the question names them.
    public let roster: [String]
    /// The id of the snapshot that was read.
    public let snapshot: String
    /// The fingerprint of the partial's layout, hexadecimal.
    public let layout: String

    public init(question: String, node: String, coordinator: String, roster: [String], snapshot: String, layout: String) {
        self.question = question
        self.node = node
        self.coordinator = coordinator
        self.roster = roster
        self.snapshot = snapshot
        self.layout = layout
    }

    /// SHA-256 over the roster's ids, each followed by a line feed.
    var rosterDigest: Data { Data(SHA256.hash(data: Data(roster.map { $0 + "\n" }.joined().utf8))) }
}
