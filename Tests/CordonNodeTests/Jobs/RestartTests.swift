import CordonTrust
import CordonValues
import Foundation
import Testing

@testable import CordonNode

private let question = "SELECT sex, count(*) AS n, avg(age), sum(oldpeak), stddev(chol) FROM patient GROUP BY sex"

@Suite struct `A node that dies` {
    /// Every state that the record can hold when the process is killed.
    @Test(arguments: [Job.State.received, .admitted, .computing, .sealed])
    func `answers once after the next start`(dies: Job.State) async throws {
        let network = try NetworkFixture(hospital())
        let asked = try network.ask(question)
        try leave(dies, network, asked)
        let stored = try QuestionRecord(path: network.node.state.record).sealedBytes(asked.hash)
        let inbox = Inbox()
        let desk = try network.desk(inbox)
        await desk.start()
        #expect(await eventually { await inbox.answers.count == 1 })
        let record = try QuestionRecord(path: network.node.state.record)
        #expect(try await eventually { try record.job(asked.hash)?.state == .delivered })
        try await Task.sleep(for: .milliseconds(100))
        #expect(await inbox.answers.count == 1)
        if dies == .sealed { #expect(await inbox.answers.first?.envelope == stored) }
    }

    /// Writes the record as a process leaves it that dies right after entering `state`.
    private func leave(_ state: Job.State, _ network: NetworkFixture, _ asked: NetworkFixture.Asked) throws {
        let record = try QuestionRecord(path: network.node.state.record)
        var job = try #require(try network.receive(asked, record))
        let steps: [(Job.State, Job.Event)] = [(.admitted, .admitted), (.computing, .started), (.sealed, .sealed)]
        for (next, event) in steps where job.state != state {
            _ = job.handle(event)
            let kept = KeptTable(bytes: Data(), layout: "")
            let sealed = next == .sealed ? SealedAnswer(envelope: Data([1, 2, 3]), kept: kept, snapshot: "s") : nil
            try record.advance(job, by: "test", at: Timestamp(Date()), sealed: sealed)
        }
        #expect(job.state == state)
    }

    @Test func `tells a refusal once after the next start`() async throws {
        let network = try NetworkFixture(hospital())
        let record = try QuestionRecord(path: network.node.state.record)
        let asked = try network.ask(question)
        var job = try #require(try network.receive(asked, record))
        _ = job.handle(.refused(Diagnostic(.notPermitted, "Not covered.", hint: "Ask.")))
        try record.advance(job, by: "refused", at: Timestamp(Date()))
        for expected in [1, 0] {
            let inbox = Inbox()
            let desk = try network.desk(inbox)
            await desk.start()
            #expect(try await eventually { try record.openJobs().isEmpty })
            #expect(await inbox.refusals.count == expected)
        }
    }
}
