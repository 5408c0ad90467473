import CordonAudit
import CordonTrust
import CordonValues
import Foundation
import Testing

@testable import CordonCoordinator
@testable import cordon

@Suite(.timeLimit(.minutes(10))) struct `An auditor of the charter` {
    private func code(_ work: () async throws -> Void) async -> DiagnosticCode? { await RefusalTests.code(work) }

    private func fetch(_ running: RunningCoordinator, _ name: String) async throws -> String {
        let file = running.network.folder.file(name)
        let key = running.network.card.document.key
        try await AuditLogFetch(client: running.client(running.network.auditor, .auditor), key: key).write(to: file)
        return file
    }

    private func released(_ running: RunningCoordinator) async throws -> Signed<Question> {
        let question = try running.network.question()
        _ = try await running.ask(question)
        for id in TestNetwork.nodes { try await running.node(id).answer(question.hash, women: 7919, men: 7907) }
        _ = try await running.status(question.hash, until: ["released"])
        return question
    }

    @Test func `fetches the coordinator's log, which verifies, tells the question and holds no cell`() async throws {
        let network = try await TestNetwork()
        let running = try await RunningCoordinator(network)
        let question = try await released(running)
        let file = try await fetch(running, "first.log")
        let report = try AuditVerification(.file(file), key: network.card.document.key).run()
        #expect(report.exitCode == 0)
        let records = try AuditSelection().records(in: .file(file))
        #expect(records.contains { $0.kind == "question-released" && $0.text("question") == question.hash })
        let text = try String(contentsOfFile: file, encoding: .utf8)
        for cell in [3 * 7919, 3 * 7907, 7919, 7907] { #expect(!text.contains(":\(cell)") && !text.contains("\"\(cell)\"")) }
        // What was read stands in what is read next.
        let second = try AuditSelection().records(in: .file(try await fetch(running, "second.log")))
        let reading = try #require(second.first { $0.kind == "audit-read" })
        #expect(reading.text("auditor") == network.auditor.verifyingKey.id.text)
        #expect(reading.fields.contains(AuditField("from", 1)) && reading.fields.contains(AuditField("to", report.last)))
        await running.stop()
    }

    @Test func `finds with an earlier export that the log was written anew and signed again`() async throws {
        let network = try await TestNetwork()
        let running = try await RunningCoordinator(network)
        let earlier = try AuditVerification.ownHead(in: .file(try await fetch(running, "earlier.log")))
        await running.stop()
        let configuration = try CoordinatorConfiguration(state: network.state)
        try FileManager.default.removeItem(atPath: configuration.audit.path)
        try configuration.auditLog().append((0..<20).map { _ in AuditEvent(.resumed) })
        let again = try await RunningCoordinator(network)
        let file = try await fetch(again, "later.log")
        let key = network.card.document.key
        #expect(try AuditVerification(.file(file), key: key).run().exitCode == 0)
        let report = try AuditVerification(.file(file), key: key, heads: [earlier]).run()
        #expect(report.findings.map(\.code) == [.rewritten])
        await again.stop()
    }

    @Test func `sees a record that was changed in the coordinator's folder`() async throws {
        let network = try await TestNetwork()
        let running = try await RunningCoordinator(network)
        let path = network.state + "/audit/000000000001.jsonl"
        let text = try String(contentsOfFile: path, encoding: .utf8).replacing("permit-1", with: "permit-2")
        // In place: the log that the service writes to stays the file that it is.
        try Data(text.utf8).write(to: URL(filePath: path))
        let report = try AuditVerification(.file(try await fetch(running, "changed.log")), key: network.card.document.key).run()
        #expect(report.exitCode == 2)
        await running.stop()
    }

    @Test func `reads nothing but the log, and nobody else reads it`() async throws {
        let network = try await TestNetwork()
        let running = try await RunningCoordinator(network)
        let question = try await released(running)
        let auditor = try running.client(network.auditor, .auditor)
        let disguised = try running.client(network.auditor, .researcher)
        let reads = ["", "/\(question.hash)", "/\(question.hash)/result", "/\(question.hash)/events"].map { "/v1/questions\($0)" }
        for path in reads + ["/v1/permits", "/v1/nodes", "/v1/charter", "/v1/catalog"] {
            #expect(await code { _ = try await auditor.send("GET", path) } == .notPermitted, "\(path)")
            #expect(await code { _ = try await disguised.send("GET", path) } == .notPermitted, "\(path)")
        }
        #expect(await code { _ = try await disguised.send("POST", "/v1/questions", body: question.bytes) } == .notPermitted)
        let node = try #require(network.nodeKeys["alpha"])
        let others: [(SigningKey, SignatureTag, DiagnosticCode)] = [
            (network.researcher, .researcher, .notPermitted), (network.researcher, .auditor, .notPermitted), (node, .node, .notPermitted),
            (network.stranger, .auditor, .keyUnknown), (network.auditor, .researcher, .signatureInvalid),
        ]
        for (key, tag, expected) in others {
            for path in ["/v1/audit/heads", "/v1/audit/records"] {
                #expect(await code { _ = try await running.client(key, tag).send("GET", path) } == expected, "\(tag) \(path)")
            }
        }
        #expect(await code { _ = try await auditor.send("GET", "/v1/audit/records", query: "from=0") } == .invalidRequest)
        #expect(await code { _ = try await auditor.send("GET", "/v1/audit/records", query: "from=1000000") } == .notFound)
        try await network.revoke(keys: [network.auditor])
        #expect(await code { _ = try await auditor.send("GET", "/v1/audit/records") } == .revoked)
        await running.stop()
        var selection = AuditSelection()
        selection.kind = "audit-refused"
        let refused = try selection.records(in: .folder(AuditFolder(path: network.state + "/audit")))
        #expect(refused.map { $0.text("code") } == Array(repeating: "not-permitted", count: 6) + ["key-unknown", "key-unknown"]
            + ["signature-invalid", "signature-invalid", "invalid-request", "not-found", "revoked"])
        #expect(refused.first?.text("key") == network.researcher.verifyingKey.id.text)
        #expect(!refused.contains { $0.text("key") == nil })
    }

    @Test func `whose key a permit names as a researcher's asks nothing`() async throws {
        let network = try await TestNetwork()
        let permit = try Permit(
            id: "permit-2", network: "test", study: "hearts", title: "Hearts", legalBasis: "consent",
            researchers: [PermitResearcher(name: "Dora", jurisdiction: "CH", key: network.auditor.verifyingKey)],
            tables: network.permit.tables, threshold: 11, mode: .merged, validFrom: network.permit.validFrom, validUntil: network.permit.validUntil)
        let desk = try Operator(state: network.state)
        _ = try await desk.installPermit(Signed.sign(permit, by: network.authority).bytes)
        desk.close()
        let running = try await RunningCoordinator(network)
        let question = try network.question(by: network.auditor)
        let client = try running.client(network.auditor, .researcher)
        #expect(await code { _ = try await client.send("POST", "/v1/questions", body: question.bytes) } == .notPermitted)
        await running.stop()
    }
}
