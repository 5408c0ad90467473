import CordonTrust
import CordonValues
import CordonWire
import Foundation
import Testing

@Suite struct NodeMessageTests {
    let hash = Hexadecimal.sha256(Data("q".utf8))

    @Test func `polls and replies come back as they went`() throws {
        let loaded = Timestamp(Date(timeIntervalSince1970: 1_780_000_000))
        let cutoff = try #require(CalendarDate(iso: "2026-04-30"))
        let request = PollRequest(
            agentVersion: "0.1.0", charterVersion: 3,
            snapshot: SnapshotSummary(id: "snapshot-7", number: 7, cutoff: cutoff, loaded: loaded, rowsMagnitude: 5), paused: true,
            waitSeconds: 25, working: [hash])
        #expect(try PollRequest(decoding: request.encoded()) == request)
        let bare = PollRequest(agentVersion: "0.1.0", charterVersion: 0, snapshot: nil, paused: false, waitSeconds: 0, working: [])
        #expect(try PollRequest(decoding: bare.encoded()) == bare)
        let delivery = PollReply.Delivery(question: Data("{}".utf8), permit: Data("{}".utf8), dispatch: Data("{}".utf8))
        let reply = PollReply(charter: Data("c".utf8), deliveries: [delivery, delivery], cancels: [hash], serverTime: loaded)
        #expect(try PollReply(decoding: reply.encoded()) == reply)
        let idle = PollReply(charter: nil, deliveries: [], cancels: [], serverTime: loaded)
        #expect(try PollReply(decoding: idle.encoded()) == idle)
    }

    @Test func `heads of audit logs come back as they went, and long heads and short hashes are refused`() throws {
        let time = Timestamp(Date(timeIntervalSince1970: 1_780_000_000))
        for anchor in [nil, HeadExchange.Anchor(number: 7, hash: hash), HeadExchange.Anchor(number: 7, hash: nil)] {
            let exchange = HeadExchange(head: Data("{}".utf8), held: 12, anchor: anchor)
            let reply = PollReply(charter: nil, deliveries: [], cancels: [], serverTime: time, audit: exchange)
            #expect(try PollReply(decoding: reply.encoded()) == reply)
            let request = PollRequest(
                agentVersion: "0.1.0", charterVersion: 1, snapshot: nil, paused: false, waitSeconds: 0, working: [], audit: exchange)
            #expect(try PollRequest(decoding: request.encoded()) == request)
        }
        let long = HeadExchange(head: Data(count: 4097), held: 0, anchor: nil)
        #expect(code { try PollReply(decoding: PollReply(charter: nil, deliveries: [], cancels: [], serverTime: time, audit: long).encoded()) }
            == .invalidRequest)
        // Field 5 of the reply, a message of 7 bytes: a head "a", an anchor hash of two bytes.
        #expect(code { try PollReply(decoding: Data([0x2A, 0x07, 0x0A, 0x01, 0x61, 0x22, 0x02, 0x00, 0x00])) } == .invalidRequest)
    }

    @Test func `borders and held questions come back as they went, and what is no border is refused`() throws {
        var request = PollRequest(
            agentVersion: "0.1.0", charterVersion: 1, snapshot: nil, paused: false, waitSeconds: 0, working: [hash],
            border: try Jurisdictions(["US-CA", "FR"]), held: [hash])
        #expect(try PollRequest(decoding: request.encoded()) == request)
        #expect(request.border?.codes == ["FR", "US-CA"])
        request.held = ["abc"]
        #expect(code { try request.encoded() } == .invalidRequest)
        // Version "v"; field 8, a message of no jurisdiction, of "F R", of "FR" twice; field 9, a hash of one byte.
        for bytes: [UInt8] in [
            [0x42, 0x00], [0x42, 0x05, 0x0A, 0x03, 0x46, 0x20, 0x52], [0x42, 0x08, 0x0A, 0x02, 0x46, 0x52, 0x0A, 0x02, 0x46, 0x52],
            [0x4A, 0x01, 0x00],
        ] {
            #expect(code { try PollRequest(decoding: Data([0x0A, 0x01, 0x76] + bytes)) } == .invalidRequest)
        }
        let french: [UInt8] = [0x0A, 0x01, 0x76, 0x42, 0x04, 0x0A, 0x02, 0x46, 0x52]
        #expect(try PollRequest(decoding: Data(french)).border == Jurisdictions(["FR"]))
    }

    @Test func `replicated tables come back as they went, and short digests and names that repeat are refused`() throws {
        let cutoff = try #require(CalendarDate(iso: "2026-04-30"))
        let other = Hexadecimal.sha256(Data("r".utf8))
        let summary = SnapshotSummary(
            id: "snapshot-7", number: 7, cutoff: cutoff, loaded: Timestamp(Date(timeIntervalSince1970: 1_780_000_000)), rowsMagnitude: 5,
            replicated: ["concept": hash, "vocabulary": other], vocabularyVersion: "v5.0 31-AUG-23", objections: true)
        let request = PollRequest(agentVersion: "0.1.0", charterVersion: 3, snapshot: summary, paused: false, waitSeconds: 0, working: [])
        let bytes = try request.encoded()
        #expect(try PollRequest(decoding: bytes) == request)
        // Field 6 of the summary, length 4: a name "a" and a digest of one byte.
        let short: [UInt8] = [0x32, 0x06, 0x0A, 0x01, 0x61, 0x12, 0x01, 0x00]
        #expect(code { try PollRequest(decoding: message(summary: short)) } == .invalidRequest)
        let table: [UInt8] = [0x32, 0x25, 0x0A, 0x01, 0x61, 0x12, 0x20] + Array(repeating: 7, count: 32)
        #expect(try PollRequest(decoding: message(summary: table)).snapshot?.replicated == ["a": String(repeating: "07", count: 32)])
        #expect(code { try PollRequest(decoding: message(summary: table + table)) } == .invalidRequest)
    }

    /// A poll of version "v" with a snapshot "s" and more of its fields.
    private func message(summary more: [UInt8]) -> Data {
        let summary: [UInt8] = [0x0A, 0x01, 0x73] + more
        return Data([0x0A, 0x01, 0x76, 0x1A, UInt8(summary.count)] + summary)
    }

    @Test func `long waits, short hashes and noise are refused`() throws {
        var request = PollRequest(agentVersion: "0.1.0", charterVersion: 0, snapshot: nil, paused: false, waitSeconds: 26, working: [])
        #expect(code { try PollRequest(decoding: request.encoded()) } == .invalidRequest)
        request.waitSeconds = 25
        request.working = ["abc"]
        #expect(code { try request.encoded() } == .invalidRequest)
        #expect(code { try PollRequest(decoding: Data([0xFF, 0xFF])) } == .invalidRequest)
        #expect(code { try PollReply(decoding: Data([0x1A, 0x02, 0x01, 0x02])) } == .invalidRequest)
        #expect(code { try PollRequest(decoding: Data(count: 1 << 20)) } == .invalidRequest)
    }
}
