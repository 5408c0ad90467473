import CordonTrust
import CordonValues
import Foundation
import SwiftProtobuf

/// What a node tells its coordinator when it asks for work: `protocol/cordon/v1/node.proto`.
public struct PollRequest: Sendable, Hashable {
    public var agentVersion: String
    /// 0 for none.
    public var charterVersion: Int
    /// Nil when nothing is loaded.
    public var snapshot: SnapshotSummary?
    public var paused: Bool
    /// At most 25.
    public var waitSeconds: Int
    /// Hashes of the questions in work, hexadecimal.
    public var working: [String]
    /// Of the node's audit log; nil while it holds no charter.
    public var audit: HeadExchange?
    /// Where the node's cells may go; nil for anywhere.
    public var border: Jurisdictions?
    /// Hashes of the questions in work that wait for a person.
    public var held: [String]
    /// Of the revocation list that the node holds; 0 for none.
    public var revocationsVersion: Int

    public init(
        agentVersion: String, charterVersion: Int, snapshot: SnapshotSummary?, paused: Bool, waitSeconds: Int, working: [String],
        audit: HeadExchange? = nil, border: Jurisdictions? = nil, held: [String] = [], revocationsVersion: Int = 0
    ) {
        self.agentVersion = agentVersion
        self.charterVersion = charterVersion
        self.snapshot = snapshot
        self.paused = paused
        self.waitSeconds = waitSeconds
        self.working = working
        self.audit = audit
        self.border = border
        self.held = held
        self.revocationsVersion = revocationsVersion
    }

    public func encoded() throws(Diagnostic) -> Data {
        var message = WirePollRequest()
        message.agentVersion = agentVersion
        message.charterVersion = UInt32(clamping: charterVersion)
        if let snapshot { message.snapshot = snapshot.message }
        message.paused = paused
        message.waitSeconds = UInt32(clamping: waitSeconds)
        message.working = try NodeMessage.digests(working)
        if let audit { message.audit = try audit.message }
        if let border { message.border.jurisdictions = border.codes }
        message.held = try NodeMessage.digests(held)
        message.revocationsVersion = UInt32(clamping: revocationsVersion)
        return try NodeMessage.bytes(message)
    }

    public init(decoding bytes: Data) throws(Diagnostic) {
        let message: WirePollRequest = try NodeMessage.read(bytes, limit: WireLimits.pollRequest)
        guard NameGrammar.isLine(message.agentVersion, limit: 100), message.waitSeconds <= 25, message.working.count <= WireLimits.pollQuestions,
            message.held.count <= WireLimits.pollQuestions, message.charterVersion <= UInt32(Int32.max),
            message.revocationsVersion <= UInt32(Int32.max)
        else { throw NodeMessage.invalid }
        agentVersion = message.agentVersion
        charterVersion = Int(message.charterVersion)
        snapshot = message.hasSnapshot ? try SnapshotSummary(message.snapshot) : nil
        paused = message.paused
        waitSeconds = Int(message.waitSeconds)
        working = try NodeMessage.digests(message.working)
        audit = message.hasAudit ? try HeadExchange(message.audit) : nil
        border = message.hasBorder ? try Self.border(message.border) : nil
        held = try NodeMessage.digests(message.held)
        revocationsVersion = Int(message.revocationsVersion)
    }

    private static func border(_ message: WireBorder) throws(Diagnostic) -> Jurisdictions {
        do { return try Jurisdictions(message.jurisdictions) } catch { throw NodeMessage.invalid }
    }
}

/// What the coordinator may know about a node's snapshot: never a count, only an order of magnitude.
public struct SnapshotSummary: Sendable, Hashable {
    public let id: String
    public let number: Int
    public let cutoff: CalendarDate
    public let loaded: Timestamp
    /// Number of decimal digits of the number of rows.
    public let rowsMagnitude: Int
    /// Digests of the rows of each replicated table, hexadecimal.
    public let replicated: [String: String]
    /// As the vocabulary says of itself; nil for none.
    public let vocabularyVersion: String?
    /// A list of patients who object was applied.
    public let objections: Bool
    /// Number of binary digits of the number of patients; 0 where they are fewer than the charter's threshold, or are not counted.
    public let patientsMagnitude: Int

    public init(
        id: String, number: Int, cutoff: CalendarDate, loaded: Timestamp, rowsMagnitude: Int, replicated: [String: String] = [:],
        vocabularyVersion: String? = nil, objections: Bool = false, patientsMagnitude: Int = 0
    ) {
        self.id = id
        self.number = number
        self.cutoff = cutoff
        self.loaded = loaded
        self.rowsMagnitude = rowsMagnitude
        self.replicated = replicated
        self.objections = objections
        self.patientsMagnitude = patientsMagnitude
        self.vocabularyVersion = vocabularyVersion.flatMap { NameGrammar.isLine($0, limit: 255) ? $0 : nil }
    }

    init(_ message: WireSnapshotSummary) throws(Diagnostic) {
        guard NameGrammar.isLine(message.id, limit: 255), let number = Int(exactly: message.number), message.rowsMagnitude <= 19,
            message.patientsMagnitude <= 63,
            let cutoff = CalendarDate(daysSince1970: Int64(message.cutoff)),
            let loaded = Timestamp(secondsSince1970: message.loaded), message.replicated.count <= WireLimits.replicatedTables,
            message.replicated.allSatisfy({ NameGrammar.isLine($0.name, limit: 63) }),
            message.vocabularyVersion.isEmpty || NameGrammar.isLine(message.vocabularyVersion, limit: 255)
        else { throw NodeMessage.invalid }
        let names = message.replicated.map(\.name)
        guard Set(names).count == names.count else { throw NodeMessage.invalid }
        let digests = try NodeMessage.digests(message.replicated.map(\.digest))
        self.init(
            id: message.id, number: number, cutoff: cutoff, loaded: loaded, rowsMagnitude: Int(message.rowsMagnitude),
            replicated: Dictionary(uniqueKeysWithValues: zip(names, digests)),
            vocabularyVersion: message.vocabularyVersion.isEmpty ? nil : message.vocabularyVersion, objections: message.objections,
            patientsMagnitude: Int(message.patientsMagnitude))
    }

    var message: WireSnapshotSummary {
        var message = WireSnapshotSummary()
        message.id = id
        message.number = UInt64(clamping: number)
        message.cutoff = cutoff.daysSince1970
        message.loaded = loaded.secondsSince1970
        message.rowsMagnitude = UInt32(clamping: rowsMagnitude)
        message.replicated = replicated.sorted { $0.key < $1.key }.compactMap { name, digest in
            Hexadecimal.decode(digest).map { digest in
                var table = WireReplicatedTable()
                table.name = name
                table.digest = digest
                return table
            }
        }
        message.vocabularyVersion = vocabularyVersion ?? ""
        message.objections = objections
        message.patientsMagnitude = UInt32(clamping: patientsMagnitude)
        return message
    }
}
