import CordonAudit
import CordonTrust
import CordonValues
import Foundation
import Testing

@testable import CordonNode

private let question = "SELECT sex, count(*) AS n FROM patient GROUP BY sex"

@Suite struct `A node's audit log` {
    private func records(_ node: NodeFixture) throws -> [AuditRecord] {
        #expect(try AuditVerification(.folder(node.state.audit), key: node.card.document.key).run().exitCode == 0)
        return try AuditSelection().records(in: .folder(node.state.audit))
    }

    @Test func `tells a question's whole way, with its text and without its cells`() async throws {
        let network = try NetworkFixture(hospital())
        let inbox = Inbox()
        let desk = try network.desk(inbox)
        let asked = try network.ask(question)
        #expect(await desk.receive(asked.delivery) == .new)
        #expect(try await eventually { try QuestionRecord(path: network.node.state.record).job(asked.hash)?.state == .delivered })
        let records = try records(network.node)
        #expect(records.map(\.kind) == [
            "log-started", "key-made", "snapshot-loaded", "question-received", "question-admitted", "question-answered", "question-delivered",
        ])
        #expect(records[3].text("sql") == question)
        #expect(records[3].text("researcher") == network.researcher.verifyingKey.id.text)
        let envelope = try #require(await inbox.answers.first).envelope
        #expect(records[5].text("envelope") == Hexadecimal.sha256(envelope))
        #expect(records.allSatisfy { $0.member == network.node.card.document.id })
    }

    @Test func `tells what was refused and why, once a question, and what an administrator did`() async throws {
        let network = try NetworkFixture(hospital())
        let desk = try network.desk(Inbox())
        let stranger = try network.ask(question, by: SigningKey())
        for _ in 0..<3 { #expect(await desk.receive(stranger.delivery) == .declined) }
        _ = try PauseSwitch(network.node.state).pause(now: Date())
        let paused = try network.ask(question)
        #expect(await desk.receive(paused.delivery) == .new)
        _ = try PauseSwitch(network.node.state).resume()
        let records = try records(network.node).dropFirst(3)
        #expect(records.map(\.kind) == ["question-refused", "paused", "question-received", "question-refused", "resumed"])
        #expect(records.map { $0.text("code") ?? "" } == ["not-permitted", "", "", "paused", ""])
    }

    @Test func `that cannot be written leaves the node without an answer`() async throws {
        let network = try NetworkFixture(hospital())
        let inbox = Inbox()
        let desk = try network.desk(inbox)
        let beside = network.node.state.file("audit/head.json.part")
        try FileManager.default.createDirectory(atPath: beside, withIntermediateDirectories: false)
        await desk.receive(try network.ask(question).delivery)
        #expect(await desk.breakage?.code == .storageFailed)
        // Nor after it had been taken on: the answer is computed, and not recorded.
        try FileManager.default.removeItem(atPath: beside)
        let compute: JobDesk.Computation = { (_, _) throws(Diagnostic) in
            try? FileManager.default.createDirectory(atPath: beside, withIntermediateDirectories: false)
            return SealedAnswer(envelope: Data([1]), kept: KeptTable(bytes: Data(), layout: ""), snapshot: "s")
        }
        let again = try network.desk(inbox, compute: compute)
        await again.receive(try network.ask(question).delivery)
        #expect(await eventually { await again.breakage?.code == .storageFailed })
        #expect(await inbox.answers.isEmpty)
        #expect(try QuestionRecord(path: network.node.state.record).openJobs().allSatisfy { $0.state == .computing })
        try FileManager.default.removeItem(atPath: beside)
    }

    @Test func `of which a record is gone keeps the node from starting, and doctor says so`() throws {
        let node = try NodeFixture()
        #expect(AuditChecks(state: node.state, key: node.card.document.key).run().map(\.verdict) == [.ok])
        let path = node.state.file("audit/000000000001.jsonl")
        let bytes = try Data(contentsOf: URL(filePath: path))
        let end = try #require(bytes.dropLast().lastIndex(of: 0x0A))
        try bytes[...end].write(to: URL(filePath: path))
        #expect(AuditChecks(state: node.state, key: node.card.document.key).run().map(\.verdict) == [.fail])
        do throws(Diagnostic) {
            _ = try PauseSwitch(node.state).pause(now: Date())
            Issue.record("A broken log was appended to.")
        } catch {
            #expect(error.code == .auditBroken)
        }
    }

    @Test func `records a bounded number of refusals an hour, and the rest as a number`() {
        var budget = RefusalBudget()
        let start = Timestamp(Date(timeIntervalSince1970: 1_780_000_200))
        let refusal = AuditEvent(.questionRefused)
        let first = (0..<500).flatMap { _ in budget.records(of: refusal, at: start) }
        #expect(first.count == RefusalBudget.mostAnHour)
        #expect(budget.records(of: refusal, at: start.adding(3600)) == [AuditEvent(.refusalsSummed, [AuditField("count", 300)]), refusal])
    }
}
