import CordonTrust
import CordonValues
import Foundation
import GRDB

/// What a transition did.
public struct Transition: Sendable {
    public let record: QuestionRecord
    public let actions: [QuestionAction]
    public let changed: Bool

    /// The code of a refusal, when the event was refused.
    public var rejection: DiagnosticCode? {
        for case .reject(let code) in actions { return code }
        return nil
    }
}

extension CoordinatorStore {
    public func question(_ id: String) async throws(Diagnostic) -> QuestionRecord? {
        try await read { try QuestionRecord.fetchOne($0, key: id) }
    }

    /// The questions that somebody may read, newest first.
    func questions(readBy reader: Reader, limit: Int) async throws(Diagnostic) -> [QuestionRecord] {
        let granted = reader.grants.map { grant in
            let signed = Column("keyID") == grant.keyID
            return grant.permits.map { signed && $0.contains(Column("permit")) } ?? signed
        }
        return try await read {
            try QuestionRecord.filter(granted.joined(operator: .or)).order(Column("created").desc, Column("id")).limit(limit).fetchAll($0)
        }
    }

    public func openQuestions() async throws(Diagnostic) -> [QuestionRecord] {
        try await read { database in
            try QuestionRecord.filter(Self.unfinished.contains(Column("state"))).order(Column("created")).fetchAll(database)
        }
    }

    /// Questions that wait for a release, and open ones whose deadline is over, the oldest first.
    func dueQuestions(now: Int64) async throws(Diagnostic) -> [QuestionRecord] {
        try await read { database in
            let open = QuestionState.allCases.filter(\.isOpen).map(\.rawValue)
            let isOver = open.contains(Column("state")) && Column("deadline") <= now
            return try QuestionRecord.filter(isOver || Column("state") == QuestionState.releasing.rawValue).order(Column("created")).fetchAll(database)
        }
    }

    /// The questions of these ids, by id; unknown ids are left out.
    func questions(_ ids: [String]) async throws(Diagnostic) -> [String: QuestionRecord] {
        let records = try await read { try QuestionRecord.fetchAll($0, keys: ids) }
        return Dictionary(records.map { ($0.id, $0) }) { first, _ in first }
    }

    public func unfinishedCount() async throws(Diagnostic) -> Int {
        try await read { try QuestionRecord.filter(Self.unfinished.contains(Column("state"))).fetchCount($0) }
    }

    /// Stores a new question unless it is there already; true when it was new. The researcher's limits, in flight and by the permit in a day,
    /// are checked in the same transaction; `alongside` runs in it when the question is new. `permit` is nil for a question that asks no hospital.
    public func insert(
        _ record: QuestionRecord, inFlight limit: Int, under permit: Permit? = nil, alongside: @Sendable @escaping () throws -> Void = {}
    ) async throws(Diagnostic) -> Bool {
        try await write { database in
            if try QuestionRecord.exists(database, key: record.id) { return false }
            let open = try QuestionRecord.filter(Column("keyID") == record.keyID)
                .filter(Self.unfinished.contains(Column("state"))).fetchCount(database)
            guard record.state.isFinal || open < limit else {
                throw Diagnostic(
                    .tooManyRequests, "You have \(open) questions in flight; this coordinator allows \(limit).",
                    hint: "Wait for one to end, or cancel one.")
            }
            if let permit { try Self.checkDay(record, permit, in: database) }
            try record.insert(database)
            try alongside()
            return true
        }
    }

    /// Questions that an earlier release answered asked no hospital and do not count.
    private static func checkDay(_ record: QuestionRecord, _ permit: Permit, in database: Database) throws {
        let since = record.created - Int64(PermitLimits.day) * 1000
        let earlier = try Int64.fetchAll(
            database, sql: "SELECT created FROM question WHERE keyID = ? AND study = ? AND created > ? AND dispatch IS NOT NULL",
            arguments: [record.keyID, record.study, since])
        try permit.limits.check(earlier: earlier.map { Timestamp(Date(milliseconds: $0)) }, permit: permit.id)
    }

    /// Applies an event in one transaction: the state is read, changed and written back, or nothing happens. `alongside` runs in
    /// the same transaction when the event was not refused. The end of a question takes its envelopes and sealing key with it.
    public func advance(
        _ id: String, _ event: QuestionEvent, now: Int64,
        alongside: @Sendable @escaping (Database, inout QuestionRecord) throws -> Void = { _, _ in }
    ) async throws(Diagnostic) -> Transition {
        let work = { @Sendable (database: Database) throws -> Transition in
            guard var record = try QuestionRecord.fetchOne(database, key: id) else {
                throw Diagnostic(.notFound, "There is no question \(id).")
            }
            return try Self.apply(event, to: &record, now: now, in: database, alongside: alongside)
        }
        return event.isRepeatable ? try await writeSoon(work) : try await write(work)
    }

    static func apply(
        _ event: QuestionEvent, to record: inout QuestionRecord, now: Int64, in database: Database,
        alongside: (Database, inout QuestionRecord) throws -> Void = { _, _ in }
    ) throws -> Transition {
        var machine = record.machine
        let actions = machine.handle(event)
        let refused = actions.contains { if case .reject = $0 { true } else { false } }
        guard !refused, machine != record.machine else {
            return Transition(record: record, actions: actions, changed: false)
        }
        record.machine = machine
        record.state = machine.state
        record.revision += 1
        try alongside(database, &record)
        if machine.state.isFinal { try erase(&record, now: now, in: database) }
        try record.update(database)
        return Transition(record: record, actions: actions, changed: true)
    }

    private static func erase(_ record: inout QuestionRecord, now: Int64, in database: Database) throws {
        record.ended = now
        record.sealingKey = nil
        if let code = record.machine.failure, record.error == nil { record.error = StoredError(.ending(record.machine, code)) }
        try EnvelopeRecord.filter(Column("question") == record.id).deleteAll(database)
    }

    public func envelopes(of question: String) async throws(Diagnostic) -> [EnvelopeRecord] {
        try await read { try EnvelopeRecord.filter(Column("question") == question).order(Column("node")).fetchAll($0) }
    }

    public func envelope(of question: String, from node: String) async throws(Diagnostic) -> EnvelopeRecord? {
        try await read { try EnvelopeRecord.fetchOne($0, key: ["question": question, "node": node]) }
    }

    private static let unfinished = QuestionState.allCases.filter { !$0.isFinal }.map(\.rawValue)
}

extension Diagnostic {
    /// The sentence for a question that ended without a release.
    static func ending(_ machine: QuestionMachine, _ code: DiagnosticCode) -> Diagnostic {
        let count = machine.answered.count
        switch code {
        case .quorumNotMet:
            return Diagnostic(
                code, "\(count) of \(machine.hospitals.count) hospitals answered; a release needs \(machine.quorum).\(words(of: machine))",
                hint: "See which hospitals are missing with 'cordon nodes', then ask again.")
        case .deadlinePassed:
            return Diagnostic(
                code, "The deadline passed before any hospital answered.",
                hint: "See 'cordon nodes' for when each was last seen, then ask again.")
        case .rulesTightened:
            return Diagnostic(
                code, "An identical question was released under looser rules than hold now; none is made beside it.",
                hint: "Ask again when a hospital has loaded newer data.")
        case .tooManyGroups:
            return Diagnostic(
                code, "The answer has too many groups for what is to be computed of each, or all answers of the study divide the patients into too many classes.",
                hint: "Group by fewer or coarser keys, or ask for fewer and shorter expressions. Where all answers are combined, ask the data authority.")
        case .conflict:
            return Diagnostic(
                code,
                "Another question of the study, or of one that shares a researcher with it, was under way: hospitals answered the two in different orders, or the other had not been answered by all when this one's deadline was over.",
                hint: "Ask again when the other has ended. 'cordon list' shows whether it is yours.")
        case .vocabularyDiffers:
            return Diagnostic(
                code, "The hospitals that answered hold different rows of a replicated table that the question reads.",
                hint: "See their vocabularies with 'cordon health', then ask again.")
        case .cancelled: return Diagnostic(code, "The question was cancelled.")
        case .revoked:
            return Diagnostic(
                code, "The data authority has revoked the question's permit or its researcher's key.", hint: "Ask the data authority.")
        case .expired: return Diagnostic(code, "The question expired while the coordinator was not working on it.", hint: "Ask again.")
        default: return Diagnostic(code, "The question ended without a release.\(words(of: machine))")
        }
    }

    /// The sentence for a question whose release waits. It says no more of the other question than that there is one: it may be another researcher's.
    static func waiting(_ code: DiagnosticCode) -> Diagnostic {
        Diagnostic(
            code, "The hospitals have answered, but another question of the study, or of one that shares a researcher with it, is under way, and this one cannot be decided beside it yet.",
            hint: "It is decided when the other has ended or all its hospitals have answered, and fails at its own deadline. 'cordon list' shows whether the other is yours.")
    }

    /// What hospitals said whose policies refused, three at most.
    private static func words(of machine: QuestionMachine) -> String {
        machine.hospitals.lazy.compactMap { hospital in hospital.message.map { " \(hospital.id): \($0)" } }.prefix(3).joined()
    }
}
