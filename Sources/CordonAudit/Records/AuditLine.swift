import CordonTrust
import CordonValues
import Foundation

/// One record as the line that stands in the log, without its line feed: `protocol/audit.md`, "A record".
struct AuditLine: Sendable {
    /// The longest line, in bytes without its line feed.
    static let limit = 1 << 20

    let number: Int
    let bytes: [UInt8]
    let digest: AuditDigest
    let isAboutHeads: Bool

    /// Writes a record. A record that would be longer than ``limit``, or has a field's name twice or a bad one, is refused with
    /// `internal-failure`: the writer bounds what it writes.
    init(_ event: AuditEvent, number: Int, after previous: AuditDigest, member: String, at time: Timestamp) throws(Diagnostic) {
        let json = StrictJSON.object([
            .init("v", .integer(1)), .init("n", .integer(number)), .init("previous", .string(previous.text)),
            .init("time", .string(time.text)), .init("member", .string(member)), .init("kind", .string(event.kind.rawValue)),
            .init("fields", .object(event.fields.map(\.json))),
        ])
        let bytes = Array(json.written)
        guard bytes.count <= Self.limit, AuditFrame(bytes.span) != nil else {
            throw Diagnostic(.internalFailure, "A record of the audit log cannot be written as one line.")
        }
        self.number = number
        self.bytes = bytes
        digest = AuditDigest(of: bytes.span)
        isAboutHeads = event.kind.isAboutHeads
    }
}

/// A record as a reader sees it.
public struct AuditRecord: Sendable, Hashable {
    public let number: Int
    public let time: Timestamp
    public let member: String
    /// Also kinds that this version does not know.
    public let kind: String
    public let fields: [AuditField]

    /// Nil for a line that is no record.
    init?(_ line: Span<UInt8>) {
        guard let frame = AuditFrame(line) else { return nil }
        let bytes = line.withUnsafeBytes { Data($0) }
        guard let json = try? StrictJSON.read(bytes, limit: AuditLine.limit), case .string(let time)? = json["time"],
            let moment = Timestamp(text: time), case .string(let member)? = json["member"], case .string(let kind)? = json["kind"],
            case .object(let members)? = json["fields"]
        else { return nil }
        number = frame.number
        self.time = moment
        self.member = member
        self.kind = kind
        fields = members.compactMap(Self.field)
    }

    private static func field(_ member: StrictJSON.Member) -> AuditField? {
        switch member.value {
        case .string(let text): AuditField(member.name, text)
        case .number(let text): Int(text).map { AuditField(member.name, $0) }
        case .array(let elements):
            AuditField(member.name, elements.compactMap { if case .string(let text) = $0 { text } else { nil } })
        case .null, .boolean, .object: nil
        }
    }

    /// The text of a field; nil when it is not there or no text.
    public func text(_ name: String) -> String? {
        guard case .text(let text)? = fields.first(where: { $0.name == name })?.value else { return nil }
        return text
    }
}
