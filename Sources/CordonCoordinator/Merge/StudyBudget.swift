import CordonDisclosure
import CordonTrust
import CordonValues
import GRDB

/// What of a study's budget is spent, with the studies that count together.
struct StudyBudget: Sendable {
    let studies: Set<String>
    var cells: CellBudget
}

extension QuestionDesk {
    /// Of a question under `permit` that `hospitals` answer.
    func budget(_ permit: Permit, _ network: Network, hospitals: some Sequence<String> & Sendable) async throws(Diagnostic) -> StudyBudget {
        let (floors, statuses) = (try network.requireCharter().document.floors, try await store.nodeStatuses())
        let answering = Set(hospitals)
        let cohort = statuses.filter { answering.contains($0.node) }.reduce(Int64(0)) { sum, status in
            Int64(clamping: Int128(sum) + Int128(status.leastPatients))
        }
        let limit = permit.disclosure.cells
            ?? CellBudget.limit(cohort: cohort, threshold: floors.patients(under: permit))
        let studies = network.studies(linkedWith: permit)
        return StudyBudget(studies: studies, cells: CellBudget(limit: limit, used: try await store.shownSets(in: studies)))
    }
}

extension Network {
    /// The permit's study, and those whose permits name a researcher whom one of its permits names.
    func studies(linkedWith permit: Permit) -> Set<String> {
        let all = permits.map(\.document) + [permit]
        let researchers = Set(all.filter { $0.study == permit.study }.flatMap { $0.researchers.map(\.key.id) })
        return Set(all.filter { $0.researchers.contains { researchers.contains($0.key.id) } }.map(\.study))
    }
}

extension CoordinatorStore {
    /// Sets of patients that these studies have been shown, each once.
    func shownSets(in studies: Set<String>) async throws(Diagnostic) -> Int {
        try await read { try Self.shownSets(in: studies, $0) }
    }

    static func shownSets(in studies: Set<String>, _ database: Database) throws -> Int {
        try studies.reduce(0) { sum, study in
            try sum + (Int.fetchOne(database, sql: "SELECT coalesce(sum(sets), 0) FROM ledger WHERE study = ?", arguments: [study]) ?? 0)
        }
    }
}
