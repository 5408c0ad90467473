import CordonAggregates
import CordonQuery
import CordonTrust
import CordonValues

/// A question in work: its plan and the running merge. What is here can always be made again from the store.
actor ActiveQuestion {
    let plan: FederatedQuery
    private var tables: [MergedTable]
    private var merged: Set<String> = []
    /// A hospital has answered about almost the same patients before.
    private(set) var hasComparisons = false

    init(plan: FederatedQuery) {
        self.plan = plan
        tables = plan.layouts.map(MergedTable.init)
    }

    /// Adds a node's answer once.
    func add(_ answer: OpenedAnswer, from node: String) throws(Diagnostic) {
        guard !merged.contains(node) else { return }
        var added = tables
        for (index, partial) in zip(added.indices, answer.partials) { try added[index].merge(partial) }
        tables = added
        if answer.partials.contains(where: { !$0.earlierQuestions.isEmpty }) { hasComparisons = true }
        merged.insert(node)
    }

    func has(_ node: String) -> Bool { merged.contains(node) }

    /// One for each part of the question.
    func mergedTables() -> [MergedTable] { tables }
}

/// The questions in work, planned again when the service has just started.
actor ActiveQuestions {
    private let registry: Registry
    private var questions: [String: ActiveQuestion] = [:]

    init(registry: Registry) { self.registry = registry }

    func add(_ id: String, plan: FederatedQuery) { questions[id] = ActiveQuestion(plan: plan) }

    func question(_ record: QuestionRecord) async throws(Diagnostic) -> ActiveQuestion {
        if let known = questions[record.id] { return known }
        let catalog = try await registry.network().requireCatalog()
        let plan: FederatedQuery
        let permit = try await registry.permit(of: record)
        do { plan = try await Planner.plan(record.sql, catalog: catalog, rows: permit.rows, mode: permit.mode) } catch { throw error.first }
        guard plan.canonicalDefinition == record.definition else {
            throw Diagnostic(
                .layoutMismatch, "The question is planned differently since this coordinator or its catalog changed.", hint: "Ask again.")
        }
        // Another task may have planned it in the meantime; there is one merge per question.
        if let known = questions[record.id] { return known }
        let made = ActiveQuestion(plan: plan)
        questions[record.id] = made
        return made
    }

    func drop(_ id: String) { questions[id] = nil }
}
