import CordonTestSupport
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
