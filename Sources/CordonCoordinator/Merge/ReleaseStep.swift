import CordonAggregates
import CordonAttacker
import CordonDisclosure
import CordonQuery
import CordonReport
import CordonTrust
import CordonValues
import Foundation

/// From the merge to the stored release.
extension QuestionDesk {
    /// Adds a node's stored answer to the running merge; `opened` spares opening it again. What cannot be opened is no answer.
    func merge(_ record: QuestionRecord, _ node: String, _ opened: OpenedAnswer?) async {
        do {
            let question = try await active.question(record)
            guard await !question.has(node) else { return }
            var answer = opened
            if answer == nil {
                guard let stored = try await store.envelope(of: record.id, from: node) else { return }
                answer = try await open(stored.bytes, from: node, record, plan: question.plan)
            }
            if let answer { try await question.add(answer, from: node) }
        } catch {
            await rejectAnswer(record.id, node, error)
        }
    }

    private func rejectAnswer(_ id: String, _ node: String, _ error: Diagnostic) async {
        // A store that fails says nothing about the answer; the release step tries again.
        if error.code != .storageFailed { await apply(.answerRejected(node, error.code), to: id) }
    }

    /// Runs disclosure control and stores the release with the erasure of everything sealed, in one transaction.
    ///
    /// A store that fails now may work again soon: the question stays `releasing` and ``upkeep()`` tries again, until the
    /// question's own lifetime is over. One that cannot be decided beside another question waits for that (``isDue(_:)``).
    func release(_ record: QuestionRecord) async {
        guard await work.begin(record.id) else { return }
        var end: OpenWork.End?
        do {
            while end == nil { end = try await releaseStep(record.id) }
        } catch {
            logger.error("release failed", metadata: ["question": "\(record.id)", "code": "\(error.code.rawValue)"])
            let isOver = error.code != .storageFailed || now().milliseconds >= record.expires
            let isEnded = if isOver { await apply(.releaseFailed(error.code), to: record.id) } else { false }
            end = isEnded ? .done : .failed
        }
        await work.end(record.id, end ?? .failed)
    }

    /// Nil when another answer was released in the meantime, or an answer to this question was rejected: one to the same question is the answer, and any other spends what may be shown.
    private func releaseStep(_ id: String) async throws(Diagnostic) -> OpenWork.End? {
        guard let first = try await store.question(id), first.state == .releasing else { return .done }
        for node in first.machine.answered { await merge(first, node, nil) }
        // A stored answer that could not be opened again is no answer any more.
        guard let record = try await store.question(id), record.state == .releasing else { return .done }
        let question = try await active.question(record)
        for node in record.machine.answered {
            guard await question.has(node) else { throw Diagnostic(.storageFailed, "A stored answer could not be read again.") }
        }
        let answered = Set(record.machine.answered)
        var snapshots: [String: AnsweredSnapshot] = [:]
        for envelope in try await store.envelopes(of: id) where answered.contains(envelope.node) {
            snapshots[envelope.node] = AnsweredSnapshot(id: envelope.snapshot, cutoff: envelope.cutoff, objections: envelope.objections)
        }
        // A hospital may have loaded another vocabulary since the question was admitted.
        let statuses = try await store.nodeStatuses().filter { $0.snapshotID == snapshots[$0.node]?.id }
        try ReplicatedTables(try await registry.network().requireCatalog()).check(question.plan, at: record.machine.answered, statuses)
        return try await store(record, question, snapshots)
    }

    private func store(
        _ record: QuestionRecord, _ question: ActiveQuestion, _ snapshots: [String: AnsweredSnapshot]
    ) async throws(Diagnostic) -> OpenWork.End? {
        let began = ContinuousClock.now
        let ids = snapshots.mapValues(\.id)
        let rules = try await rules(record)
        let network = try await registry.network()
        let before = try await budget(registry.permit(of: record), network, hospitals: record.machine.answered)
        var budget = before.cells
        let parts = question.plan.parts
        let definitions = parts.map(\.canonicalDefinition)
        let borders = try await borders(record)
        let barred = borders.barred
        let known = try await store.ledgerEntries(
            study: record.study, definitions: definitions, snapshots: ids, under: rules, without: barred)
        let moment = now()
        let answers = try await answers(record, question, rules)
        var boundaries: [ReleasedBoundary] = []
        var decided: [EarlierAnswer] = []
        for (number, (table, known)) in zip(await question.mergedTables(), known).enumerated() {
            if let known {
                boundaries.append(try ReleasedBoundary(stored: known.boundary))
            } else {
                let part = parts[number]
                let history = answers?.history(of: number, table, part, after: decided) ?? .none
                if let answers, let awaited = awaited(by: record, history.unsaid.compactMap { answers.records[$0] }) {
                    return try await wait(record, for: awaited)
                }
                let others = try answers?.withoutMembers(rules.memberHospitals, of: number, part, after: decided) ?? []
                boundaries.append(
                    try await Self.decided(table, part, rules, history, others, answers?.sites(number) ?? [], allowance: budget.left))
                budget.spend(boundaries[number].newSets)
            }
            let hospitals = known?.snapshots ?? snapshots
            decided.append(EarlierAnswer(.released(boundaries[number]), hospitals: Set(hospitals.keys), isConcurrent: false))
        }
        let entries = known.compactMap(\.self)
        let release = entries.count == parts.count
            ? try RenderedRelease(record, plan: question.plan, stored: entries, borders, budget)
            : try RenderedRelease(record, plan: question.plan, boundaries, snapshots, borders, budget, released: moment)
        let stored = Array(zip(zip(definitions, boundaries), known))
        let isBlocked = boundaries.contains(where: \.isBlocked)
        let raced = Diagnostic(.conflict, "Another answer was just released.")
        // How long it took tells how much was searched.
        try? await Task.sleep(until: began + (ContinuousClock.now - began).quantised)
        do {
            try await advance(record.id, .released) { database, row in
                guard row.machine.answered == record.machine.answered else { throw raced }
                // Other answers may have spent what was left.
                guard try CoordinatorStore.shownSets(in: before.studies, database) == before.cells.used else { throw raced }
                row.ledger = try stored.map { part, known in
                    let present = try CoordinatorStore.entry(row.study, part.0, ids, under: rules, without: barred, in: database)
                    guard present?.number == known?.number else { throw raced }
                    return try present?.number
                        ?? CoordinatorStore.record(
                            study: row.study, definition: part.0, snapshots: snapshots, question: row.id, part.1,
                            now: moment.milliseconds, in: database)
                }
                if isBlocked { try CoordinatorStore.recordBlocked(row, now: moment.milliseconds, in: database) }
                row.resultJSON = release.json
                row.resultCSV = release.csv
            }
            return .done
        } catch where error == raced {
            return nil
        }
    }

    /// Disclosure control on a thread of its own: it may take many seconds, which the pool of tasks must never do.
    private static func decided(
        _ table: MergedTable, _ part: FederatedPart, _ rules: DisclosureRules, _ history: ReleaseHistory, _ others: [OtherHospitals],
        _ sites: [PartialTable], allowance: Int
    ) async throws(Diagnostic) -> ReleasedBoundary {
        let outcome = await withCheckedContinuation { continuation in
            let thread = Thread {
                continuation.resume(
                    returning: Result { () throws(Diagnostic) in
                        try Disclosure(rules: rules, suppression: Suppression.decide(_:until:))
                            .release(
                                table, boundary: part.boundary, definitions: CellDefinitions(part), after: history, others: others,
                                sites: sites, allowance: allowance)
                    })
            }
            thread.stackSize = 8 << 20
            thread.start()
        }
        return try outcome.get()
    }

    /// Refuses to show a release that was made under looser rules than hold now.
    func checkRules(_ record: QuestionRecord) async throws(Diagnostic) {
        guard let numbers = record.ledger else { return }
        let now = try await rules(record)
        for made in try await store.ledgerRules(numbers) where !made.areAtLeastAsStrict(as: now) {
            throw .rulesTightened(made: made, now: now)
        }
    }

    /// The rules that hold now: the charter in force and the question's permit.
    private func rules(_ record: QuestionRecord) async throws(Diagnostic) -> DisclosureRules {
        let charter = try await registry.network().requireCharter()
        let permit = try await registry.permit(of: record)
        let question = try Signed<Question>.verify(record.question, by: permit.researchers.map(\.key)).document
        return DisclosureRules(charter.document, permit, roster: question.roster)
    }
}
