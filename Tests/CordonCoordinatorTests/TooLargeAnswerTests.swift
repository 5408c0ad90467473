import CordonTransport
import CordonTrust
import CordonValues
import CordonWire
import Foundation
import Testing

@testable import CordonCoordinator

@Suite(.timeLimit(.minutes(10))) struct TooLargeAnswerTests {
    @Test func `an answer beyond the limit is refused in a signed reply, so that the node can say that it does not answer`() async throws {
        let network = try await TestNetwork()
        let running = try await RunningCoordinator(network)
        let question = try network.question()
        _ = try await running.ask(question)
        let node = try running.node("alpha")
        #expect(try await node.poll().deliveries.count == 1)
        let reply = try await node.client.exchange(
            "POST", "/node/v1/questions/\(question.hash)/partial", contentType: "application/x-cordon-envelope",
            body: Data(count: WireLimits.envelope + 1), timeoutSeconds: 300)
        #expect(reply.status == 413)
        #expect(reply.refusal?.code == .frameTooLarge)
        let status = try await running.status(question.hash, until: ["running"])
        #expect(status["error"] == nil || status["error"] == .null)
        await running.stop()
    }
}
