import CordonReport
import CordonTransport
import CordonTrust
import CordonValues
import Foundation
import Testing

@testable import CordonCoordinator

@Suite(.timeLimit(.minutes(10))) struct FederationOverLoopbackTests {
    @Test func `three nodes answer, and the researcher reads one released table`() async throws {
        let network = try await TestNetwork()
        let running = try await RunningCoordinator(network)
        let question = try network.question()
        let created = try await running.ask(question)
        #expect(created["state"] == .string("queued"))
        for (node, counts) in [("alpha", (20, 31)), ("beta", (14, 22)), ("gamma", (0, 40))] {
            try await running.node(node).answer(question.hash, women: Int64(counts.0), men: Int64(counts.1))
        }
        _ = try await running.status(question.hash, until: ["released"])
        let client = try running.researcher()
        let csv = try await client.send("GET", "/v1/questions/\(question.hash)/result", query: "format=csv").body
        #expect(String(decoding: csv, as: UTF8.self) == "sex,n,n_state,row_marks\n0,34,value,\n1,93,value,\n")
        let document = try ResultDocument(json: try await client.send("GET", "/v1/questions/\(question.hash)/result").body)
        #expect(document.hospitals.map(\.state) == ["answered", "answered", "answered"])
        #expect(document.snapshots.map(\.cutoff) == ["2026-05-01", "2026-05-01", "2026-05-01"])
        #expect(document.snapshots.map(\.objections) == [true, false, false])
        await running.stop()
    }

    @Test func `after the release nothing sealed is left on the disk`() async throws {
        let network = try await TestNetwork()
        let running = try await RunningCoordinator(network)
        let question = try network.question()
        _ = try await running.ask(question)
        let key = try #require(try await running.service.store.question(question.hash)?.sealingKey)
        #expect(try Self.disk(network).contains { $0.range(of: key) != nil })
        var sealed: [Data] = []
        for node in TestNetwork.nodes {
            let delivery = try #require(try await running.node(node).poll().deliveries.first)
            let envelope = try await running.node(node).envelope(delivery, women: 15, men: 25)
            sealed.append(envelope.suffix(64))
            sealed.append(envelope[envelope.count / 2..<envelope.count / 2 + 32])
            try await running.node(node).send(envelope, to: question.hash)
            if node == "alpha" { #expect(try Self.disk(network).contains { $0.range(of: sealed[0]) != nil }) }
        }
        _ = try await running.status(question.hash, until: ["released"])
        // The log is emptied right after the release is visible.
        for _ in 0..<100 where try Self.disk(network).contains(where: { $0.range(of: key) != nil }) {
            try await Task.sleep(for: .milliseconds(20))
        }
        for file in try Self.disk(network) {
            #expect(file.range(of: key) == nil)
            for marker in sealed { #expect(file.range(of: marker) == nil) }
        }
        await running.stop()
    }

    private static func disk(_ network: TestNetwork) throws -> [Data] {
        ["coordinator.sqlite", "coordinator.sqlite-wal"].compactMap { FileManager.default.contents(atPath: "\(network.state)/\($0)") }
    }

    @Test func `the same question later gets the stored answer, whoever has gone since`() async throws {
        let network = try await TestNetwork()
        let running = try await RunningCoordinator(network)
        let first = try network.question()
        _ = try await running.ask(first)
        for node in TestNetwork.nodes { try await running.node(node).answer(first.hash, women: 12, men: 20) }
        _ = try await running.status(first.hash, until: ["released"])
        let again = try network.question("SELECT count(*) AS people, sex FROM patient GROUP BY 2", roster: ["alpha", "beta"])
        let status = try await running.ask(again)
        #expect(status["state"] == .string("released"))
        let result = try await running.researcher().send("GET", "/v1/questions/\(again.hash)/result").body
        let document = try ResultDocument(json: result)
        #expect(document.storedFrom == first.hash)
        #expect(document.hospitals.map(\.id) == TestNetwork.nodes)
        #expect(document.columns.map(\.name) == ["people", "sex"])
        await running.stop()
    }

    @Test func `two identical questions at once are released once`() async throws {
        let network = try await TestNetwork()
        let running = try await RunningCoordinator(network)
        let questions = [try network.question(), try network.question()]
        for question in questions { _ = try await running.ask(question) }
        for node in TestNetwork.nodes {
            let tester = try running.node(node)
            for delivery in try await tester.poll().deliveries {
                let hash = try Signed<Question>.verify(delivery.question, by: [network.researcher.verifyingKey]).hash
                try await tester.send(tester.envelope(delivery, women: 12, men: 20), to: hash)
            }
        }
        var origins: [String?] = []
        for question in questions {
            _ = try await running.status(question.hash, until: ["released"])
            let result = try await running.researcher().send("GET", "/v1/questions/\(question.hash)/result").body
            origins.append(try ResultDocument(json: result).storedFrom)
        }
        #expect(origins.filter { $0 == nil }.count == 1)
        await running.stop()
    }

    @Test func `the deadline releases with a quorum and names the missing hospital`() async throws {
        let network = try await TestNetwork()
        let running = try await RunningCoordinator(network)
        let question = try network.question()
        _ = try await running.ask(question, query: "deadline_seconds=600")
        for node in ["alpha", "beta"] { try await running.node(node).answer(question.hash, women: 12, men: 20) }
        try await running.service.store.write { try $0.execute(sql: "UPDATE question SET deadline = 0") }
        _ = try await running.status(question.hash, until: ["released"])
        let result = try await running.researcher().send("GET", "/v1/questions/\(question.hash)/result").body
        #expect(try ResultDocument(json: result).hospitals.map(\.state) == ["answered", "answered", "missing"])
        await running.stop()
    }

    @Test func `a coordinator killed between two answers gives the right answer once`() async throws {
        let network = try await TestNetwork()
        var running = try await RunningCoordinator(network)
        let question = try network.question()
        _ = try await running.ask(question)
        let delivery = try #require(try await running.node("alpha").poll().deliveries.first)
        let kept = try await running.node("alpha").envelope(delivery, women: 20, men: 30)
        try await running.node("alpha").send(kept, to: question.hash)
        await running.stop()
        running = try await RunningCoordinator(network)
        // The node never saw the reply and sends the same bytes again.
        try await running.node("alpha").send(kept, to: question.hash)
        for node in ["beta", "gamma"] { try await running.node(node).answer(question.hash, women: 20, men: 30) }
        _ = try await running.status(question.hash, until: ["released"])
        let csv = try await running.researcher().send("GET", "/v1/questions/\(question.hash)/result", query: "format=csv").body
        #expect(String(decoding: csv, as: UTF8.self).contains("0,60,value"))
        await running.stop()
    }

    @Test func `progress events follow the question to its end`() async throws {
        let network = try await TestNetwork()
        let running = try await RunningCoordinator(network)
        let question = try network.question()
        _ = try await running.ask(question)
        let events = try await running.researcher().events("/v1/questions/\(question.hash)/events")
        let reading = Task { () -> [String] in
            var states: [String] = []
            for try await event in events {
                if case .string(let state)? = try StrictJSON.read(Data(event.data.utf8))["state"] { states.append(state) }
            }
            return states
        }
        for node in TestNetwork.nodes { try await running.node(node).answer(question.hash, women: 12, men: 20) }
        let states = try await reading.value
        #expect(states.first == "queued")
        #expect(states.last == "released")
        await running.stop()
    }
}
