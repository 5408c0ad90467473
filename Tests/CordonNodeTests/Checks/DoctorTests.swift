import CordonTestSupport
import Foundation
import Testing

@testable import CordonNode

@Suite struct DoctorTests {
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
