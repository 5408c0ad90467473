import CordonTrust
import CordonValues
import CordonWire
import Foundation
import Testing

@testable import CordonCoordinator

@Suite(.timeLimit(.minutes(2))) struct PollTests {
    @Test func `a held poll ends at once when a question comes`() async throws {
        let network = try await TestNetwork()
        let running = try await RunningCoordinator(network)
        let node = try running.node("alpha")
        let held = Task { try await node.poll(wait: 25) }
        try await Task.sleep(for: .milliseconds(500))
        let start = ContinuousClock.now
        let question = try network.question()
        _ = try await running.ask(question)
        #expect(try await held.value.deliveries.count == 1)
        #expect(ContinuousClock.now - start < .seconds(10))
        await running.stop()
    }

    @Test func `a held poll ends at once when its question is cancelled`() async throws {
        let network = try await TestNetwork()
        let running = try await RunningCoordinator(network)
        let node = try running.node("alpha")
        let question = try network.question()
        _ = try await running.ask(question)
        #expect(try await node.poll().deliveries.count == 1)
        let held = Task { try await node.poll(wait: 25, working: [question.hash]) }
        try await Task.sleep(for: .milliseconds(500))
        let start = ContinuousClock.now
        _ = try await running.researcher().send("POST", "/v1/questions/\(question.hash)/cancel")
        #expect(try await held.value.cancels == [question.hash])
        #expect(ContinuousClock.now - start < .seconds(10))
        let status = try await running.status(question.hash, until: ["cancelled"])
        #expect(status["error"]?["code"] == .string("cancelled"))
        await running.stop()
    }

    @Test func `a delivery that got lost is repeated, one in work is not`() async throws {
        let network = try await TestNetwork()
        let running = try await RunningCoordinator(network)
        let node = try running.node("alpha")
        let question = try network.question()
        _ = try await running.ask(question)
        #expect(try await node.poll().deliveries.count == 1)
        #expect(try await node.poll(wait: 0).deliveries.isEmpty)
        #expect(try await node.poll(wait: 1, working: [question.hash]).deliveries.isEmpty)
        #expect(try await node.poll(wait: 20).deliveries.count == 1)
        await running.stop()
    }

    @Test func `a poll with nothing to say lasts as long as asked, and brings a newer charter`() async throws {
        let network = try await TestNetwork()
        let running = try await RunningCoordinator(network)
        let node = try running.node("alpha")
        let start = ContinuousClock.now
        #expect(try await !node.poll(wait: 2).saysSomething)
        #expect(ContinuousClock.now - start >= .seconds(2))
        let reply = try await node.poll(wait: 20, charterVersion: 0)
        #expect(reply.charter != nil)
        await running.stop()
    }

    @Test func `health names states and versions without a signature`() async throws {
        let network = try await TestNetwork()
        let running = try await RunningCoordinator(network)
        _ = try await running.node("alpha").poll(wait: 0)
        let reply = try await RawClient(running).reply(RequestParts(method: "GET", path: "/v1/health"))
        let json = try StrictJSON.read(reply.body)
        guard case .array(let nodes)? = json["nodes"] else { throw Diagnostic(.notFound, "no nodes") }
        #expect(nodes.map { $0["state"] } == [.string("online"), .string("never-seen"), .string("never-seen")])
        #expect(nodes.first?["snapshot"]?["cutoff"] == .string("2026-05-01"))
        await running.stop()
    }
}
