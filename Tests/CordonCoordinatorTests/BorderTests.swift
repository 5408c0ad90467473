import CordonReport
import CordonTrust
import CordonValues
import Foundation
import Testing

@testable import CordonCoordinator

/// Coordinator, hospitals and researcher of the test network are in CH.
@Suite(.timeLimit(.minutes(10))) struct BorderTests {
    private func hospitals(_ status: StrictJSON) throws -> [StrictJSON] {
        guard case .array(let hospitals)? = status["hospitals"] else { throw Diagnostic(.notFound, "no hospitals") }
        return hospitals
    }

    @Test func `a hospital whose cells may not go there is not asked, and the answer says so`() async throws {
        let network = try await TestNetwork()
        let running = try await RunningCoordinator(network)
        let alpha = try running.node("alpha")
        _ = try await alpha.poll(wait: 0, border: Jurisdictions(["FR"]))
        let question = try network.question()
        let created = try hospitals(try await running.ask(question))
        #expect(created.first?["state"] == .string("refused"))
        #expect(created.first?["reason"] == .string("border-forbidden"))
        #expect(try await alpha.poll(wait: 0, border: Jurisdictions(["FR"])).deliveries.isEmpty)
        for node in ["beta", "gamma"] { try await running.node(node).answer(question.hash, women: 12, men: 20) }
        _ = try await running.status(question.hash, until: ["released"])
        let document = try ResultDocument(json: try await running.researcher().send("GET", "/v1/questions/\(question.hash)/result").body)
        #expect(document.hospitals.map(\.state) == ["refused", "answered", "answered"])
        #expect(document.hospitals.first?.message?.contains("FR") == true)
        #expect(document.borders == ["CH"])
        #expect(TextReport(document).text.contains("without alpha: refused (border-forbidden)"))
        await running.stop()
    }

    @Test func `a question that too few hospitals may answer is refused before any is asked`() async throws {
        let network = try await TestNetwork()
        let running = try await RunningCoordinator(network)
        for node in ["alpha", "beta"] { _ = try await running.node(node).poll(wait: 0, border: Jurisdictions(["FR", "BE"])) }
        let question = try network.question()
        do {
            _ = try await running.ask(question)
            Issue.record("It was taken.")
        } catch {
            #expect((error as? Diagnostic)?.code == .borderForbidden)
        }
        #expect(try await running.service.store.question(question.hash) == nil)
        // A border that says CH, or none any more, is no trouble.
        _ = try await running.node("alpha").poll(wait: 0, border: Jurisdictions(["CH", "FR"]))
        #expect(try await running.ask(question)["state"] == .string("queued"))
        let health = try StrictJSON.read(try await running.researcher().send("GET", "/v1/nodes").body)
        guard case .array(let nodes)? = health["nodes"] else { throw Diagnostic(.notFound, "no nodes") }
        #expect(nodes.map { $0["cells_may_go_to"] } == [.strings(["CH", "FR"]), .strings(["BE", "FR"]), nil])
        await running.stop()
    }

    @Test func `a stored answer with a hospital's cells is not shown to whom they may not go`() async throws {
        let network = try await TestNetwork()
        let running = try await RunningCoordinator(network)
        let first = try network.question()
        _ = try await running.ask(first)
        for node in TestNetwork.nodes { try await running.node(node).answer(first.hash, women: 12, men: 20) }
        _ = try await running.status(first.hash, until: ["released"])
        let again = try network.question()
        #expect(try await running.ask(again)["state"] == .string("released"))
        _ = try await running.node("alpha").poll(wait: 0, border: Jurisdictions(["FR"]))
        let later = try network.question()
        #expect(try await running.ask(later)["state"] == .string("queued"))
        for node in ["beta", "gamma"] { try await running.node(node).answer(later.hash, women: 12, men: 20) }
        _ = try await running.status(later.hash, until: ["released"])
        let document = try ResultDocument(json: try await running.researcher().send("GET", "/v1/questions/\(later.hash)/result").body)
        #expect(document.storedFrom == nil)
        #expect(document.snapshots.map(\.hospital) == ["beta", "gamma"])
        await running.stop()
    }

    @Test func `a hospital where a person decides is shown as held, and its policy's refusal in its own words`() async throws {
        let network = try await TestNetwork()
        let running = try await RunningCoordinator(network)
        let question = try network.question()
        _ = try await running.ask(question)
        for node in ["beta", "gamma"] { try await running.node(node).answer(question.hash, women: 12, men: 20) }
        let alpha = try running.node("alpha")
        #expect(try await alpha.poll(wait: 0).deliveries.count == 1)
        _ = try await alpha.poll(wait: 0, working: [question.hash], held: [question.hash])
        let waiting = try await running.status(question.hash, until: ["running"])
        #expect(try hospitals(waiting).first?["state"] == .string("held"))
        let refusal = #"{"code":"policy-refused","message":"A person of this hospital has rejected the question: no.","hint":null}"#
        _ = try await alpha.client.send("POST", "/node/v1/questions/\(question.hash)/refusal", body: Data(refusal.utf8))
        let released = try hospitals(try await running.status(question.hash, until: ["released"]))
        #expect(released.first?["reason"] == .string("policy-refused"))
        #expect(released.first?["message"] == .string("A person of this hospital has rejected the question: no."))
        await running.stop()
    }

    @Test func `a refusal for another reason keeps its code only, and one with a strange message too`() async throws {
        let network = try await TestNetwork()
        let running = try await RunningCoordinator(network)
        let question = try network.question()
        _ = try await running.ask(question)
        let messages = [("alpha", "not-permitted", "Thirteen women."), ("beta", "policy-refused", "two\\nlines")]
        for (node, code, message) in messages {
            let body = #"{"code":"\#(code)","message":"\#(message)","hint":null}"#
            _ = try await running.node(node).client.send("POST", "/node/v1/questions/\(question.hash)/refusal", body: Data(body.utf8))
        }
        let status = try await running.status(question.hash, until: ["running"])
        for hospital in try hospitals(status).prefix(2) {
            #expect(hospital["state"] == .string("refused"))
            #expect(hospital["message"] == nil)
        }
        await running.stop()
    }
}
