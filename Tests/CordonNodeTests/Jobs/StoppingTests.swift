import Foundation
import Synchronization
import Testing

@testable import CordonNode

private let question = "SELECT sex, count(*) AS n, avg(age), sum(oldpeak), stddev(chol) FROM patient GROUP BY sex"

@Suite struct `Stopping a question` {
    @Test func `a cancel interrupts it and the next one runs`() async throws {
        let network = try NetworkFixture(hospital())
        let inbox = Inbox()
        let desk = try network.desk(inbox, compute: endless)
        let first = try network.ask(question)
        let second = try network.ask(question)
        await desk.receive(first.delivery)
        await desk.receive(second.delivery)
        #expect(try await eventually { try state(network, first) == .computing })
        #expect(try state(network, second) == .admitted)
        await desk.cancel(first.hash)
        #expect(try await eventually { try state(network, second) == .computing })
        #expect(try state(network, first) == .cancelled)
        await desk.cancel(second.hash)
        #expect(await inbox.refusals.isEmpty)
    }

    @Test func `pausing refuses what runs and what comes, and resuming answers again`() async throws {
        let network = try NetworkFixture(hospital())
        let inbox = Inbox()
        let desk = try network.desk(inbox, compute: endless)
        let running = try network.ask(question)
        await desk.receive(running.delivery)
        #expect(try PauseSwitch(network.node.state).pause(now: Date()))
        #expect(try !PauseSwitch(network.node.state).pause(now: Date()))
        await desk.tend()
        let late = try network.ask(question)
        await desk.receive(late.delivery)
        #expect(await eventually { await inbox.refusals.map(\.refusal.code) == [.paused, .paused] })
        #expect(try PauseSwitch(network.node.state).resume())
        let answering = Inbox()
        let resumed = try network.desk(answering)
        await resumed.receive(try network.ask(question).delivery)
        #expect(await eventually { await answering.answers.count == 1 })
    }

    @Test func `an answer that is sealed waits while the node is paused, and goes however short the pause was`() async throws {
        let (network, inbox, desk, _) = try await sealedOnce()
        _ = try PauseSwitch(network.node.state).pause(now: Date())
        // The first try failed; the second finds the switch.
        try await Task.sleep(for: .milliseconds(900))
        await desk.tend()
        #expect(await inbox.answers.isEmpty)
        _ = try PauseSwitch(network.node.state).resume()
        await desk.tend()
        #expect(await eventually { await inbox.answers.count == 1 })
    }

    @Test func `a cancel does not take back an answer that the coordinator has`() async throws {
        let (network, _, desk, asked) = try await sealedOnce()
        #expect(await !desk.cancel(asked.hash))
        #expect(try await eventually { try state(network, asked) == .delivered })
        #expect(await !desk.cancel(asked.hash))
        #expect(try !NodeLog(network.node.state).show(asked.hash).contains { $0.contains("cancelled") })
    }

    @Test func `an answer that the coordinator wants no more ends cancelled`() async throws {
        let network = try NetworkFixture(hospital())
        let inbox = Inbox(verdict: .refused(.cancelled))
        let desk = try network.desk(inbox)
        let asked = try network.ask(question)
        await desk.receive(asked.delivery)
        #expect(try await eventually { try state(network, asked) == .cancelled })
        #expect(try QuestionRecord(path: network.node.state.record).sealedBytes(asked.hash) == nil)
    }

    @Test func `its last moment ends it and erases the sealed bytes`() async throws {
        let network = try NetworkFixture(hospital())
        let inbox = Inbox()
        let moment = Mutex(Date())
        let clock: @Sendable () -> Date = { moment.withLock { $0 } }
        let desk = try network.desk(inbox, clock: clock)
        let asked = try network.ask(question)
        await desk.receive(asked.delivery)
        #expect(try await eventually { try state(network, asked) == .delivered })
        moment.withLock { $0 = Date().addingTimeInterval(7200) }
        await desk.tend()
        let record = try QuestionRecord(path: network.node.state.record)
        #expect(try record.sealedBytes(asked.hash) == nil)
        #expect(try record.keptTable(asked.hash) != nil)
        await desk.receive(asked.delivery)
        try await Task.sleep(for: .milliseconds(100))
        #expect(await inbox.answers.count == 1)
    }

    @Test func `a full queue refuses what comes, and stores nothing of it`() async throws {
        let network = try NetworkFixture(hospital())
        let inbox = Inbox()
        let desk = try network.desk(
            inbox, limits: WorkLimits(seconds: 60, memoryMegabytes: 64, groups: 10, jobs: 1, queue: 1), compute: endless)
        #expect(await desk.receive(try network.ask(question).delivery) == .new)
        #expect(await desk.receive(try network.ask(question).delivery) == .new)
        let late = try network.ask(question)
        #expect(await desk.receive(late.delivery) == .declined)
        #expect(await eventually { await inbox.refusals.map(\.refusal.code) == [.tooManyRequests] })
        #expect(try state(network, late) == nil)
        await desk.stop()
    }

    /// An answer that is ready, and whose first way to the coordinator failed: nobody knows whether it came there.
    private func sealedOnce() async throws -> (network: NetworkFixture, inbox: Inbox, desk: JobDesk, asked: NetworkFixture.Asked) {
        let network = try NetworkFixture(hospital())
        let inbox = Inbox(failures: 1)
        let desk = try network.desk(inbox)
        let asked = try network.ask(question)
        await desk.receive(asked.delivery)
        #expect(try await eventually { try state(network, asked) == .sealed })
        return (network, inbox, desk, asked)
    }

    private func state(_ network: NetworkFixture, _ asked: NetworkFixture.Asked) throws -> Job.State? {
        try QuestionRecord(path: network.node.state.record).job(asked.hash)?.state
    }
}
