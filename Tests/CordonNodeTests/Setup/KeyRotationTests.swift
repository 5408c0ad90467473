import CordonAudit
import CordonTestSupport
import CordonTrust
import CordonValues
import CordonWire
import Foundation
import Testing

@testable import CordonNode

@Suite(.timeLimit(.minutes(10))) struct `A new key of a node` {
    private func identity(_ node: NodeFixture) throws -> NodeIdentity { try NodeConfiguration(node.state).identity }

    /// The network's charter with this key of the node, and the one before until a day later.
    private func charter(_ network: NetworkFixture, _ key: VerifyingKey, version: Int = 2) throws -> Charter {
        let now = network.charter.document
        let card = network.node.card.document
        let previous = PreviousKey(key: card.key, validUntil: Timestamp(network.now).adding(86_400))
        return try Charter(
            network: now.network, version: version, issued: now.issued, validUntil: now.validUntil, catalog: now.catalog,
            coordinator: now.coordinator,
            members: [CharterMember(id: card.id, name: card.name, jurisdiction: card.jurisdiction, key: key, previous: previous)],
            floors: now.floors)
    }

    @Test func `waits until a charter names it, and is made once`() throws {
        let network = try NetworkFixture(NodeFixture())
        let rotation = KeyRotation(network.node.state)
        let id = network.node.card.document.id
        #expect(try !rotation.isDue(network.charter.document, node: id))
        let card = try rotation.begin()
        #expect(card.document.key != network.node.card.document.key)
        #expect(try rotation.begin().document.key == card.document.key)
        #expect(try !rotation.isDue(network.charter.document, node: id))
        #expect(try !rotation.isDue(charter(network, SigningKey().verifyingKey), node: id))
        #expect(try rotation.isDue(charter(network, card.document.key), node: id))
        #expect(try SigningKey.read(file: network.node.state.signingKey).verifyingKey == network.node.card.document.key)
    }

    @Test func `takes over key file, card and audit log, and heads of the old key still vouch for the log`() throws {
        let network = try NetworkFixture(NodeFixture())
        let (node, state) = (network.node, network.node.state)
        let rotation = KeyRotation(state)
        let card = try rotation.begin()
        let before = try state.auditLog(identity(node)).head()
        try rotation.complete(identity(node))
        try state.auditLog(identity(node)).append(AuditEvent(.paused))
        #expect(try SigningKey.read(file: state.signingKey).verifyingKey == card.document.key)
        #expect(FileManager.default.contents(atPath: state.memberCard) == card.bytes)
        #expect(!FileManager.default.fileExists(atPath: state.nextKey))
        let held = HeldHead(member: node.card.document.id, bytes: Array(before.bytes), source: "the coordinator")
        for key in [card.document.key, nil] {
            let report = try AuditVerification(.folder(state.audit), key: key, heads: [held]).run()
            #expect(report.exitCode == 0 && report.agreeing == 1, "\(report.lines)")
        }
        for key in [node.card.document.key, SigningKey().verifyingKey] {
            #expect(try AuditVerification(.folder(state.audit), key: key, heads: [held]).run().findings.first?.code == .headInvalid)
        }
        #expect(try AuditSelection().records(in: .folder(state.audit)).map(\.kind).suffix(2) == ["key-changed", "paused"])
    }

    @Test func `is put into place at the next start when the process ended half-way`() throws {
        let network = try NetworkFixture(NodeFixture())
        let (node, state) = (network.node, network.node.state)
        let card = try KeyRotation(state).begin()
        let next = try SigningKey.read(file: state.nextKey)
        try state.auditLog(identity(node)).handOver(to: next)
        #expect(try SigningKey.read(file: state.signingKey).verifyingKey == node.card.document.key)
        try state.auditLog(identity(node)).append(AuditEvent(.resumed))
        #expect(try SigningKey.read(file: state.signingKey).verifyingKey == card.document.key)
        #expect(try AuditVerification(.folder(state.audit), key: card.document.key).run().exitCode == 0)
    }

    @Test func `sends what the old key has sealed, byte for byte`() async throws {
        let network = try NetworkFixture(hospital())
        let (node, state) = (network.node, network.node.state)
        let first = try network.desk(Inbox(failures: 1_000_000))
        let asked = try network.ask("SELECT sex, count(*) AS n FROM patient GROUP BY sex")
        #expect(await first.receive(asked.delivery) == .new)
        let record = try QuestionRecord(path: state.record)
        #expect(try await eventually { try record.job(asked.hash)?.state == .sealed })
        let sealed = try #require(try record.sealedBytes(asked.hash))
        await first.stop()
        _ = try KeyRotation(state).begin()
        try KeyRotation(state).complete(identity(node))
        let inbox = Inbox()
        let second = try network.desk(inbox)
        await second.start()
        #expect(await eventually { await inbox.answers.count == 1 })
        #expect(await inbox.answers.first?.envelope == sealed)
        // Sealed by the old key, which the charter still names.
        _ = try network.open(sealed, asked)
    }

    @Test func `is no trouble to the doctor while the charter names both`() throws {
        let network = try NetworkFixture(NodeFixture())
        let configuration = try NodeConfiguration(network.node.state)
        let old = try SigningKey.read(file: network.node.state.signingKey)
        let both = try charter(network, SigningKey().verifyingKey)
        let day: Seconds = 86_400
        #expect(Doctor.judge(both, configuration, old, network.catalog, now: Timestamp(network.now)).verdict == .ok)
        #expect(Doctor.judge(both, configuration, old, network.catalog, now: Timestamp(network.now).adding(day)).verdict == .fail)
    }
}
