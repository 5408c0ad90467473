import CordonValues
import Foundation

/// One SQL text that a researcher asks a roster of hospitals through one coordinator, for one study. `Signed<Question>.hash` is the
/// question's id everywhere.
public struct Question: TrustDocument, Hashable {
    public static let type = "cordon-question+jws"
    /// The longest SQL text, in bytes.
    public static let sqlLimit = 65_536

    public let network: String
    /// The coordinator's id.
    public let coordinator: String
    public let study: String
    public let sql: String
    /// Node ids, sorted.
    public let roster: [String]
    /// 16 random bytes in base64url: two askings of one text are two questions.
    public let nonce: String
    public let created: Timestamp
    public let expires: Timestamp

    public init(
        network: String, coordinator: String, study: String, sql: String, roster: [String], nonce: String = Question.freshNonce(),
        created: Timestamp, expires: Timestamp
    ) throws(Diagnostic) {
        let checks = DocumentChecks("question")
        try checks.identifier(network, "network")
        try checks.identifier(coordinator, "coordinator")
        try checks.identifier(study, "study")
        guard sql.utf8.count <= Self.sqlLimit else {
            throw Diagnostic(
                .tooLong, "The question has \(sql.utf8.count) bytes; at most \(Self.sqlLimit) are read.",
                hint: "Shorten it: group codes with a BETWEEN or LIKE instead of listing each.")
        }
        try checks.require(NameGrammar.isText(sql), "sql", "hold no control characters and none that change the direction of writing")
        try checks.roster(roster)
        try checks.require(Base64URL.decode(nonce)?.count == 16, "nonce", "be 16 bytes in base64url")
        try checks.window(created, expires, "expires")
        self.network = network
        self.coordinator = coordinator
        self.study = study
        self.sql = sql
        self.roster = roster
        self.nonce = nonce
        self.created = created
        self.expires = expires
    }

    public init(json: StrictJSON) throws(Diagnostic) {
        let reader = try DocumentReader(
            json, "question",
            members: ["v", "network", "coordinator", "study", "sql", "roster", "nonce", "created", "expires"])
        try reader.checkVersion()
        try self.init(
            network: reader.string("network"), coordinator: reader.string("coordinator"), study: reader.string("study"),
            sql: reader.string("sql"), roster: reader.strings("roster"), nonce: reader.string("nonce"),
            created: reader.timestamp("created"), expires: reader.timestamp("expires"))
    }

    public var json: StrictJSON {
        .object([
            .init("v", .integer(1)), .init("network", .string(network)), .init("coordinator", .string(coordinator)),
            .init("study", .string(study)), .init("sql", .string(sql)), .init("roster", .strings(roster)),
            .init("nonce", .string(nonce)), .init("created", .string(created.text)), .init("expires", .string(expires.text)),
        ])
    }

    public static func freshNonce() -> String { Nonce.fresh() }

    /// Refuses a question from the future (`clock-skew`) and one whose time is over (`expired`).
    public func check(now: Timestamp, skew: Seconds = defaultClockSkew) throws(Diagnostic) {
        guard now < expires else { throw Diagnostic(.expired, "The question expired at \(expires).", hint: "Ask again.") }
        guard created <= now.adding(skew) else {
            throw Diagnostic(
                .clockSkew, "The question was signed at \(created), which is in the future here.",
                hint: "Compare the clocks of both machines.")
        }
    }
}
