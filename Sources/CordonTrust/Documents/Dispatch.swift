import CordonValues
import Foundation

/// The coordinator's order to answer one question, sealed to a key made for it.
public struct Dispatch: TrustDocument, Hashable {
    public static let type = "cordon-dispatch+jws"
    /// Bytes of an X-Wing public key.
    public static let sealingKeyLength = 1216

    /// The hash of the signed question.
    public let question: String
    /// X-Wing public key; its private half is erased after the merge.
    public let sealingKey: Data
    public let roster: [String]
    /// The fingerprint of the partial layout that the coordinator expects.
    public let layout: String
    public let deadline: Timestamp
    public let created: Timestamp

    public init(question: String, sealingKey: Data, roster: [String], layout: String, deadline: Timestamp, created: Timestamp)
        throws(Diagnostic)
    {
        let checks = DocumentChecks("dispatch")
        try checks.digest(question, "question")
        try checks.require(sealingKey.count == Self.sealingKeyLength, "sealing_key", "be an X-Wing public key in base64url")
        try checks.roster(roster)
        try checks.digest(layout, "layout")
        try checks.window(created, deadline, "deadline")
        self.question = question
        self.sealingKey = sealingKey
        self.roster = roster
        self.layout = layout
        self.deadline = deadline
        self.created = created
    }

    public init(json: StrictJSON) throws(Diagnostic) {
        let reader = try DocumentReader(
            json, "dispatch", members: ["v", "question", "sealing_key", "roster", "layout", "deadline", "created"])
        try reader.checkVersion()
        guard let sealingKey = Base64URL.decode(try reader.string("sealing_key")) else {
            throw reader.invalid("sealing_key", "be an X-Wing public key in base64url")
        }
        try self.init(
            question: reader.string("question"), sealingKey: sealingKey, roster: reader.strings("roster"),
            layout: reader.string("layout"), deadline: reader.timestamp("deadline"), created: reader.timestamp("created"))
    }

    public var json: StrictJSON {
        .object([
            .init("v", .integer(1)), .init("question", .string(question)),
            .init("sealing_key", .string(Base64URL.encode(sealingKey))), .init("roster", .strings(roster)),
            .init("layout", .string(layout)), .init("deadline", .string(deadline.text)), .init("created", .string(created.text)),
        ])
    }

    /// Refuses a dispatch from the future (`clock-skew`) and one whose deadline is over (`deadline-passed`).
    public func check(now: Timestamp, skew: Seconds = defaultClockSkew) throws(Diagnostic) {
        guard now < deadline else { throw Diagnostic(.deadlinePassed, "The deadline of the question was \(deadline).") }
        guard created <= now.adding(skew) else {
            throw Diagnostic(
                .clockSkew, "The question was dispatched at \(created), which is in the future here.",
                hint: "Compare the clocks of both machines.")
        }
    }
}
