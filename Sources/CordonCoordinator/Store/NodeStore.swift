import CordonTrust
import CordonValues
import Foundation
import GRDB

/// What a node said of itself in its last poll.
public struct NodeStatus: Sendable, Hashable, Codable, FetchableRecord, PersistableRecord {
    public static let databaseTableName = "nodeStatus"

    public let node: String
    /// Milliseconds since 1970, by the coordinator's clock.
    public let lastSeen: Int64
    public let version: String
    public let charterVersion: Int64
    /// Seconds by which the node's clock is ahead of the coordinator's.
    public let skew: Int64
    public let paused: Bool
    public let snapshotID: String?
    public let snapshotNumber: Int64?
    /// ISO date.
    public let cutoff: String?
    public let loaded: Int64?
    /// Number of decimal digits of the number of rows.
    public let rowsMagnitude: Int64?
    /// Digests of the rows of each replicated table.
    public let replicated: [String: String]?
    /// As the vocabulary says of itself.
    public let vocabularyVersion: String?
    /// A list of patients who object was applied to the snapshot.
    public var objections: Bool?
    /// Where its cells may go; nil for anywhere.
    public var border: Jurisdictions?
    /// Ids of the questions that wait for a person there.
    public var held: [String]?
    /// Of the revocation list that it holds; 0 for none.
    public var revocationsVersion: Int64 = 0
    /// Number of binary digits of the number of patients; 0 where it is not told.
    public var patientsMagnitude: Int64 = 0

    /// So many patients it has at least.
    var leastPatients: Int64 { (1...62).contains(patientsMagnitude) ? 1 << (patientsMagnitude - 1) : 0 }
}

/// A member card as it was received at enrolment.
public struct MemberCardRecord: Sendable, Codable, FetchableRecord, PersistableRecord {
    public static let databaseTableName = "memberCard"

    public let node: String
    public let keyID: String
    public let bytes: Data
    public let received: Int64
}

private struct TokenRecord: Codable, FetchableRecord {
    let node: String
    let expires: Int64
    let used: Int64?
}

extension CoordinatorStore {
    public func record(_ status: NodeStatus) async throws(Diagnostic) {
        try await writeSoon { try status.save($0) }
    }

    public func nodeStatuses() async throws(Diagnostic) -> [NodeStatus] {
        try await read { try NodeStatus.order(Column("node")).fetchAll($0) }
    }

    public func nodeStatus(_ node: String) async throws(Diagnostic) -> NodeStatus? {
        try await read { try NodeStatus.fetchOne($0, key: node) }
    }

    /// Keeps the digest of a new enrolment token.
    public func addToken(digest: String, node: String, expires: Int64) async throws(Diagnostic) {
        try await write {
            try $0.execute(
                sql: "INSERT INTO enrolmentToken (digest, node, expires) VALUES (?, ?, ?)", arguments: [digest, node, expires])
        }
    }

    /// Uses up a token and stores the card, in one transaction. The same card may come again with the same token, so that a lost
    /// reply can be repeated; another card may not.
    /// `alongside` runs in it when the card is new.
    public func enrol(
        _ card: MemberCardRecord, digest: String, now: Int64, alongside: @Sendable @escaping () throws -> Void = {}
    ) async throws(Diagnostic) {
        try await write { database in
            let refusal = Diagnostic(
                .tokenInvalid, "The enrolment token is unknown, used, expired or made for another node.",
                hint: "Ask the coordinator's operator for a new one: cordon-coordinator token NODE-ID.")
            guard
                let token = try TokenRecord.fetchOne(
                    database, sql: "SELECT node, expires, used FROM enrolmentToken WHERE digest = ?", arguments: [digest]),
                token.node == card.node
            else { throw refusal }
            if token.used != nil {
                let known = try MemberCardRecord.fetchOne(database, key: card.node)
                guard known?.bytes == card.bytes else { throw refusal }
                return
            }
            guard token.expires > now else { throw refusal }
            try database.execute(sql: "UPDATE enrolmentToken SET used = ? WHERE digest = ?", arguments: [now, digest])
            try card.save(database)
            try alongside()
        }
    }

    public func memberCards() async throws(Diagnostic) -> [MemberCardRecord] {
        try await read { try MemberCardRecord.order(Column("node")).fetchAll($0) }
    }

    public func memberCard(keyID: String) async throws(Diagnostic) -> MemberCardRecord? {
        try await read { try MemberCardRecord.filter(Column("keyID") == keyID).fetchOne($0) }
    }
}
