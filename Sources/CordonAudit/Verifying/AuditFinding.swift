import CordonTrust
import CordonValues

/// What verification found wrong with a log, or could not tell.
public struct AuditFinding: Sendable, Hashable {
    public enum Code: String, Sendable, Hashable, CaseIterable {
        // The log is not as it was written.
        case notARecord = "not-a-record"
        case altered
        case missing
        case outOfOrder = "out-of-order"
        case foreign
        case notBegun = "not-begun"
        case headInvalid = "head-invalid"
        case rewritten
        case shortened
        case otherKey = "other-key"
        // Something cannot be told.
        case headMissing = "head-missing"
        case unsigned
        case torn
        case beginningMissing = "beginning-missing"
        case older

        /// False for what only cannot be told.
        public var isBroken: Bool {
            switch self {
            case .notARecord, .altered, .missing, .outOfOrder, .foreign, .notBegun, .headInvalid, .rewritten, .shortened, .otherKey: true
            case .headMissing, .unsigned, .torn, .beginningMissing, .older: false
            }
        }
    }

    public let code: Code
    /// The first record that is bad, or after which nothing is known; 0 where it concerns no record.
    public let record: Int
    /// One sentence.
    public let message: String

    init(_ code: Code, at record: Int, _ message: String) {
        self.code = code
        self.record = record
        self.message = message
    }
}

extension AuditFinding: CustomStringConvertible {
    public var description: String { record > 0 ? "\(code.rawValue), record \(record): \(message)" : "\(code.rawValue): \(message)" }
}

/// A head of a log that somebody else holds.
public struct HeldHead: Sendable, Hashable {
    /// Whose log it is about, as the holder wrote it down.
    public let member: String
    /// A flattened JWS, not verified yet.
    public let bytes: [UInt8]
    /// Where it comes from, for people.
    public let source: String

    public init(member: String, bytes: [UInt8], source: String) {
        self.member = member
        self.bytes = bytes
        self.source = source
    }
}

/// What became of one log under verification.
public struct AuditReport: Sendable, Hashable {
    public internal(set) var source = ""
    public internal(set) var member: String?
    public internal(set) var key: VerifyingKey?
    /// Numbers of the first and the last record that were read; 0 for none.
    public internal(set) var first = 0
    public internal(set) var last = 0
    /// SHA-256 of the last record's line.
    public internal(set) var hash: String?
    /// Heads held by others that this log agrees with.
    public internal(set) var agreeing = 0
    public internal(set) var findings: [AuditFinding] = []

    public var isBroken: Bool { findings.contains { $0.code.isBroken } }

    /// 0: whole. 1: whole as far as can be told, and something cannot. 2: changed.
    public var exitCode: Int32 { isBroken ? 2 : findings.isEmpty ? 0 : 1 }

    public var lines: [String] {
        let records = last == 0 ? "no record" : "records \(first) to \(last)"
        let verdict = isBroken ? "CHANGED" : findings.isEmpty ? "whole" : "not changed, as far as can be told"
        var lines = ["\(source): \(verdict)", "  log of     \(member ?? "?"), \(records)"]
        if let key { lines.append("  key        \(key.id)") }
        if let hash { lines.append("  last hash  \(hash)") }
        if agreeing > 0 { lines.append("  agrees with \(agreeing) heads that others hold") }
        return lines + findings.map { "  \($0)" }
    }

    public var json: StrictJSON {
        .object([
            .init("source", .string(source)), .init("member", member.map { .string($0) } ?? .null),
            .init("key", key.map { .string($0.id.text) } ?? .null), .init("first", .integer(first)), .init("last", .integer(last)),
            .init("hash", hash.map { .string($0) } ?? .null), .init("agreeing_heads", .integer(agreeing)),
            .init("broken", .boolean(isBroken)),
            .init("findings", .array(findings.map { finding in
                .object([
                    .init("code", .string(finding.code.rawValue)), .init("record", .integer(finding.record)),
                    .init("message", .string(finding.message)),
                ])
            })),
        ])
    }
}
