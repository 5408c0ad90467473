import CordonTrust
import CordonValues
import CordonWire
import Foundation
import Testing

@testable import CordonCoordinator

@Suite(.timeLimit(.minutes(10))) struct `A node that changes its key` {
    @Test func `during a held poll loses nothing: the poll brings the charter, and an answer sealed before is taken from either key`() async throws {
        let network = try await TestNetwork()
        let running = try await RunningCoordinator(network)
        let question = try network.question()
        _ = try await running.ask(question)
        let old = try running.node("alpha")
        let delivery = try #require(try await old.poll().deliveries.first)
        let held = Task { try await old.poll(wait: 25, working: [question.hash]) }
        let key = SigningKey()
        try await network.rotate("alpha", to: key, until: Timestamp(Date()).adding(3600))
        let charter = try #require(try await held.value.charter)
        #expect(try Signed<Charter>.verify(charter, by: [network.authority.verifyingKey]).document.member("alpha")?.key == key.verifyingKey)
        let new = TestNode(id: "alpha", key: key, client: try running.client(key, .node), network: network)
        #expect(try await new.poll(wait: 0, working: [question.hash], charterVersion: 2).cancels.isEmpty)
        // Sealed with the old key, sent with the new one; and once more with the old one.
        let envelope = try await old.envelope(delivery, women: 40, men: 50)
        try await new.send(envelope, to: question.hash)
        try await old.send(envelope, to: question.hash)
        for id in ["beta", "gamma"] { try await running.node(id).answer(question.hash, women: 40, men: 50) }
        _ = try await running.status(question.hash, until: ["released"])
        let later = try network.question("SELECT count(*) AS n FROM patient")
        _ = try await running.ask(later)
        #expect(try await new.poll(charterVersion: 2).deliveries.isEmpty == false)
        await running.stop()
    }

    @Test func `is known by its new key alone when the time of the old one is over`() async throws {
        let network = try await TestNetwork()
        let running = try await RunningCoordinator(network)
        let key = SigningKey()
        try await network.rotate("alpha", to: key, until: Timestamp(Date()).adding(-1))
        let new = TestNode(id: "alpha", key: key, client: try running.client(key, .node), network: network)
        _ = try await new.poll(wait: 0, charterVersion: 2)
        #expect(await RefusalTests.code { _ = try await running.node("alpha").poll(wait: 0) } == .keyUnknown)
        await running.stop()
    }
}
