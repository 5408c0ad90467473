import CordonAggregates
import CordonDisclosure
import CordonQuery
import CordonValues

/// The hospitals' answers to one question one by one, and what their comparisons refer to.
struct AnsweredBefore: Sendable {
    let question: String
    /// What each hospital sent, a table for each part.
    let partials: [String: [PartialTable]]
    /// The other questions that are referred to, a part each.
    let others: [String: [EarlierAnswer]]
    /// T, as the hospitals know it.
    let threshold: Int64
    /// Where the others stood when this was read.
    var records: [String: QuestionRecord] = [:]

    /// `decided` are the parts of this question before it.
    func history(of part: Int, _ merged: MergedTable, _ query: FederatedPart, after decided: [EarlierAnswer]) -> ReleaseHistory {
        history(tables(part), merged, query, part, after: decided)
    }

    /// What is left for those who know what one of `members` sent.
    func withoutMembers(
        _ members: Set<String>, of part: Int, _ query: FederatedPart, after decided: [EarlierAnswer]
    ) throws(Diagnostic) -> [OtherHospitals] {
        var views: [OtherHospitals] = []
        for member in members.sorted() where partials[member] != nil {
            var tables = tables(part)
            guard let own = tables.removeValue(forKey: member) else { continue }
            var merged = MergedTable(layout: own.layout)
            for table in tables.values { try merged.merge(table) }
            views.append(OtherHospitals(merged, history: history(tables, merged, query, part, after: decided), sites: Array(tables.values)))
        }
        return views
    }

    /// The hospitals' tables of a part.
    func sites(_ part: Int) -> [PartialTable] { Array(tables(part).values) }

    private func tables(_ part: Int) -> [String: PartialTable] { partials.compactMapValues { $0.indices.contains(part) ? $0[part] : nil } }

    private func history(
        _ tables: [String: PartialTable], _ merged: MergedTable, _ query: FederatedPart, _ part: Int, after decided: [EarlierAnswer]
    ) -> ReleaseHistory {
        ReleaseHistory(
            tables, merged: merged, boundary: query.boundary, definitions: CellDefinitions(query), question: question, part: part,
            threshold: threshold
        ) { other, number in
            if other == question {
                return decided.indices.contains(number) ? decided[number] : .unknown
            }
            guard let parts = others[other], let first = parts.first else { return .unknown }
            if parts.indices.contains(number) { return parts[number] }
            // Without an answer there is one for all parts; an answer has no more parts than it has.
            if case .released = first.fate { return .unknown }
            return first
        }
    }
}

extension QuestionDesk {
    /// Nil where no hospital has answered about almost the same patients before, and neither members nor the mode nor three answers need the tables one by one. Opens the
    /// stored answers once more: a merge does not keep them.
    func answers(
        _ record: QuestionRecord, _ question: ActiveQuestion, _ rules: DisclosureRules
    ) async throws(Diagnostic) -> AnsweredBefore? {
        let hasComparisons = await question.hasComparisons
        let isPlain = question.plan.mode == .merged && !hasComparisons && rules.combinations == .pairs
            && rules.memberHospitals.isDisjoint(with: record.machine.answered)
        guard !isPlain else { return nil }
        var partials: [String: [PartialTable]] = [:]
        for node in record.machine.answered {
            guard let stored = try await store.envelope(of: record.id, from: node) else {
                throw Diagnostic(.storageFailed, "A stored answer could not be read again.")
            }
            partials[node] = try await open(stored.bytes, from: node, record, plan: question.plan).partials
        }
        var (others, records): ([String: [EarlierAnswer]], [String: QuestionRecord]) = ([:], [:])
        for other in Set(partials.values.joined().flatMap(\.earlierQuestions)) where other != record.id {
            guard let earlier = try await store.question(other) else { continue }
            others[other] = try await answers(earlier, before: record)
            records[other] = earlier
        }
        return AnsweredBefore(question: record.id, partials: partials, others: others, threshold: rules.threshold, records: records)
    }

    /// What became of a question, part by part; one for all parts where it has no answer.
    private func answers(_ earlier: QuestionRecord, before record: QuestionRecord) async throws(Diagnostic) -> [EarlierAnswer] {
        let hospitals = Set(earlier.machine.answered)
        let isConcurrent = earlier.ended.map { $0 >= record.created } ?? true
        guard let numbers = earlier.ledger else {
            let asked = Set(earlier.machine.hospitals.filter { $0.state.isOpen || $0.state == .answered }.map(\.id))
            // While it is being released it may be shown any moment, and hospitals that answered it before need not have named this one.
            return [EarlierAnswer(earlier.state.isFinal ? .never : .open, hospitals: hospitals, asked: asked, isConcurrent: isConcurrent)]
        }
        var answers: [EarlierAnswer] = []
        for (boundary, hospitals) in try await store.ledgerBoundaries(numbers) {
            answers.append(EarlierAnswer(.released(try ReleasedBoundary(stored: boundary)), hospitals: hospitals, isConcurrent: isConcurrent))
        }
        return answers
    }
}
