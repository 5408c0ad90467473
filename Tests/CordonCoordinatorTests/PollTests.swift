import CordonReport
import CordonTrust
import CordonValues
import CordonWire
import Foundation
import Testing

@testable import CordonCoordinator

@Suite(.timeLimit(.minutes(10))) struct PollTests {
    @Test func `a held poll is woken when a question comes`() async throws {
        let network = try await TestNetwork()
        let running = try await RunningCoordinator(network)
        let node = try running.node("alpha")
        let held = Task { try await node.poll(wait: 25) }
        try await Task.sleep(for: .milliseconds(500))
        let told = await running.news(of: "alpha")
        _ = try await running.ask(network.question())
        #expect(await running.news(of: "alpha") > told)
        #expect(try await held.value.deliveries.count == 1)
        await running.stop()
    }

    @Test func `a held poll is woken when its question is cancelled`() async throws {
        let network = try await TestNetwork()
        let running = try await RunningCoordinator(network)
        let node = try running.node("alpha")
        let question = try network.question()
        _ = try await running.ask(question)
        #expect(try await node.poll().deliveries.count == 1)
        let held = Task { try await node.poll(wait: 25, working: [question.hash]) }
        try await Task.sleep(for: .milliseconds(500))
        let told = await running.news(of: "alpha")
        _ = try await running.researcher().send("POST", "/v1/questions/\(question.hash)/cancel")
        #expect(await running.news(of: "alpha") > told)
        #expect(try await held.value.cancels == [question.hash])
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

    @Test func `the last hospital's held poll does not cancel the answer that it has just given`() async throws {
        let network = try await TestNetwork()
        let running = try await RunningCoordinator(network)
        let question = try network.question(roster: ["alpha", "beta"])
        _ = try await running.ask(question)
        try await running.node("alpha").answer(question.hash, women: 12, men: 20)
        let beta = try running.node("beta")
        let delivery = try #require(try await beta.poll().deliveries.first)
        let held = Task { try await beta.poll(wait: 6, working: [question.hash]) }
        try await Task.sleep(for: .milliseconds(500))
        try await beta.send(beta.envelope(delivery, women: 12, men: 20), to: question.hash)
        _ = try await running.status(question.hash, until: ["released"])
        #expect(try await held.value.cancels.isEmpty)
        // Who was not asked, and whom nobody knows, stop.
        let unknown = String(repeating: "0", count: 64)
        #expect(try await beta.poll(wait: 0, working: [question.hash, unknown]).cancels == [unknown])
        #expect(try await running.node("gamma").poll(wait: 0, working: [question.hash]).cancels == [question.hash])
        await running.stop()
    }

    @Test func `a paused hospital is named as paused and not waited for alone`() async throws {
        let network = try await TestNetwork()
        let running = try await RunningCoordinator(network)
        let question = try network.question()
        _ = try await running.ask(question)
        #expect(try await running.node("gamma").poll(wait: 0, isPaused: true).deliveries.isEmpty)
        let waiting = try await running.status(question.hash, until: ["queued"])
        guard case .array(let hospitals)? = waiting["hospitals"] else { throw Diagnostic(.notFound, "no hospitals") }
        #expect(hospitals.last?["reason"] == .string("paused"))
        for node in ["alpha", "beta"] { try await running.node(node).answer(question.hash, women: 12, men: 20) }
        _ = try await running.status(question.hash, until: ["released"])
        let body = try await running.researcher().send("GET", "/v1/questions/\(question.hash)/result").body
        let document = try ResultDocument(json: body)
        #expect(document.hospitals.map(\.state) == ["answered", "answered", "missing"])
        #expect(document.hospitals.last?.reason == "paused")
        #expect(TextReport(document).text.contains("without gamma: missing (paused)"))
        await running.stop()
    }

    @Test func `a hospital that resumes gets the question`() async throws {
        let network = try await TestNetwork()
        let running = try await RunningCoordinator(network)
        let question = try network.question()
        _ = try await running.ask(question)
        let gamma = try running.node("gamma")
        _ = try await gamma.poll(wait: 0, isPaused: true)
        try await gamma.answer(question.hash, women: 12, men: 20)
        let status = try await running.status(question.hash, until: ["running"])
        guard case .array(let hospitals)? = status["hospitals"] else { throw Diagnostic(.notFound, "no hospitals") }
        #expect(hospitals.last?["state"] == .string("answered"))
        #expect(hospitals.last?["reason"] == nil)
        await running.stop()
    }

    @Test func `more questions than a reply holds come with the next one`() async throws {
        let network = try await TestNetwork()
        let running = try await RunningCoordinator(network)
        let ids = (0..<40).map { Hexadecimal.sha256(Data([UInt8($0)])) }
        for (number, id) in ids.enumerated() {
            let record = StoreTests.record(
                id, roster: ["alpha"], question: Data(repeating: UInt8(number), count: 1 << 20),
                deadline: Date().addingTimeInterval(600).milliseconds)
            #expect(try await running.service.store.insert(record, inFlight: 100))
        }
        let node = try running.node("alpha")
        let first = try await node.poll(wait: 0).deliveries.compactMap { $0.question.first.map { ids[Int($0)] } }
        #expect((20..<32).contains(first.count))
        let rest = try await node.poll(wait: 0, working: first).deliveries.compactMap { $0.question.first.map { ids[Int($0)] } }
        #expect((first + rest).sorted() == ids.sorted())
        await running.stop()
    }

    @Test func `a reply holds a thousand deliveries`() {
        var budget = ReplyBudget(PollReply(charter: nil, deliveries: [], cancels: [], serverTime: Timestamp(Date())))
        let delivery = PollReply.Delivery(question: Data([1]), permit: Data([2]), dispatch: Data([3]))
        #expect((0..<1001).map { _ in budget.take(delivery) } == Array(repeating: true, count: 1000) + [false])
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
