import CordonDisclosure
import CordonTrust
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

    /// The rules that decided its cells.
    func rules() throws(Diagnostic) -> DisclosureRules { try ReleasedBoundary(stored: boundary).rules }
}

/// The data a hospital answered from.
public struct AnsweredSnapshot: Sendable, Hashable {
    public let id: String
    /// ISO date; empty when the node did not say.
    public let cutoff: String

    /// A list of patients who object was applied; nil when the node did not say.
    public let objections: Bool?

    public init(id: String, cutoff: String, objections: Bool? = nil) {
        self.id = id
        self.cutoff = cutoff
        self.objections = objections
    }
}

extension CoordinatorStore {
    /// Of each definition the release that already answers it: see ``entry(_:_:_:under:without:in:)``.
    func ledgerEntries(
        study: String, definitions: [String], snapshots: [String: String], under rules: DisclosureRules, without barred: Set<String> = []
    ) async throws(Diagnostic) -> [LedgerRecord?] {
        try await read { database in
            try definitions.map { try Self.entry(study, $0, snapshots, under: rules, without: barred, in: database) }
        }
    }

    /// Stored boundaries with the hospitals that they are about, in the order of their numbers.
    func ledgerBoundaries(_ numbers: [Int64]) async throws(Diagnostic) -> [(boundary: Data, hospitals: Set<String>)] {
        try await read { database in
            try numbers.compactMap { number in
                guard let boundary = try Data.fetchOne(database, sql: "SELECT boundary FROM ledger WHERE number = ?", arguments: [number]) else {
                    return nil
                }
                return (boundary, try String.fetchSet(database, sql: "SELECT node FROM ledgerHospital WHERE ledger = ?", arguments: [number]))
            }
        }
    }

    /// The rules under which releases were made.
    func ledgerRules(_ numbers: [Int64]) async throws(Diagnostic) -> [DisclosureRules] {
        var rules: [DisclosureRules] = []
        for (bytes, _) in try await ledgerBoundaries(numbers) { rules.append(try ReleasedBoundary(stored: bytes).rules) }
        return rules
    }

    /// Writes a release. One that the budget cut short makes room for it, and stays with the rules that it was made under. Called inside the transaction that ends the question.
    static func record(
        study: String, definition: String, snapshots: [String: AnsweredSnapshot], question: String, _ boundary: ReleasedBoundary, now: Int64,
        in database: Database
    ) throws -> Int64 {
        let set = snapshots.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value.id)" }.joined(separator: "\n")
        let spent = try LedgerRow.fetchOne(
            database,
            sql: "SELECT number, question, released, boundary FROM ledger WHERE study = ? AND definition = ? AND snapshotSet = ?",
            arguments: [study, definition, set])
        if let spent, try ReleasedBoundary(stored: spent.boundary).isSpent {
            try database.execute(
                sql: "UPDATE ledger SET snapshotSet = snapshotSet || ? WHERE number = ?", arguments: ["\nspent \(spent.number)", spent.number])
        }
        try database.execute(
            sql: """
                INSERT INTO ledger (study, definition, snapshotSet, question, released, boundary, sets, clips) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [study, definition, set, question, now, boundary.stored(), boundary.newSets, boundary.rules.outOfBounds == .clip])
        let number = database.lastInsertedRowID
        for (node, snapshot) in snapshots {
            try database.execute(
                sql: "INSERT INTO ledgerHospital (ledger, node, snapshot, cutoff, objections) VALUES (?, ?, ?, ?, ?)",
                arguments: [number, node, snapshot.id, snapshot.cutoff, snapshot.objections])
        }
        return number
    }

    /// The release that already answers this definition in this study: the earliest one of which no hospital's snapshot is known
    /// to differ. Hospitals that have come or gone since do not matter, since another table over almost the same patients would
    /// tell the difference. One that a `barred` hospital is in is no answer for whoever asks.
    ///
    /// Only a release under rules at least as strict as `rules` is shown again. Where all are looser it is `rules-tightened`: what
    /// they show must not be shown any more, and a second release of the same cells beside them could give away what both hide.
    /// One that the budget cut short answers nothing: there may be more room now. Where the study has releases of clipped values, or of others, and `rules` say the
    /// opposite, it is `rules-tightened` too: see ``checkClipping(_:_:in:)``.
    static func entry(
        _ study: String, _ definition: String, _ snapshots: [String: String], under rules: DisclosureRules,
        without barred: Set<String>, in database: Database
    ) throws -> LedgerRecord? {
        try checkClipping(study, rules, in: database)
        // Results of hospitals alone and of all hospitals are different answers.
        let known = try entries(study, definition, snapshots, in: database).filter { entry in
            let boundary = try ReleasedBoundary(stored: entry.boundary)
            return !boundary.isSpent && boundary.rules.siteResults == rules.siteResults && barred.isDisjoint(with: entry.snapshots.keys)
        }
        guard let first = known.first else { return nil }
        if let strict = try known.first(where: { try $0.rules().areAtLeastAsStrict(as: rules) }) { return strict }
        throw Diagnostic.rulesTightened(made: try first.rules(), now: rules)
    }

    /// All figures of a study are of clipped values, or none is: the difference of two, over the same patients, would tell what was cut off.
    private static func checkClipping(_ study: String, _ rules: DisclosureRules, in database: Database) throws {
        let clips = rules.outOfBounds == .clip
        let others = try Bool.fetchOne(
            database, sql: "SELECT EXISTS (SELECT 1 FROM ledger WHERE study = ? AND clips <> ?)", arguments: [study, clips])
        if others ?? false { throw Diagnostic.clippingChanged(study, now: clips) }
    }

    private static func entries(
        _ study: String, _ definition: String, _ snapshots: [String: String], in database: Database
    ) throws -> [LedgerRecord] {
        let rows = try LedgerRow.fetchAll(
            database,
            sql: "SELECT number, question, released, boundary FROM ledger WHERE study = ? AND definition = ? ORDER BY number",
            arguments: [study, definition])
        return try rows.compactMap { row in
            let answered = try LedgerHospitalRow.fetchAll(
                database, sql: "SELECT node, snapshot, cutoff, objections FROM ledgerHospital WHERE ledger = ?", arguments: [row.number])
            guard answered.allSatisfy({ snapshots[$0.node] == nil || snapshots[$0.node] == $0.snapshot }) else { return nil }
            return LedgerRecord(
                number: row.number, question: row.question, released: row.released, boundary: row.boundary,
                snapshots: Dictionary(answered.map { ($0.node, AnsweredSnapshot(id: $0.snapshot, cutoff: $0.cutoff, objections: $0.objections)) }) { first, _ in first })
        }
    }
}

extension DisclosureRules {
    /// The stricter of charter and permit, for a question to these hospitals.
    init(_ charter: Charter, _ permit: Permit, roster: [String]) {
        self.init(
            threshold: charter.floors.patients(under: permit), minimumHospitals: charter.floors.minimumHospitals)
        zeros = permit.disclosure.protectsZeros ? .protect : .publish
        rounding = permit.disclosure.rounding.map(Int64.init)
        combinations = permit.disclosure.combined
        outOfBounds = permit.disclosure.outOfBounds
        memberHospitals = Set(permit.researchers.compactMap(\.member))
        siteResults = permit.disclosure.allowsAlone(roster) ? Set(roster) : []
        mode = permit.mode
    }

    fileprivate var text: String {
        let members = memberHospitals.isEmpty ? "" : ", also without \(memberHospitals.sorted().joined(separator: ", "))"
        let apart = combinations == .pairs ? "" : ", combinations of \(combinations.name) answers"
        let outside = switch outOfBounds {
            case nil: ""
            case .clip: ", values out of bounds clipped"
            case .refuse: ", values out of bounds refused"
        }
        return "mode \(mode.rawValue), T = \(threshold), at least \(minimumHospitals) hospitals, zeros \(zeros == .protect ? "protected" : "published")\(members)\(rounding.map { ", rounded to \($0)" } ?? "")\(apart)\(outside)"
    }
}

extension Diagnostic {
    static func rulesTightened(made: DisclosureRules, now: DisclosureRules) -> Diagnostic {
        Diagnostic(
            .rulesTightened,
            "This question was released on this data under looser rules (\(made.text)) than hold now (\(now.text)). That release is not "
                + "shown again, and none is made beside it, since the two together could give away what each hides.",
            hint: "Ask again when a hospital has loaded newer data; or ask the data authority, whose charter and permit set the rules.")
    }
}

extension Diagnostic {
    fileprivate static func clippingChanged(_ study: String, now clips: Bool) -> Diagnostic {
        let (made, holds) = clips ? ("as they are", "as the bound") : ("as the bound", "as they are")
        return Diagnostic(
            .rulesTightened,
            "In earlier releases of the study '\(study)' values outside the catalog's bounds count \(made), and under its permit they now count \(holds). "
                + "Nothing is released beside them, since the difference would tell what was cut off.",
            hint: "Ask the data authority for the former permit, or for one of another study.")
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
    let objections: Bool?
}
