import CordonTrust
import CordonValues
import Foundation
import Testing

@testable import CordonAudit

/// Two members that poll each other.
private struct Pair {
    let clock = TestClock()
    let node = TemporaryLog()
    let hub = TemporaryLog()

    func open(_ log: TemporaryLog, _ member: String) throws -> (log: AuditLog, heads: HeldHeads) {
        let clock = clock
        let writer = try log.open(member: member, clock: { clock.now })
        return (writer, HeldHeads(writer, clock: { clock.now }))
    }

    /// One poll and its reply, a second later.
    func poll(_ node: HeldHeads, _ hub: HeldHeads) throws -> (byNode: HeldHeads.Verdict, byHub: HeldHeads.Verdict) {
        clock.advance(1)
        let byHub = try hub.take(node.exchange(with: "hub"), of: "basel", keys: [self.node.key.verifyingKey], network: "hearts")
        let byNode = try node.take(hub.exchange(with: "basel"), of: "hub", keys: [self.hub.key.verifyingKey], network: "hearts")
        return (byNode, byHub)
    }
}

@Suite struct `Heads of the other side` {
    @Test func `are held and recorded, and idle polls let neither log grow`() throws {
        let pair = Pair()
        let (node, hub) = (try pair.open(pair.node, "basel"), try pair.open(pair.hub, "hub"))
        for _ in 0..<50 { _ = try pair.poll(node.heads, hub.heads) }
        for _ in 0..<50 {
            pair.clock.advance(120)
            _ = try pair.poll(node.heads, hub.heads)
        }
        #expect(try node.log.head().document.number == 2)
        #expect(try hub.log.head().document.number == 2)
        // News of one side goes into the other's log, at most once a minute.
        for _ in 0..<10 {
            try node.log.append(AuditEvent(.paused))
            _ = try pair.poll(node.heads, hub.heads)
        }
        #expect(try hub.log.head().document.number == 3)
        pair.clock.advance(60)
        _ = try pair.poll(node.heads, hub.heads)
        #expect(try hub.log.head().document.number == 4)
        #expect(HeadShelf(pair.hub.folder).held("basel")?.document.number == (try node.log.head().document.number))
        // What each wrote down agrees with what the other has.
        let heads = try AuditVerification.heads(in: .folder(pair.hub.folder))
        let report = try pair.node.verify(heads: heads)
        #expect(report.exitCode == 0)
        #expect(report.agreeing == 4)
        #expect(try pair.hub.verify(heads: AuditVerification.heads(in: .folder(pair.node.folder))).exitCode == 0)
    }

    @Test func `give away a log that was restored from an earlier copy, at once and when it has grown again`() throws {
        for records in [0, 20] {
            let pair = Pair()
            let (node, hub) = (try pair.open(pair.node, "basel"), try pair.open(pair.hub, "hub"))
            let copy = try (pair.hub.bytes(pair.hub.folder.file(startingAt: 1).path), pair.hub.bytes(pair.hub.folder.head))
            for _ in 0..<5 {
                try hub.log.append(AuditEvent(.tokenMade))
                pair.clock.advance(100)
                _ = try pair.poll(node.heads, hub.heads)
            }
            try pair.hub.write(copy.0, pair.hub.folder.file(startingAt: 1).path)
            try pair.hub.write(copy.1, pair.hub.folder.head)
            let again = try pair.open(pair.hub, "hub")
            for _ in 0..<records { try again.log.append(AuditEvent(.tokenMade)) }
            pair.clock.advance(100)
            // The first reply tells what the node holds, the next one what stands there now.
            let verdicts = try (0..<3).map { _ in try pair.poll(node.heads, again.heads).byNode }
            #expect(verdicts.contains(.trouble(records == 0 ? .shortened : .rewritten)))
            #expect(HeadShelf(pair.node.folder).trouble("hub")?.trouble == (records == 0 ? .shortened : .rewritten))
            let conflicts = try AuditSelection().records(in: .folder(pair.node.folder)).filter { $0.kind == "head-conflict" }
            #expect(conflicts.count == 1)
            // And the node's own record shows it to anybody who has the hub's log.
            #expect(try pair.hub.verify(heads: AuditVerification.heads(in: .folder(pair.node.folder))).isBroken)
            try node.heads.forget("hub", reason: "restored from a backup, see letter")
            #expect(try (0..<3).map { _ in try pair.poll(node.heads, again.heads).byNode }.allSatisfy { $0 == .newer || $0 == .nothingNew })
            #expect(HeadShelf(pair.node.folder).trouble("hub") == nil)
            #expect(try pair.hub.verify(heads: AuditVerification.heads(in: .folder(pair.node.folder))).exitCode == 0)
        }
    }

    @Test func `that another key signed, or of another member or network, change nothing`() throws {
        let pair = Pair()
        let (node, hub) = (try pair.open(pair.node, "basel"), try pair.open(pair.hub, "hub"))
        let exchange = try node.heads.exchange(with: "hub")
        func take(_ member: String, _ key: SigningKey, _ network: String) -> DiagnosticCode? {
            code { try hub.heads.take(exchange, of: member, keys: [key.verifyingKey], network: network) }
        }
        #expect(take("basel", SigningKey(), "hearts") == .keyUnknown)
        #expect(take("lyon", pair.node.key, "hearts") == .documentInvalid)
        #expect(take("basel", pair.node.key, "lungs") == .documentInvalid)
        #expect(HeadShelf(pair.hub.folder).members.isEmpty)
        #expect(take("basel", pair.node.key, "hearts") == nil)
        #expect(HeadShelf(pair.hub.folder).members == ["basel"])
    }

    @Test func `that overtake each other on the way are no trouble`() throws {
        let pair = Pair()
        let (node, hub) = (try pair.open(pair.node, "basel"), try pair.open(pair.hub, "hub"))
        let early = try node.heads.exchange(with: "hub")
        pair.clock.advance(1)
        try node.log.append(AuditEvent(.paused))
        let late = try node.heads.exchange(with: "hub")
        let key = pair.node.key.verifyingKey
        #expect(try hub.heads.take(late, of: "basel", keys: [key], network: "hearts") == .newer)
        #expect(try hub.heads.take(early, of: "basel", keys: [key], network: "hearts") == .nothingNew)
    }
}
