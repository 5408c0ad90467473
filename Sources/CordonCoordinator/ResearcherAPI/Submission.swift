import CordonAggregates
import CordonAudit
import CordonDisclosure
import CordonQuery
import CordonTrust
import CordonValues
import CordonWire
import Foundation

/// Admits a question: everything that could refuse it is looked at before any hospital is asked.
struct Submission: Sendable {
    let desk: QuestionDesk

    func submit(_ request: APIRequest) async throws -> APIReply {
        let researcher = try request.requireResearcher()
        let signed = try Signed<Question>.verify(request.parts.body, by: [researcher])
        if let known = try await desk.store.question(signed.hash) {
            guard known.keyID == researcher.id.text else {
                throw Diagnostic(.conflict, "Somebody else has asked with these very bytes.", hint: "Sign your question with a nonce of your own.")
            }
            return QuestionStatus.reply(known, status: 202)
        }
        do {
            return try await admit(signed, request)
        } catch {
            let code = (error as? Refusal)?.first.code ?? (error as? Diagnostic)?.code
            // What cannot be recorded is refused for that reason.
            if let code, code != .storageFailed, code != .auditBroken { try desk.refusals.append(.refused(signed, code)) }
            throw error
        }
    }

    private func admit(_ signed: Signed<Question>, _ request: APIRequest) async throws -> APIReply {
        let network = try await desk.registry.network()
        let authorised = try await authorise(signed, network, request)
        let record: QuestionRecord
        if let released = try await answeredEarlier(authorised, network) {
            record = released
        } else {
            try await checkLock(authorised)
            record = try await dispatched(authorised, request, network)
        }
        return try await store(record, authorised.plan, permit: authorised.authorised.permit)
    }

    private func checkLock(_ planned: PlannedQuestion) async throws(Diagnostic) {
        let study = planned.question.study
        guard try await desk.store.isLocked(study: study, keyID: planned.researcher.id.text, now: desk.now().milliseconds) else { return }
        throw Diagnostic(
            .studyLocked, "The study '\(study)' is locked for your key: too many of your questions were about almost the same patients.",
            hint: "Answers that you have stay readable. Talk to the coordinator's operator, who can lift the lock.")
    }

    private func store(_ record: QuestionRecord, _ plan: FederatedQuery, permit: Signed<Permit>) async throws -> APIReply {
        let audit = desk.audit
        let asksHospitals = record.dispatch != nil
        let isNew = try await desk.store.insert(
            record, inFlight: desk.configuration.limits.questionsInFlight, under: asksHospitals ? permit.document : nil
        ) {
            try audit.append(AuditEvent.admitted(record, permit: permit.hash))
        }
        guard isNew else {
            guard let known = try await desk.store.question(record.id) else {
                throw Diagnostic(.notFound, "The question is gone.")
            }
            return QuestionStatus.reply(known, status: 202)
        }
        desk.logger.info(
            "question", metadata: ["question": "\(record.id)", "event": "admitted", "state": "\(record.state.rawValue)"])
        if record.state.isOpen {
            await desk.active.add(record.id, plan: plan)
            await desk.room.wake(record.machine.hospitals.map { Topic.node($0.id) })
        }
        return QuestionStatus.reply(record, status: 202)
    }
}

/// A question that a permit covers, with its plan.
private struct PlannedQuestion {
    let authorised: AuthorisedQuestion
    let plan: FederatedQuery
    let researcher: VerifyingKey

    var id: String { authorised.id }
    var question: Question { authorised.question.document }
}

extension Submission {
    /// The first permit of the study that covers the question; otherwise the refusal of the last one tried.
    private func authorise(
        _ signed: Signed<Question>, _ network: Network, _ request: APIRequest
    ) async throws -> PlannedQuestion {
        let charter = try network.requireCharter()
        let researcher = try request.requireResearcher()
        guard let authority = desk.configuration.authority else { throw Diagnostic(.charterInvalid, "No authority is configured.") }
        let study = signed.document.study
        let permits = network.permits(of: researcher.id).filter { $0.document.study == study }
        guard !permits.isEmpty else {
            let studies = Set(network.permits(of: researcher.id).map(\.document.study)).sorted()
            throw Diagnostic(
                .permitUnknown, "No permit here names your key for the study '\(study)'.",
                hint: "Your key is named for: \(studies.joined(separator: ", ")).")
        }
        var plans: [ReleaseMode: [PermittedRows: FederatedQuery]] = [:]
        var refusal: Diagnostic?
        for permit in permits {
            do {
                let authorised = try QuestionAdmission.authorise(
                    charter: charter.bytes, permit: permit.bytes, question: signed.bytes, authority: authority,
                    revocations: network.revocations?.bytes, now: desk.now())
                let (rows, mode) = (permit.document.rows, permit.document.mode)
                let planned: FederatedQuery
                if let plan = plans[mode]?[rows] { planned = plan } else {
                    planned = try await Planner.plan(signed.document.sql, catalog: network.requireCatalog(), rows: rows, mode: mode)
                }
                plans[mode, default: [:]][rows] = planned
                for read in planned.reads { try permit.document.check(table: read.table, columns: read.columns) }
                return PlannedQuestion(authorised: authorised, plan: planned, researcher: researcher)
            } catch let diagnostic as Diagnostic {
                refusal = diagnostic
            }
        }
        throw refusal ?? Diagnostic(.notPermitted, "No permit covers this question.")
    }

    /// The stored answer of an identical question on the same data, of hospitals whose cells may go to who asks, as a question of its own that is over from the start; refused
    /// where that answer was made under looser rules than hold now.
    private func answeredEarlier(_ planned: PlannedQuestion, _ network: Network) async throws -> QuestionRecord? {
        let charter = try network.requireCharter().document
        var snapshots: [String: String] = [:]
        let statuses = try await desk.store.nodeStatuses()
        for status in statuses { snapshots[status.node] = status.snapshotID }
        let borders = Borders(charter, researcher: planned.authorised.researcher, statuses)
        let found = try await desk.store.ledgerEntries(
            study: planned.question.study, definitions: planned.plan.parts.map(\.canonicalDefinition), snapshots: snapshots,
            under: DisclosureRules(charter, planned.authorised.permit.document, roster: planned.question.roster), without: borders.barred)
        let entries = found.compactMap(\.self)
        guard entries.count == found.count, let first = entries.first else { return nil }
        let now = desk.now().milliseconds
        var record = self.record(
            planned, machine: QuestionMachine(answeredEarlierBy: first.snapshots.keys.sorted()), dispatch: nil, deadline: now)
        let budget = try await desk.budget(planned.authorised.permit.document, network, hospitals: first.snapshots.keys)
        let release = try RenderedRelease(record, plan: planned.plan, stored: entries, borders, budget.cells)
        record.ended = now
        record.ledger = entries.map(\.number)
        record.resultJSON = release.json
        record.resultCSV = release.csv
        return record
    }

    private func dispatched(
        _ planned: PlannedQuestion, _ request: APIRequest, _ network: Network
    ) async throws -> QuestionRecord {
        let limits = desk.configuration.limits
        let question = planned.question
        let (charter, statuses) = (try network.requireCharter().document, try await desk.store.nodeStatuses())
        let seconds = try request.number("deadline_seconds", 1...limits.longestDeadline) ?? limits.deadline
        let asked = try request.number("quorum", 1...question.roster.count) ?? limits.quorum
        let isAlone = planned.authorised.permit.document.disclosure.allowsAlone(question.roster)
        let quorum = max(asked, isAlone ? 1 : charter.floors.minimumHospitals)
        let borders = Borders(charter, researcher: planned.authorised.researcher, statuses)
        try borders.check(question.roster, quorum: quorum)
        let barred = borders.refusals(of: question.roster)
        try ReplicatedTables(network.requireCatalog()).check(planned.plan, at: question.roster.filter { barred[$0] == nil }, statuses)
        let created = Timestamp(desk.now())
        let deadline = min(created.adding(seconds), question.expires)
        let sealing = try SealingKey()
        let dispatch = try Signed.sign(
            Dispatch(
                question: planned.id, sealingKey: sealing.publicKey, roster: question.roster,
                layout: PartialLayout.fingerprint(of: planned.plan.layouts), deadline: deadline, created: created),
            by: desk.key)
        var record = self.record(
            planned, machine: QuestionMachine(roster: question.roster, quorum: quorum, barred: barred), dispatch: dispatch.bytes,
            deadline: deadline.secondsSince1970 * 1000)
        record.sealingKey = sealing.raw
        return record
    }

    private func record(
        _ planned: PlannedQuestion, machine: QuestionMachine, dispatch: Data?, deadline: Int64
    ) -> QuestionRecord {
        QuestionRecord(
            id: planned.id, keyID: planned.researcher.id.text, study: planned.question.study, state: machine.state, machine: machine,
            revision: 0, sql: planned.question.sql, question: planned.authorised.question.bytes,
            permit: planned.authorised.permit.bytes, dispatch: dispatch, definition: planned.plan.canonicalDefinition,
            created: desk.now().milliseconds, deadline: deadline, expires: planned.question.expires.secondsSince1970 * 1000)
    }
}

extension APIRequest {
    /// A whole number in the query; nil when it is not there.
    func number(_ name: String, _ range: ClosedRange<Int>) throws(Diagnostic) -> Int? {
        guard let text = parameter(name) else { return nil }
        guard let number = Int(text), range.contains(number) else {
            throw Diagnostic(.invalidRequest, "'\(name)' is a number from \(range.lowerBound) to \(range.upperBound).")
        }
        return number
    }
}
