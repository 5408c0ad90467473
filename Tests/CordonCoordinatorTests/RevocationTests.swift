import CordonAudit
import CordonTrust
import CordonValues
import CordonWire
import Foundation
import Testing

@testable import CordonCoordinator

@Suite(.timeLimit(.minutes(10))) struct `A revocation at the coordinator` {
    private func code(_ work: () async throws -> Void) async -> DiagnosticCode? { await RefusalTests.code(work) }

    @Test func `of a permit cancels what runs under it, refuses what comes, and travels with every poll`() async throws {
        let network = try await TestNetwork()
        let running = try await RunningCoordinator(network)
        let question = try network.question()
        _ = try await running.ask(question)
        let node = try running.node("alpha")
        #expect(try await node.poll().deliveries.count == 1)
        try await network.revoke(2, permits: ["permit-1"])
        let status = try await running.status(question.hash, until: ["cancelled"])
        #expect(status["error"]?["code"] == .string("revoked"))
        #expect(await code { _ = try await running.ask(network.question()) } == .revoked)
        let reply = try await node.poll(working: [question.hash])
        #expect(reply.cancels == [question.hash])
        let list = try Signed<Revocations>.verify(try #require(reply.revocations), by: [network.authority.verifyingKey])
        #expect(list.document.version == 2)
        #expect(try await node.poll(wait: 0, revocationsVersion: 2).revocations == nil)
        #expect(await code { try await network.revoke(1) } == .conflict)
        await running.stop()
        let records = try AuditSelection().records(in: .folder(AuditFolder(path: network.state + "/audit")))
        #expect(records.contains { $0.kind == "revocations-installed" })
        #expect(records.contains { $0.kind == "question-cancelled" && $0.text("code") == "revoked" && $0.text("question") == question.hash })
    }

    @Test func `of a researcher's key closes everything to it, results included`() async throws {
        let network = try await TestNetwork()
        let running = try await RunningCoordinator(network)
        let question = try network.question(roster: ["alpha", "beta"])
        _ = try await running.ask(question)
        for id in ["alpha", "beta"] { try await running.node(id).answer(question.hash, women: 40, men: 50) }
        _ = try await running.status(question.hash, until: ["released"])
        let client = try running.researcher()
        _ = try await client.send("GET", "/v1/questions/\(question.hash)/result")
        try await network.revoke(keys: [network.researcher])
        for path in ["/v1/questions/\(question.hash)/result", "/v1/questions", "/v1/charter"] {
            #expect(await code { _ = try await client.send("GET", path) } == .revoked)
        }
        await running.stop()
    }

    @Test func `of a hospital's key shuts it out, and questions go on without it and without what it has answered`() async throws {
        let network = try await TestNetwork()
        let running = try await RunningCoordinator(network)
        let question = try network.question()
        _ = try await running.ask(question)
        try await running.node("alpha").answer(question.hash, women: 900, men: 900)
        let beta = try running.node("beta")
        let delivery = try #require(try await beta.poll().deliveries.first)
        try await network.revoke(keys: [try #require(network.nodeKeys["alpha"])])
        #expect(await code { _ = try await running.node("alpha").poll(wait: 0) } == .revoked)
        func alpha(_ status: StrictJSON) -> StrictJSON? {
            guard case .array(let hospitals)? = status["hospitals"] else { return nil }
            return hospitals.first { $0["id"] == .string("alpha") }
        }
        var status = try await running.status(question.hash, until: ["running"])
        for _ in 0..<400 where alpha(status)?["state"] != .string("refused") {
            try await Task.sleep(for: .milliseconds(50))
            status = try await running.status(question.hash, until: ["running"])
        }
        #expect(alpha(status)?["reason"] == .string("revoked"))
        try await beta.send(beta.envelope(delivery, women: 40, men: 50), to: question.hash)
        try await running.node("gamma").answer(question.hash, women: 60, men: 70)
        _ = try await running.status(question.hash, until: ["released"])
        let reply = try await running.researcher().send("GET", "/v1/questions/\(question.hash)/result", query: "format=csv")
        let csv = String(decoding: reply.body, as: UTF8.self)
        #expect(csv.contains(",100,") && csv.contains(",120,"))
        await running.stop()
    }

    @Test func `of the coordinator's own key ends its questions`() async throws {
        let network = try await TestNetwork()
        let running = try await RunningCoordinator(network)
        let key = try SigningKey.read(file: CoordinatorConfiguration(state: network.state).signingKeyFile)
        try await network.revoke(keys: [key])
        #expect(await code { _ = try await running.ask(network.question()) } == .revoked)
        let health = try StrictJSON.read(try await running.researcher().send("GET", "/v1/health").body)
        #expect(health["coordinator_revoked"] == .boolean(true))
        await running.stop()
    }
}
