import CordonTrust
import CordonValues
import Foundation
import Synchronization
import Testing

@testable import CordonCoordinator

/// Writes that fail for a while, as on a full disk: a trigger in the coordinator's own file refuses them.
@Suite(.timeLimit(.minutes(10))) struct UpkeepTests {
    private func refuse(_ states: String, _ running: RunningCoordinator) async throws {
        try await running.service.store.write { database in
            try database.execute(
                sql: """
                    CREATE TRIGGER full BEFORE UPDATE ON question WHEN NEW.state IN (\(states))
                    BEGIN SELECT RAISE(ABORT, 'full'); END
                    """)
        }
    }

    private func allow(_ running: RunningCoordinator) async throws {
        try await running.service.store.write { try $0.execute(sql: "DROP TRIGGER full") }
    }

    @Test(arguments: ["'released', 'failed'", "'released'"])
    func `a release that cannot be written is written as soon as it can`(_ states: String) async throws {
        let network = try await TestNetwork()
        let running = try await RunningCoordinator(network)
        let question = try network.question()
        _ = try await running.ask(question)
        try await refuse(states, running)
        for node in TestNetwork.nodes { try await running.node(node).answer(question.hash, women: 12, men: 20) }
        _ = try await running.status(question.hash, until: ["releasing"])
        try await Task.sleep(for: .milliseconds(2500))
        let waiting = try #require(try await running.service.store.question(question.hash))
        #expect(waiting.state == .releasing)
        #expect(waiting.sealingKey != nil)
        #expect(try await running.service.store.envelopes(of: question.hash).count == 3)
        try await allow(running)
        _ = try await running.status(question.hash, until: ["released"])
        #expect(try await running.service.store.question(question.hash)?.sealingKey == nil)
        #expect(try await running.service.store.envelopes(of: question.hash).isEmpty)
        await running.stop()
    }

    @Test func `a release that still cannot be written when the question's life is over fails it`() async throws {
        let network = try await TestNetwork()
        let running = try await RunningCoordinator(network)
        let question = try network.question()
        _ = try await running.ask(question)
        try await refuse("'released'", running)
        for node in TestNetwork.nodes { try await running.node(node).answer(question.hash, women: 12, men: 20) }
        _ = try await running.status(question.hash, until: ["releasing"])
        try await running.service.store.write { try $0.execute(sql: "UPDATE question SET expires = 0") }
        let status = try await running.status(question.hash, until: ["failed"])
        #expect(status["error"]?["code"] == .string("storage-failed"))
        #expect(try await running.service.store.question(question.hash)?.sealingKey == nil)
        await running.stop()
    }

    @Test func `a deadline that cannot be written is passed as soon as it can`() async throws {
        let network = try await TestNetwork()
        let running = try await RunningCoordinator(network)
        let question = try network.question()
        _ = try await running.ask(question, query: "deadline_seconds=2")
        try await refuse("'failed'", running)
        try await Task.sleep(for: .milliseconds(3500))
        #expect(try await running.service.store.question(question.hash)?.state == .queued)
        try await allow(running)
        let status = try await running.status(question.hash, until: ["failed"])
        #expect(status["error"]?["code"] == .string("deadline-passed"))
        #expect(try await running.service.store.question(question.hash)?.sealingKey == nil)
        await running.stop()
    }

    @Test func `a log that somebody reads is emptied afterwards`() async throws {
        let network = try await TestNetwork()
        let running = try await RunningCoordinator(network)
        let question = try network.question()
        _ = try await running.ask(question)
        let key = try #require(try await running.service.store.question(question.hash)?.sealingKey)
        func isOnDisk() -> Bool {
            ["coordinator.sqlite", "coordinator.sqlite-wal"].contains { name in
                FileManager.default.contents(atPath: "\(network.state)/\(name)")?.range(of: key) != nil
            }
        }
        #expect(isOnDisk())
        let (isReading, isRead) = (Flag(), Flag())
        let reader = try CoordinatorStore(file: "\(network.state)/coordinator.sqlite")
        let reading = Task {
            try await reader.read { database in
                try database.execute(sql: "SELECT * FROM question")
                isReading.raise()
                isRead.wait()
            }
        }
        for _ in 0..<500 where !isReading.isUp { try await Task.sleep(for: .milliseconds(20)) }
        _ = try await running.researcher().send("POST", "/v1/questions/\(question.hash)/cancel")
        #expect(isOnDisk())
        isRead.raise()
        try await reading.value
        for _ in 0..<400 where isOnDisk() { try await Task.sleep(for: .milliseconds(50)) }
        #expect(!isOnDisk())
        reader.close()
        await running.stop()
    }

    @Test func `a failed release waits longer and longer, and one at a time is under way`() async throws {
        let work = OpenWork()
        #expect(await work.begin("q"))
        #expect(await !work.begin("q"))
        #expect(await work.begin("other"))
        await work.end("q", .failed)
        #expect(await !work.begin("q"))
        await work.forget("q")
        #expect(await work.begin("q"))
        await work.end("q", .done)
        #expect(await work.begin("q"))
    }

    @Test func `a stop waits for the release that is under way, and none begins after it`() async throws {
        let (work, isClosed) = (OpenWork(), Flag())
        #expect(await work.begin("q"))
        let closing = Task {
            await work.close()
            isClosed.raise()
        }
        for _ in 0..<500 where await work.begin("other") {
            await work.end("other", .done)
            try await Task.sleep(for: .milliseconds(20))
        }
        #expect(await !work.begin("other"))
        #expect(!isClosed.isUp)
        await work.end("q", .done)
        await closing.value
    }
}

/// Raised once, by one thread for another.
private final class Flag: Sendable {
    private let state = Mutex(false)

    var isUp: Bool { state.withLock { $0 } }
    func raise() { state.withLock { $0 = true } }

    /// Blocks its thread until the flag is up, twenty seconds at most.
    func wait() {
        for _ in 0..<1000 where !isUp { Thread.sleep(forTimeInterval: 0.02) }
    }
}
