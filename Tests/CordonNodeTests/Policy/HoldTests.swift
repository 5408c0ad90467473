import CordonAudit
import CordonTrust
import CordonValues
import CordonWire
import Foundation
import Synchronization
import Testing

@testable import CordonNode

private let question = "SELECT sex, count(*) AS n FROM patient GROUP BY sex"

extension NodeFixture {
    /// The same node with another line of its policy.
    func changing(_ line: String, to other: String) throws -> NodeFixture {
        let text = try String(contentsOfFile: state.configuration, encoding: .utf8)
        #expect(text.contains(line))
        try Data(text.replacing(line, with: other).utf8).write(to: URL(filePath: state.configuration))
        return self
    }
}

extension NetworkFixture {
    /// Whoever decides at this hospital.
    fileprivate func requests(at now: Date? = nil) throws -> HeldRequests {
        let moment = now ?? self.now
        return try HeldRequests(
            node.state, NodeConfiguration(node.state), catalog, authority: authority.verifyingKey, charter: charter.bytes, clock: { moment })
    }

    fileprivate func state(_ asked: Asked) throws -> Job.State? { try QuestionRecord(path: node.state.record).job(asked.hash)?.state }

    fileprivate func answeredSets(_ record: QuestionRecord) throws -> Int {
        Int(try record.db.first("SELECT count(*) FROM answered_set", []) { $0.integer(0) } ?? 0)
    }

    fileprivate var auditKinds: [String] {
        get throws { try AuditSelection().records(in: .folder(node.state.audit)).map(\.kind) }
    }
}

/// A clock that a test sets.
private final class SetClock: Sendable {
    private let moment: Mutex<Date>
    init(_ moment: Date) { self.moment = Mutex(moment) }
    func move(to moment: Date) { self.moment.withLock { $0 = moment } }
    var now: Date { moment.withLock { $0 } }
}

@Suite(.timeLimit(.minutes(10))) struct `A held question` {
    private func holding() throws -> NodeFixture { try hospital().changing("default: auto", to: "default: hold") }

    @Test func `is answered when a person approves it, with the very table that was previewed`() async throws {
        let network = try NetworkFixture(holding())
        let inbox = Inbox()
        let desk = try network.desk(inbox)
        let asked = try network.ask(question)
        #expect(await desk.receive(asked.delivery) == .new)
        #expect(try network.state(asked) == .held)
        #expect(await desk.held == [asked.hash])
        #expect(await desk.working == [asked.hash])
        let requests = try network.requests()
        let listed = try #require(try requests.list().first)
        #expect(listed.researcher == "Dr. Question (CH)" && listed.legalBasis == "Consent" && listed.sql == question && !listed.isPreviewed)
        let shown = try await requests.preview(String(asked.hash.prefix(8)))
        #expect(shown.contains { $0.contains("count") })
        #expect(try requests.list().first?.isPreviewed == true)
        await desk.tend()
        #expect(try network.state(asked) == .held)
        let previewed = try #require(try QuestionRecord(path: network.node.state.record).preview(asked.hash))
        #expect(try requests.approve(asked.hash) == asked.hash)
        await desk.tend()
        #expect(await eventually { await inbox.answers.count == 1 })
        #expect(try await eventually { try network.state(asked) == .delivered })
        let plain = try network.open(#require(await inbox.answers.first).envelope, asked)
        let query = try #require(asked.query)
        #expect(try PartialCodec.decode(plain, layouts: query.layouts) == previewed.tables())
        #expect(try network.auditKinds.dropFirst(3) == [
            "question-received", "question-held", "question-previewed", "question-approved", "question-admitted", "question-answered",
            "question-delivered",
        ])
        #expect(try requests.list().isEmpty)
    }

    @Test func `that is previewed and rejected has not been answered, and the researcher reads the reason`() async throws {
        let network = try NetworkFixture(holding())
        let inbox = Inbox()
        let desk = try network.desk(inbox)
        let asked = try network.ask(question)
        await desk.receive(asked.delivery)
        let requests = try network.requests()
        _ = try await requests.preview(asked.hash)
        let record = try QuestionRecord(path: network.node.state.record)
        #expect(try network.answeredSets(record) == 0)
        #expect(throws: Diagnostic.self) { try requests.reject(asked.hash, reason: "two\nlines") }
        _ = try requests.reject(asked.hash, reason: "Not without our ethics board.")
        #expect(throws: Diagnostic.self) { try requests.approve(asked.hash) }
        await desk.tend()
        #expect(await eventually { await inbox.refusals.count == 1 })
        let refusal = try #require(await inbox.refusals.first).refusal
        #expect(refusal.code == .policyRefused)
        #expect(refusal.message.hasSuffix("Not without our ethics board."))
        #expect(try network.answeredSets(record) == 0)
        #expect(try record.preview(asked.hash) == nil)
        #expect(await inbox.answers.isEmpty)
        #expect(try network.auditKinds.dropFirst(3) == [
            "question-received", "question-held", "question-previewed", "question-rejected", "question-refused",
        ])
    }

    @Test func `that would be answered otherwise than it was previewed waits again, and nothing leaves`() async throws {
        let network = try NetworkFixture(holding())
        let inbox = Inbox()
        let desk = try network.desk(inbox)
        let asked = try network.ask(question)
        await desk.receive(asked.delivery)
        let requests = try network.requests()
        _ = try await requests.preview(asked.hash)
        let csv = try String(contentsOfFile: network.node.folder.file("csv/patient.csv"), encoding: .utf8)
        try network.node.write("patient.csv", csv.split(separator: "\n").dropLast(3).joined(separator: "\n") + "\n")
        #expect(try network.node.load().snapshot != nil)
        _ = try requests.approve(asked.hash)
        let record = try QuestionRecord(path: network.node.state.record)
        await desk.tend()
        #expect(try await eventually { try network.auditKinds.count(where: { $0 == "question-held" }) == 2 })
        #expect(try await eventually { try network.state(asked) == .held })
        #expect(try record.decision(asked.hash) == nil)
        #expect(try record.preview(asked.hash) == nil)
        #expect(try network.answeredSets(record) == 0)
        #expect(await inbox.answers.isEmpty)
        #expect(await inbox.refusals.isEmpty)
        _ = try requests.approve(asked.hash)
        await desk.tend()
        #expect(await eventually { await inbox.answers.count == 1 })
    }

    @Test func `survives a restart, and so does what was decided about it`() async throws {
        let network = try NetworkFixture(holding())
        let asked = try network.ask(question)
        await (try network.desk(Inbox())).receive(asked.delivery)
        let inbox = Inbox()
        let second = try network.desk(inbox)
        await second.start()
        await second.tend()
        #expect(try network.state(asked) == .held)
        _ = try network.requests().approve(asked.hash)
        let third = try network.desk(inbox)
        await third.start()
        await third.tend()
        #expect(await eventually { await inbox.answers.count == 1 })
    }

    @Test func `is given up after the policy's hours, or at its own deadline`() async throws {
        let node = try holding().changing("hold_hours: 72", to: "hold_hours: 2")
        let network = try NetworkFixture(node)
        let clock = SetClock(network.now)
        let inbox = Inbox()
        let desk = try network.desk(inbox, clock: { clock.now })
        let (long, short) = (try network.ask(question, lifetime: 86_400), try network.ask(question, lifetime: 600))
        for asked in [long, short] { #expect(await desk.receive(asked.delivery) == .new) }
        clock.move(to: network.now.addingTimeInterval(7199))
        await desk.tend()
        #expect(try network.state(short) == .expired)
        #expect(try network.state(long) == .held)
        clock.move(to: network.now.addingTimeInterval(7201))
        await desk.tend()
        #expect(await eventually { await inbox.refusals.count == 1 })
        #expect(await inbox.refusals.first?.refusal.code == .policyRefused)
        #expect(await inbox.refusals.first?.refusal.message.contains("2 hours") == true)
    }

    @Test func `whose permit ends is not approved any more, nor computed after an approval`() async throws {
        let network = try NetworkFixture(holding(), permitSeconds: 300)
        let clock = SetClock(network.now)
        let inbox = Inbox()
        let desk = try network.desk(inbox, clock: { clock.now })
        let asked = try network.ask(question)
        await desk.receive(asked.delivery)
        #expect(try network.requests().list().first?.expires == network.permit.document.validUntil)
        let late = network.now.addingTimeInterval(301)
        do throws(Diagnostic) {
            _ = try (try? network.requests(at: late))?.approve(asked.hash)
            Issue.record("An ended permit was enough.")
        } catch {
            #expect(error.code == .permitExpired)
        }
        _ = try network.requests().approve(asked.hash)
        clock.move(to: late)
        await desk.tend()
        #expect(await eventually { await inbox.refusals.first?.refusal.code == .permitExpired })
        #expect(await inbox.answers.isEmpty)
    }

    @Test func `that is approved and waits for its turn is not computed after its permit's end`() async throws {
        let network = try NetworkFixture(hospital(), permitSeconds: 300)
        let clock = SetClock(network.now)
        let gate = DispatchSemaphore(value: 0)
        let inbox = Inbox()
        let desk = try network.desk(inbox, clock: { clock.now }) { (_, _) throws(Diagnostic) in
            gate.wait()
            return SealedAnswer(envelope: Data([1]), kept: KeptTable(bytes: Data(), layout: ""), snapshot: "s")
        }
        let (first, second) = (try network.ask(question), try network.ask("SELECT avg(age) FROM patient"))
        await desk.receive(first.delivery)
        await desk.receive(second.delivery)
        #expect(try network.state(second) == .admitted)
        clock.move(to: network.now.addingTimeInterval(301))
        gate.signal()
        gate.signal()
        #expect(await eventually { await inbox.refusals.first?.refusal.code == .permitExpired })
        #expect(await inbox.answers.map(\.question) == [first.hash])
    }

    @Test func `and its node's clock may be five minutes off, and no more`() async throws {
        for (seconds, isTaken) in [(-300.0, true), (-301.0, false), (299.0, true)] {
            let network = try NetworkFixture(holding())
            let moment = Date(timeIntervalSince1970: network.now.timeIntervalSince1970.rounded(.down) + seconds)
            let inbox = Inbox()
            let desk = try network.desk(inbox, clock: { moment })
            let asked = try network.ask(question)
            #expect(await desk.receive(asked.delivery) == (isTaken ? .new : .declined), "\(seconds)")
            guard isTaken else {
                #expect(await eventually { await inbox.refusals.first?.refusal.code == .clockSkew })
                continue
            }
            _ = try network.requests(at: moment).approve(asked.hash)
            await desk.tend()
            #expect(await eventually { await inbox.answers.count == 1 })
        }
    }

    @Test func `stays held while the node is paused`() async throws {
        let network = try NetworkFixture(holding())
        let inbox = Inbox()
        let desk = try network.desk(inbox)
        let asked = try network.ask(question)
        await desk.receive(asked.delivery)
        _ = try network.requests().approve(asked.hash)
        _ = try PauseSwitch(network.node.state).pause(now: network.now)
        await desk.tend()
        #expect(try network.state(asked) == .held)
        _ = try PauseSwitch(network.node.state).resume()
        await desk.tend()
        #expect(await eventually { await inbox.answers.count == 1 })
    }
}

@Suite(.timeLimit(.minutes(10))) struct `A node under its hospital's policy` {
    @Test func `refuses a question from beyond its border, and takes one from within`() async throws {
        for (border, code) in [("[FR]", DiagnosticCode.borderForbidden), ("[CH, FR]", nil)] {
            let network = try NetworkFixture(hospital().changing("# cells_may_go_to: [FR, BE]", to: "cells_may_go_to: \(border)"))
            let inbox = Inbox()
            let desk = try network.desk(inbox)
            await desk.receive(try network.ask(question).delivery)
            #expect(await eventually { await inbox.refusals.count + inbox.answers.count == 1 })
            #expect(await inbox.refusals.first?.refusal.code == code)
        }
    }

    @Test func `takes as many questions in 24 hours as its policy says`() async throws {
        let network = try NetworkFixture(hospital().changing("# questions_per_day: 50", to: "questions_per_day: 1"))
        let clock = SetClock(network.now)
        let inbox = Inbox()
        let desk = try network.desk(inbox, clock: { clock.now })
        await desk.receive(try network.ask(question, lifetime: 86_400 * 3).delivery)
        #expect(await eventually { await inbox.answers.count == 1 })
        await desk.receive(try network.ask(question, lifetime: 86_400 * 3).delivery)
        #expect(await eventually { await inbox.refusals.first?.refusal.code == .tooManyRequests })
        clock.move(to: network.now.addingTimeInterval(86_401))
        await desk.receive(try network.ask(question, lifetime: 86_400 * 3).delivery)
        #expect(await eventually { await inbox.answers.count == 2 })
    }

    @Test func `says what its policy would have made of the questions that came`() async throws {
        let network = try NetworkFixture(hospital())
        let inbox = Inbox()
        let desk = try network.desk(inbox)
        for sql in [question, "SELECT avg(chol) FROM patient"] { await desk.receive(try network.ask(sql).delivery) }
        #expect(await eventually { await inbox.answers.count == 2 })
        let node = try network.node.changing("default: auto", to: "default: hold").changing(
            "# refuse_tables: [lab, patient.smoker]", to: "refuse_tables: [patient.chol]")
        let check = try PolicyCheck(
            node.state, NodeConfiguration(node.state), network.catalog, authority: network.authority.verifyingKey, charter: network.charter.bytes)
        let lines = try check.lines(limit: 10)
        #expect(lines.contains { $0.contains("waits for a person") })
        #expect(lines.contains { $0.contains("held") && $0.hasSuffix("default: hold") })
        #expect(lines.contains { $0.hasSuffix("refuse_tables: patient.chol (policy-refused)") })
        #expect(lines.last == "2 questions: 1 held, 1 refused")
    }

    @Test func `records every change of its file, and no start without one`() throws {
        let node = try NodeFixture()
        func start() throws {
            let configuration = try NodeConfiguration(node.state)
            try NodeAgent.notePolicy(configuration, node.state, node.state.auditLog(configuration.identity))
        }
        try start()
        try start()
        _ = try node.changing("default: auto", to: "default: hold")
        try start()
        let records = try AuditSelection().records(in: .folder(node.state.audit)).filter { $0.kind == "policy-changed" }
        #expect(records.count == 2)
        let file = try Data(contentsOf: URL(filePath: node.state.configuration))
        #expect(records.last?.text("hash") == Hexadecimal.sha256(file))
    }
}
