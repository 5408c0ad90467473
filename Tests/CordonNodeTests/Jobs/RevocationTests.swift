import CordonAudit
import CordonTestSupport
import CordonTrust
import CordonValues
import CordonWarehouse
import CordonWire
import Foundation
import Logging
import Synchronization
import Testing

@testable import CordonNode

private let question = "SELECT sex, count(*) AS n FROM patient GROUP BY sex"

@Suite(.timeLimit(.minutes(10))) struct `A revocation at the node` {
    private func state(_ network: NetworkFixture, _ asked: NetworkFixture.Asked) throws -> Job.State? {
        try QuestionRecord(path: network.node.state.record).job(asked.hash)?.state
    }

    @Test func `stops what runs and what waits, and says why`() async throws {
        let network = try NetworkFixture(hospital())
        let inbox = Inbox()
        let desk = try network.desk(inbox, compute: endless)
        let (running, waiting) = (try network.ask(question), try network.ask(question))
        for asked in [running, waiting] { #expect(await desk.receive(asked.delivery) == .new) }
        #expect(try state(network, running) == .computing && state(network, waiting) == .admitted)
        await desk.adopt(revocations: try network.revocations(permits: ["permit-2"]).bytes)
        #expect(try state(network, running) == .computing)
        await desk.adopt(revocations: try network.revocations(2, permits: ["permit-1"]).bytes)
        #expect(try state(network, running) == .refused && state(network, waiting) == .refused)
        #expect(await eventually { await inbox.refusals.map(\.refusal.code) == [.revoked, .revoked] })
        #expect(await inbox.answers.isEmpty)
        #expect(await desk.receive(try network.ask(question).delivery) == .declined)
    }

    @Test func `keeps a sealed answer that has not left, and erases it`() async throws {
        let network = try NetworkFixture(hospital())
        let inbox = Inbox(failures: 1_000_000)
        let desk = try network.desk(inbox)
        let asked = try network.ask(question)
        #expect(await desk.receive(asked.delivery) == .new)
        #expect(try await eventually { try state(network, asked) == .sealed })
        await desk.adopt(revocations: try network.revocations(keys: [network.researcher]).bytes)
        #expect(try state(network, asked) == .refused)
        #expect(try QuestionRecord(path: network.node.state.record).sealedBytes(asked.hash) == nil)
        await desk.stop()
    }

    @Test func `keeps an answer from being sent a second time`() async throws {
        let network = try NetworkFixture(hospital())
        let inbox = Inbox()
        let desk = try network.desk(inbox)
        let asked = try network.ask(question)
        #expect(await desk.receive(asked.delivery) == .new)
        #expect(try await eventually { try state(network, asked) == .delivered })
        await desk.adopt(revocations: try network.revocations(keys: [network.coordinator]).bytes)
        #expect(await desk.receive(asked.delivery) == .known)
        #expect(await eventually { await desk.sending.isEmpty })
        #expect(await inbox.answers.count == 1)
    }

    @Test func `that the node held when it stopped holds when it starts again`() async throws {
        let network = try NetworkFixture(hospital())
        let first = try network.desk(Inbox(), compute: endless)
        let asked = try network.ask(question)
        #expect(await first.receive(asked.delivery) == .new)
        await first.stop()
        let inbox = Inbox()
        let again = try network.desk(inbox, revocations: network.revocations(permits: ["permit-1"]).bytes)
        await again.start()
        #expect(await eventually { await inbox.refusals.map(\.refusal.code) == [.revoked] })
        #expect(await inbox.answers.isEmpty)
    }

    @Test func `is not needed for a permit that ends while its question waits`() async throws {
        let network = try NetworkFixture(hospital())
        let inbox = Inbox()
        let moment = Mutex(network.now)
        let desk = try network.desk(inbox, clock: { moment.withLock { $0 } }, compute: endless)
        let year: Seconds = 365 * 86_400
        let (running, waiting) = (try network.ask(question, lifetime: year), try network.ask(question, lifetime: year))
        for asked in [running, waiting] { #expect(await desk.receive(asked.delivery) == .new) }
        moment.withLock { $0 = network.permit.document.validUntil.date }
        await desk.cancel(running.hash)
        #expect(try await eventually { try state(network, waiting) == .refused })
        #expect(await eventually { await inbox.refusals.map(\.refusal.code) == [.permitExpired] })
    }
}

@Suite struct `The revocation list of a node` {
    private func shelf(_ network: NetworkFixture) throws -> RevocationShelf {
        try RevocationShelf(network.node.state, authority: network.authority.verifyingKey)
    }

    @Test func `is replaced by a newer one of the same network, never by an older one`() throws {
        let network = try NetworkFixture(NodeFixture())
        var shelf = try shelf(network)
        func offer(_ list: Signed<Revocations>) throws -> Bool { try shelf.offer(list.bytes, to: "hearts") }
        #expect(throws: Diagnostic.self) { _ = try offer(network.revocations(1, network: "lungs")) }
        #expect(try offer(network.revocations(2)))
        #expect(try !offer(network.revocations(2)))
        for older in [try network.revocations(1), try network.revocations(2, permits: ["permit-1"]), try network.revocations(3, network: "lungs")] {
            #expect(#expect(throws: Diagnostic.self) { _ = try offer(older) }?.code == .conflict)
        }
        #expect(try self.shelf(network).current?.document.version == 2)
        #expect(try offer(network.revocations(3)))
        #expect(try self.shelf(network).current?.document.version == 3)
    }

    @Test func `that an administrator imports is taken up by a running agent, which polls a revoked coordinator no more`() async throws {
        let network = try NetworkFixture(hospital())
        let state = network.node.state
        let card = try Signed.sign(
            CoordinatorCard(
                id: "hub", name: "Hub", jurisdiction: "CH", url: "https://hub.example.org", key: network.coordinator.verifyingKey,
                tlsCertificate: nil, created: Timestamp(network.now)), by: network.coordinator)
        let enrolment = Enrolment(
            authority: network.authority.verifyingKey, url: "https://hub.example.org", tlsFingerprint: nil, authorities: [], coordinator: card)
        try NodeEnrolment.pin(enrolment, network.charter, in: state)
        let log = NetworkFixture.quietLog
        let intake = ReplyIntake(
            desk: try network.desk(Inbox()), charters: try CharterShelf(state, authority: network.authority.verifyingKey),
            revocations: try shelf(network), notices: Notices(log), log: log)
        try intake.check(coordinator: card.document)
        #expect(try NodeRevocations(state).take(network.revocations(7, keys: [network.coordinator]).bytes))
        await intake.refreshRevocations()
        #expect(intake.revocationsVersion == 7)
        #expect(#expect(throws: Diagnostic.self) { try intake.check(coordinator: card.document) }?.code == .revoked)
        let reply = PollReply(
            charter: nil, deliveries: [], cancels: [], serverTime: Timestamp(Date()), revocations: try network.revocations(6).bytes)
        #expect(await !intake.take(reply))
        #expect(intake.revocationsVersion == 7)
        let installed = try AuditSelection().records(in: .folder(state.audit)).filter { $0.kind == "revocations-installed" }
        #expect(installed.map { $0.fields.contains(AuditField("version", 7)) } == [true])
        let found = await Doctor(state, isQuick: true).run { _ in }
        #expect(found.first { $0.check == "revocations" }?.verdict == .fail)
        #expect(!found.contains { $0.check == "dns" })
        #expect(try NodeStatus(state).revoked?.code == .revoked)
    }
}
