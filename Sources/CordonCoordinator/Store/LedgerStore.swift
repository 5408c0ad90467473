import CordonValues
import Foundation
import GRDB

/// One released boundary with the hospitals that answered and the snapshots they answered from.
public struct LedgerRecord: Sendable, Hashable {
    public let number: Int64
    public let question: String
    public let released: Int64
    public let boundary: Data
    /// By hospital.
    public let snapshots: [String: AnsweredSnapshot]
}

/// The data a hospital answered from.
public struct AnsweredSnapshot: Sendable, Hashable {
    public let id: String
    /// ISO date; empty when the node did not say.
    public let cutoff: String

    public init(id: String, cutoff: String) {
        self.id = id
        self.cutoff = cutoff
    }
}

extension CoordinatorStore {
    /// The release that already answers this definition in this study: the earliest one of which no hospital's snapshot is known
    /// to differ. Hospitals that have come or gone since do not matter, since another table over almost the same patients would
    /// tell the difference.
    public func ledgerEntry(
        study: String, definition: String, snapshots: [String: String]
    ) async throws(Diagnostic) -> LedgerRecord? {
        try await read { try Self.entry(study, definition, snapshots, in: $0) }
    }

    /// Writes a release, or gives the one that is there already. Called inside the transaction that ends the question.
    static func record(
        study: String, definition: String, snapshots: [String: AnsweredSnapshot], question: String, boundary: Data, now: Int64,
        in database: Database
    ) throws -> Int64 {
        let set = snapshots.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value.id)" }.joined(separator: "\n")
        try database.execute(
            sql: """
                INSERT INTO ledger (study, definition, snapshotSet, question, released, boundary) VALUES (?, ?, ?, ?, ?, ?)
                """,
            arguments: [study, definition, set, question, now, boundary])
        let number = database.lastInsertedRowID
        for (node, snapshot) in snapshots {
            try database.execute(
                sql: "INSERT INTO ledgerHospital (ledger, node, snapshot, cutoff) VALUES (?, ?, ?, ?)",
                arguments: [number, node, snapshot.id, snapshot.cutoff])
        }
        return number
    }

    static func entry(
        _ study: String, _ definition: String, _ snapshots: [String: String], in database: Database
    ) throws -> LedgerRecord? {
        let rows = try LedgerRow.fetchAll(
            database,
            sql: "SELECT number, question, released, boundary FROM ledger WHERE study = ? AND definition = ? ORDER BY number",
            arguments: [study, definition])
        for row in rows {
            let answered = try LedgerHospitalRow.fetchAll(
                database, sql: "SELECT node, snapshot, cutoff FROM ledgerHospital WHERE ledger = ?", arguments: [row.number])
            guard answered.allSatisfy({ snapshots[$0.node] == nil || snapshots[$0.node] == $0.snapshot }) else { continue }
            return LedgerRecord(
                number: row.number, question: row.question, released: row.released, boundary: row.boundary,
                snapshots: Dictionary(answered.map { ($0.node, AnsweredSnapshot(id: $0.snapshot, cutoff: $0.cutoff)) }) { first, _ in first })
        }
        return nil
    }
}

private struct LedgerRow: Codable, FetchableRecord {
    let number: Int64
    let question: String
    let released: Int64
    let boundary: Data
}

private struct LedgerHospitalRow: Codable, FetchableRecord {
    let node: String
    let snapshot: String
    let cutoff: String
}
