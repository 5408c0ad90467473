import CordonTestSupport
import CordonTrust
import CordonValues
import Foundation
import Testing

@testable import CordonNode

@Suite struct DoctorTests {
    private func text(_ node: NodeFixture) async -> String {
        await Doctor(node.state, isQuick: true).run { _ in }.map(\.text).joined(separator: "\n")
    }

    @Test func `what is wrong is named with what to do, and nothing after it is guessed at`() async throws {
        let node = try hospital()
        _ = try PauseSwitch(node.state).pause(now: Date())
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: node.state.signingKey)
        let text = await text(node)
        #expect(text.contains("fail    key"))
        #expect(text.contains("→ Run: chmod 600 "))
        #expect(text.contains("ok      snapshot"))
        #expect(text.contains("warn    record        The node is paused since "))
        #expect(text.contains("→ Run: cordon-node resume"))
        #expect(text.contains("fail    enrolment     This node is not enrolled with a coordinator."))
        #expect(!text.contains("dns"))
    }

    @Test func `a mapping that does not fit fails at its line, and a column without variation is a warning`() async throws {
        let node = try hospital()
        let mapping = try String(contentsOfFile: node.state.file("mapping.yaml"), encoding: .utf8)
        try mapping.replacingOccurrences(of: "  patient:\n", with: "  pateint:\n").write(
            toFile: node.state.file("mapping.yaml"), atomically: true, encoding: .utf8)
        let text = await text(node)
        #expect(text.contains("fail    mapping"))
        #expect(text.contains("mapping.yaml, line "))
        #expect(text.contains("→ Did you mean 'patient'?"))
        #expect(text.contains("warn    data"))
    }

    @Test func `a hospital that the charter does not name yet is warned, not failed`() {
        let unknown = Diagnostic(.notOnRoster, "Not in the charter yet.", hint: "Wait.")
        #expect(Doctor.judge(unknown, isMember: false).verdict == .warn)
        #expect(Doctor.judge(unknown, isMember: true).verdict == .fail)
        let skew = Doctor.judge(Diagnostic(.clockSkew, "Too far."), isMember: true)
        #expect(skew.verdict == .fail && skew.check == "clock")
    }

    @Test func `a permit that ends soon is announced while it is in use`() async throws {
        let network = try NetworkFixture(hospital())
        let asked = try network.ask("SELECT count(*) FROM patient")
        #expect(try network.receive(asked, QuestionRecord(path: network.node.state.record)) != nil)
        let card = try CoordinatorCard(
            id: "hub", name: "Hub", jurisdiction: "CH", url: "https://hub.example.org", key: network.coordinator.verifyingKey, tlsCertificate: nil,
            created: Timestamp(network.now))
        let enrolment = Enrolment(
            authority: network.authority.verifyingKey, url: "https://hub.example.org", tlsFingerprint: nil, authorities: [],
            coordinator: try Signed.sign(card, by: network.coordinator))
        let doctor = Doctor(network.node.state, isQuick: true)
        let end = network.permit.document.validUntil
        func verdict(_ daysBefore: Seconds) -> [CheckResult.Verdict] { doctor.permits(enrolment, now: end.adding(-daysBefore * 86_400)).map(\.verdict) }
        #expect(verdict(31) == [.ok])
        #expect(verdict(30) == [.warn])
        #expect(doctor.permits(enrolment, now: end.adding(-3600)).first?.message.hasSuffix("less than a day.") == true)
        #expect(verdict(0) == [.ok])
    }

    @Test func `the doctor's poll tells the coordinator what the node's own poll would`() throws {
        let empty = try NodeFixture()
        let first = try Doctor(empty.state, isQuick: true).poll(NodeConfiguration(empty.state), nil, waitSeconds: 0)
        #expect(first.snapshot == nil)
        #expect(!first.paused)

        let node = try hospital()
        #expect(try PauseSwitch(node.state).pause(now: Date()))
        let poll = try Doctor(node.state, isQuick: true).poll(NodeConfiguration(node.state), nil, waitSeconds: 0)
        #expect(poll.paused)
        #expect(poll.snapshot?.number == 1)
        #expect(poll.snapshot?.cutoff.description == "2026-06-30")
        #expect(poll.working == [])
    }
}
