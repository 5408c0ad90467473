import CordonAudit
import CordonTrust
import CordonValues
import CordonWire
import Foundation
import Testing

@testable import CordonCoordinator

@Suite(.timeLimit(.minutes(10))) struct `A coordinator's audit log` {
    private func records(_ network: TestNetwork) throws -> [AuditRecord] {
        let folder = AuditFolder(path: network.state + "/audit")
        #expect(try AuditVerification(.folder(folder), key: network.card.document.key).run().exitCode == 0)
        return try AuditSelection().records(in: .folder(folder))
    }

    @Test func `tells a question's whole way, which documents allowed it, and who is in the release`() async throws {
        let network = try await TestNetwork()
        let running = try await RunningCoordinator(network)
        let question = try network.question()
        _ = try await running.ask(question)
        for id in ["alpha", "beta"] { try await running.node(id).answer(question.hash, women: 40, men: 50) }
        let delivery = try await running.node("gamma").poll()
        #expect(delivery.deliveries.count == 1)
        _ = try await running.node("gamma").client.send(
            "POST", "/node/v1/questions/\(question.hash)/refusal", contentType: "application/json",
            body: Data(#"{"code":"not-permitted","message":"no","hint":null}"#.utf8))
        _ = try await running.status(question.hash, until: ["released"])
        let json = try await running.researcher().send("GET", "/v1/questions/\(question.hash)/result").body
        await running.stop()
        let records = try records(network)
        #expect(records.map(\.kind) == [
            "log-started", "key-made", "charter-installed", "permit-installed", "catalog-installed", "service-started", "question-received",
            "question-admitted", "answer-received", "answer-received", "hospital-declined", "question-released",
        ])
        #expect(records[6].text("sql") == TestNetwork.sql)
        #expect(records[10].text("code") == "not-permitted")
        #expect(records[11].text("result") == Hexadecimal.sha256(json))
        #expect(records[11].fields.contains(AuditField("hospitals", ["alpha", "beta"])))
    }

    @Test func `tells what was refused, with its text`() async throws {
        let network = try await TestNetwork()
        let running = try await RunningCoordinator(network)
        let question = try network.question("SELECT patient_id FROM patient")
        await #expect(throws: Diagnostic.self) { _ = try await running.ask(question) }
        await running.stop()
        let refused = try #require(try records(network).last)
        #expect(refused.kind == "question-refused")
        #expect(refused.text("sql") == "SELECT patient_id FROM patient")
        #expect(refused.text("question") == question.hash)
    }

    @Test func `that cannot be written leaves questions untaken`() async throws {
        let network = try await TestNetwork()
        let running = try await RunningCoordinator(network)
        let beside = network.state + "/audit/head.json.part"
        try FileManager.default.createDirectory(atPath: beside, withIntermediateDirectories: false)
        let question = try network.question()
        do {
            _ = try await running.ask(question)
            Issue.record("An unrecorded question was taken.")
        } catch let error as Diagnostic {
            #expect(error.code == .storageFailed)
        }
        #expect(try await running.service.store.question(question.hash) == nil)
        try FileManager.default.removeItem(atPath: beside)
        _ = try await running.ask(question)
        await running.stop()
        #expect(try records(network).last?.kind == "question-admitted")
    }

    @Test func `and a node's are held by the other side, and a node's log that was shortened shows in health`() async throws {
        let network = try await TestNetwork()
        let running = try await RunningCoordinator(network)
        let node = try running.node("alpha")
        let folder = AuditFolder(path: network.folder.file("alpha-audit"))
        func open() throws -> AuditLog { try AuditLog(folder, member: "alpha", key: node.key, network: "test", software: "test") }
        func poll(_ heads: HeldHeads) async throws -> HeldHeads.Verdict {
            let reply = try await node.poll(wait: 0, audit: heads.exchange(with: "hub"))
            return try heads.take(try #require(reply.audit), of: "hub", keys: [network.card.document.key], network: "test")
        }
        let log = try open()
        try log.append([AuditEvent(.paused), AuditEvent(.resumed)])
        let heads = HeldHeads(log)
        #expect(try await poll(heads) == .newer)
        #expect(try await state(running) == "agrees")
        // The hospital puts an empty log in its place.
        try FileManager.default.removeItem(atPath: folder.path)
        try await Task.sleep(for: .milliseconds(1100))
        let anew = HeldHeads(try open())
        #expect(try await poll(anew) == .newer)
        #expect(try await state(running) == "shortened")
        try Operator(state: network.state).forgetHeads(of: "alpha", reason: "a new disk")
        _ = try await poll(anew)
        #expect(try await state(running) == "agrees")
        await running.stop()
        let kinds = try records(network).map(\.kind)
        #expect(kinds.filter { $0.hasPrefix("head-") } == ["head-held", "head-conflict", "head-forgotten", "head-held"])
    }

    private func state(_ running: RunningCoordinator) async throws -> String? {
        let json = try StrictJSON.read(try await running.researcher().send("GET", "/v1/nodes").body)
        guard case .array(let nodes)? = json["nodes"], case .string(let state)? = nodes.first?["audit_log"] else { return nil }
        return state
    }
}
