import CordonTrust
import CordonValues

/// A question that waits for a person of the hospital, with what that person has to know.
public struct HeldRequest: Sendable, Hashable {
    public let question: String
    public let study: String
    /// Name and jurisdiction, as the permit has them.
    public let researcher: String
    public let permit: String
    public let title: String
    public let legalBasis: String
    public let sql: String
    public let roster: [String]
    public let since: Timestamp
    /// When it is given up: at the question's deadline, the permit's end, or after the policy's `hold_hours`.
    public let expires: Timestamp
    public let isPreviewed: Bool
    /// `approved` or `rejected`, when a person has decided and the agent has not carried it out yet.
    public let decision: String?

    var lines: [String] {
        let facts = [
            "question     \(question)", "study        \(study)", "researcher   \(researcher)", "permit       \(permit): \(title)",
            "legal basis  \(legalBasis)", "hospitals    \(roster.joined(separator: ", "))", "held since   \(since)", "given up     \(expires)",
            "previewed    \(isPreviewed ? "yes" : "no")",
        ]
        let decided = decision.map { ["decided      \($0); the agent carries it out when it runs"] } ?? []
        return facts + decided + ["SQL"] + sql.split(whereSeparator: \.isNewline).map { "  \($0)" }
    }

    var json: StrictJSON {
        .object([
            .init("question", .string(question)), .init("study", .string(study)), .init("researcher", .string(researcher)),
            .init("permit", .string(permit)), .init("title", .string(title)), .init("legal_basis", .string(legalBasis)),
            .init("sql", .string(sql)), .init("roster", .strings(roster)), .init("held_since", .string(since.text)),
            .init("expires", .string(expires.text)), .init("previewed", .boolean(isPreviewed)),
            .init("decision", decision.map { .string($0) } ?? .null),
        ])
    }
}
