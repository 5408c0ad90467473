import CordonReport
import CordonTrust
import CordonValues
import Foundation
import Testing

@testable import CordonCoordinator

@Suite(.timeLimit(.minutes(10))) struct TightenedRulesTests {
    private func released(_ threshold: Int) async throws -> (TestNetwork, RunningCoordinator, Signed<Question>) {
        let network = try await TestNetwork(threshold: threshold)
        let running = try await RunningCoordinator(network)
        let question = try network.question()
        _ = try await running.ask(question)
        for node in TestNetwork.nodes { try await running.node(node).answer(question.hash, women: 2, men: 40) }
        _ = try await running.status(question.hash, until: ["released"])
        return (network, running, question)
    }

    @Test func `an answer released under a lower threshold is not shown again, nor another made from the same data`() async throws {
        let (network, running, question) = try await released(5)
        let client = try running.researcher()
        let path = "/v1/questions/\(question.hash)/result"
        #expect(try await String(decoding: client.send("GET", path, query: "format=csv").body, as: UTF8.self).contains("0,6,value"))
        try await network.change(threshold: 11)

        let again = await #expect(throws: Diagnostic.self) { try await running.ask(try network.question()) }
        #expect(again?.code == .rulesTightened)
        #expect(again?.message.contains("T = 5") == true)
        #expect(again?.message.contains("T = 11") == true)
        #expect(again?.hint?.contains("newer data") == true)
        let shown = await #expect(throws: Diagnostic.self) { try await client.send("GET", path) }
        #expect(shown?.code == .rulesTightened)

        // Newer data is another matter.
        _ = try await running.node("beta").poll(wait: 0, snapshot: "snapshot-2", charterVersion: 2)
        #expect(try await running.ask(try network.question())["state"] == .string("queued"))
        await running.stop()
    }

    @Test func `an answer released before people counted with several hospitals is not shown again`() async throws {
        let (network, running, question) = try await released(5)
        try await network.change(threshold: 5, overlapFactor: 2)
        let shown = await #expect(throws: Diagnostic.self) {
            try await running.researcher().send("GET", "/v1/questions/\(question.hash)/result")
        }
        #expect(shown?.code == .rulesTightened)
        #expect(shown?.message.contains("T = 10") == true)
        await running.stop()
    }

    @Test func `a rule that tightens while hospitals work holds for the release`() async throws {
        let network = try await TestNetwork(threshold: 5)
        let running = try await RunningCoordinator(network)
        let questions = [try network.question(), try network.question()]
        for question in questions { _ = try await running.ask(question) }
        var kept: [String: [(TestNode, Data)]] = [:]
        for node in TestNetwork.nodes {
            let tester = try running.node(node)
            for delivery in try await tester.poll().deliveries {
                let hash = try Signed<Question>.verify(delivery.question, by: [network.researcher.verifyingKey]).hash
                kept[hash, default: []].append((tester, try await tester.envelope(delivery, women: 2, men: 40)))
            }
        }
        for (node, envelope) in try #require(kept[questions[0].hash]) { try await node.send(envelope, to: questions[0].hash) }
        _ = try await running.status(questions[0].hash, until: ["released"])
        try await network.change(threshold: 11)
        for (node, envelope) in try #require(kept[questions[1].hash]) { try await node.send(envelope, to: questions[1].hash) }
        let status = try await running.status(questions[1].hash, until: ["failed"])
        #expect(status["error"]?["code"] == .string("rules-tightened"))
        await running.stop()
    }

    @Test func `no question is answered under a permit that clips beside answers with values as they are`() async throws {
        let (network, running, _) = try await released(11)
        try await network.change(threshold: 12, outOfBounds: .clip)
        let other = await #expect(throws: Diagnostic.self) { try await running.ask(try network.question("SELECT count(*), sum(age) FROM patient")) }
        #expect(other?.code == .rulesTightened)
        #expect(other?.message.contains("as the bound") == true)
        await running.stop()
    }

    @Test func `a study under a permit that clips is answered, and its result says so`() async throws {
        let network = try await TestNetwork(threshold: 11, outOfBounds: .clip)
        let running = try await RunningCoordinator(network)
        let question = try network.question()
        _ = try await running.ask(question)
        for node in TestNetwork.nodes { try await running.node(node).answer(question.hash, women: 20, men: 40) }
        _ = try await running.status(question.hash, until: ["released"])
        let body = try await running.researcher().send("GET", "/v1/questions/\(question.hash)/result").body
        let document = try ResultDocument(json: body)
        #expect(document.rules.first { $0.name == "out-of-bounds" }?.value == "clip")
        #expect(document.notes.contains(ResultDocument.clipNote))
        await running.stop()
    }

    @Test func `an answer released under a higher threshold is shown again as it is`() async throws {
        let (network, running, question) = try await released(11)
        try await network.change(threshold: 5)
        let again = try network.question()
        #expect(try await running.ask(again)["state"] == .string("released"))
        let body = try await running.researcher().send("GET", "/v1/questions/\(again.hash)/result").body
        let document = try ResultDocument(json: body)
        #expect(document.storedFrom == question.hash)
        #expect(document.rules.first { $0.name == "threshold" }?.value == "11")
        #expect(document.hiddenCells(.suppressed) > 0)
        await running.stop()
    }
}
