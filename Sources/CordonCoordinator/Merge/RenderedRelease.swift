import CordonDisclosure
import CordonQuery
import CordonReport
import CordonTrust
import CordonValues
import Foundation

/// A release as the API serves it: Result v1 as JSON and as CSV.
struct RenderedRelease: Sendable {
    let json: Data
    let csv: Data

    /// A release of this question's own.
    init(
        _ record: QuestionRecord, plan: FederatedQuery, _ boundaries: [ReleasedBoundary], _ snapshots: [String: AnsweredSnapshot],
        _ borders: Borders, _ budget: CellBudget, released: Date
    ) throws(Diagnostic) {
        let hospitals = record.machine.hospitals.map { hospital in
            ResultDocument.Hospital(
                id: hospital.id, state: hospital.state.rawValue, reason: hospital.reason?.rawValue, message: hospital.message)
        }
        try self.init(
            plan, boundaries,
            ResultDocument.Context(
                questionHash: record.id, study: record.study, hospitals: hospitals, snapshots: Self.list(snapshots),
                borders: borders.crossed(by: record.machine.answered), budget: ResultDocument.Budget(budget), released: Timestamp(released).date, storedFrom: nil))
    }

    /// The stored releases of all parts of an identical question, which name the hospitals that answered the first of them then.
    init(_ record: QuestionRecord, plan: FederatedQuery, stored entries: [LedgerRecord], _ borders: Borders, _ budget: CellBudget) throws(Diagnostic) {
        guard let stored = entries.first else { throw Diagnostic(.internalFailure, "A question without parts was released.") }
        var boundaries: [ReleasedBoundary] = []
        for entry in entries { boundaries.append(try ReleasedBoundary(stored: entry.boundary)) }
        let hospitals = stored.snapshots.keys.sorted().map { id in
            ResultDocument.Hospital(id: id, state: HospitalState.answered.rawValue, reason: nil)
        }
        try self.init(
            plan, boundaries,
            ResultDocument.Context(
                questionHash: record.id, study: record.study, hospitals: hospitals, snapshots: Self.list(stored.snapshots),
                borders: borders.crossed(by: Array(stored.snapshots.keys)), budget: ResultDocument.Budget(budget),
                released: Timestamp(Date(milliseconds: stored.released)).date, storedFrom: stored.question))
    }

    private init(_ plan: FederatedQuery, _ boundaries: [ReleasedBoundary], _ context: ResultDocument.Context) throws(Diagnostic) {
        let document = ResultDocument(try ReleasedTable(boundaries, of: plan), context: context)
        json = try document.json()
        csv = Data(CSVReport(document).text.utf8)
    }

    private static func list(_ snapshots: [String: AnsweredSnapshot]) -> [ResultDocument.Snapshot] {
        snapshots.sorted { $0.key < $1.key }.map { hospital, snapshot in
            ResultDocument.Snapshot(hospital: hospital, snapshot: snapshot.id, cutoff: snapshot.cutoff, objections: snapshot.objections)
        }
    }
}
