import CordonValues

/// What a member says its audit log ends in, signed by the member: `protocol/audit.md`. Whoever holds one can show later that the log
/// was shortened or written anew, even by the owner of the key.
public struct AuditHead: TrustDocument, Hashable {
    public static let type = "cordon-audit-head+jws"

    /// The member's network; empty while it holds no charter.
    public let network: String
    /// The node or coordinator whose log it is.
    public let member: String
    /// The number of the newest record; the first is 1.
    public let number: Int
    /// SHA-256 of that record's line, in hexadecimal.
    public let hash: String
    /// The number of the newest record that is not about another member's head.
    public let event: Int
    /// When it was signed.
    public let time: Timestamp

    public init(network: String, member: String, number: Int, hash: String, event: Int, time: Timestamp) throws(Diagnostic) {
        let checks = DocumentChecks("head of an audit log")
        if !network.isEmpty { try checks.identifier(network, "network") }
        try checks.identifier(member, "member")
        try checks.require(number >= 1, "n", "be at least 1")
        try checks.digest(hash, "hash")
        try checks.require((1...number).contains(event), "event", "lie between 1 and n")
        self.network = network
        self.member = member
        self.number = number
        self.hash = hash
        self.event = event
        self.time = time
    }

    public init(json: StrictJSON) throws(Diagnostic) {
        let reader = try DocumentReader(
            json, "head of an audit log", members: ["v", "network", "member", "n", "hash", "event", "time"])
        try reader.checkVersion()
        try self.init(
            network: reader.string("network"), member: reader.string("member"), number: reader.integer("n"),
            hash: reader.string("hash"), event: reader.integer("event"), time: reader.timestamp("time"))
    }

    public var json: StrictJSON {
        .object([
            .init("v", .integer(1)), .init("network", .string(network)), .init("member", .string(member)), .init("n", .integer(number)),
            .init("hash", .string(hash)), .init("event", .integer(event)), .init("time", .string(time.text)),
        ])
    }
}
