import CordonTestSupport
import CordonTrust
import CordonValues
import Foundation
import Testing

@testable import CordonNode

@Suite struct `A state folder` {
    private func mode(_ path: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }

    @Test func `is its owner's alone, also one that was there before, and so is the record`() throws {
        let folder = try TemporaryFolder()
        let state = StateFolder(path: folder.file("state"))
        try FileManager.default.createDirectory(atPath: state.path, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o755])
        _ = try NodeSetup.initialise(
            state,
            .init(
                identity: NodeIdentity(id: "hospital-a", name: "A", jurisdiction: "CH"), minimumMode: .merged, minimumThreshold: 11,
                catalog: "heart-registry"), now: Date())
        #expect(try mode(state.path) == 0o700)
        let record = try QuestionRecord(path: state.record)
        _ = try record.decline("a", Diagnostic(.replayed, "Again."), at: Timestamp(Date()))
        #expect(try mode(state.record) == 0o600)
        #expect(try mode("\(state.record)-wal") == 0o600)
    }
}

@Suite struct `Enrolling again` {
    private func charter(_ network: NetworkFixture, _ version: Int, by authority: SigningKey? = nil) throws -> Signed<Charter> {
        let now = network.charter.document
        return try Signed.sign(
            Charter(
                network: now.network, version: version, issued: now.issued, validUntil: now.validUntil, catalog: now.catalog,
                coordinator: now.coordinator, members: now.members, floors: now.floors), by: authority ?? network.authority)
    }

    private func enrolment(_ network: NetworkFixture, _ authority: SigningKey) throws -> Enrolment {
        let card = try CoordinatorCard(
            id: "hub", name: "Hub", jurisdiction: "CH", url: "https://hub.example.org",
            key: network.coordinator.verifyingKey, tlsCertificate: nil, created: Timestamp(network.now))
        return Enrolment(
            authority: authority.verifyingKey, url: "https://hub.example.org", tlsFingerprint: nil, authorities: [],
            coordinator: try Signed.sign(card, by: network.coordinator))
    }

    @Test func `never puts an older charter in the place of a newer one`() throws {
        let network = try NetworkFixture(NodeFixture())
        let state = network.node.state
        let enrolment = try enrolment(network, network.authority)
        try NodeEnrolment.pin(enrolment, charter(network, 2), in: state)
        let error = #expect(throws: Diagnostic.self) { try NodeEnrolment.pin(enrolment, charter(network, 1), in: state) }
        #expect(error?.code == .charterInvalid)
        #expect(try CharterShelf(state, authority: network.authority.verifyingKey).current?.document.version == 2)
        try NodeEnrolment.pin(enrolment, charter(network, 3), in: state)
        #expect(try CharterShelf(state, authority: network.authority.verifyingKey).current?.document.version == 3)
    }

    @Test func `with another authority leaves the charter of the network before, also when there is none yet`() throws {
        let network = try NetworkFixture(NodeFixture())
        let state = network.node.state
        let other = SigningKey()
        try NodeEnrolment.pin(enrolment(network, network.authority), charter(network, 5), in: state)
        try NodeEnrolment.pin(enrolment(network, other), nil, in: state)
        #expect(try CharterShelf(state, authority: other.verifyingKey).current == nil)
        try NodeEnrolment.pin(enrolment(network, other), charter(network, 1, by: other), in: state)
        #expect(try CharterShelf(state, authority: other.verifyingKey).current?.document.version == 1)
    }
}
