import CordonTrust
import CordonValues
import CordonWire
import Foundation
import Logging
import Synchronization
import Testing

@testable import CordonNode

@Suite(.timeLimit(.minutes(10))) struct `A coordinator that means harm` {
    private let sql = "SELECT sex, count(*) FROM patient GROUP BY sex"

    @Test func `leaves no document behind with a question that nobody signed`() async throws {
        let network = try NetworkFixture(NodeFixture())
        let inbox = Inbox()
        let desk = try network.desk(inbox)
        let invented = try network.ask(sql, by: SigningKey())
        for _ in 0..<3 { #expect(await desk.receive(invented.delivery) == .declined) }
        #expect(await eventually { await inbox.refusals.first?.refusal.code == .notPermitted })
        let record = try QuestionRecord(path: network.node.state.record)
        #expect(try record.job(invented.hash) == nil)
        #expect(try record.delivery(invented.hash) == nil)
        let declined = try record.declined(limit: 10)
        #expect(declined.map(\.question) == [invented.hash])
        #expect(declined.first?.times == 3)
        let shown = try NodeLog(network.node.state).show(String(invented.hash.prefix(8)))
        #expect(shown.count == 1 && shown[0].contains("3 times") && shown[0].contains("not-permitted"))
    }

    @Test func `cannot fill the disk with invented questions`() async throws {
        let node = try NodeFixture()
        let record = try QuestionRecord(path: node.state.record)
        let long = Diagnostic(.documentInvalid, String(repeating: "x", count: 100_000))
        for number in 0..<QuestionRecord.mostDeclined + 50 {
            let hash = Hexadecimal.sha256(Data("\(number)".utf8))
            #expect(try record.decline(hash, long, at: Timestamp(Date())))
            #expect(try !record.decline(hash, long, at: Timestamp(Date())))
        }
        let kept = try record.declined(limit: 10_000)
        #expect(kept.count == QuestionRecord.mostDeclined)
        #expect(kept.allSatisfy { $0.refusal.count < 400 })
        // The newest stay.
        #expect(kept.first?.question == Hexadecimal.sha256(Data("\(QuestionRecord.mostDeclined + 49)".utf8)))
    }

    @Test func `a question that is refused first and stands later is answered, and leaves the list of the refused`() async throws {
        let network = try NetworkFixture(NodeFixture())
        let record = try QuestionRecord(path: network.node.state.record)
        let asked = try network.ask(sql)
        _ = try record.decline(asked.hash, Diagnostic(.charterInvalid, "No charter yet."), at: Timestamp(Date()))
        let desk = try network.desk(Inbox())
        #expect(await desk.receive(asked.delivery) == .new)
        #expect(try record.declined(limit: 10).isEmpty)
    }

    @Test func `is asked ever more slowly while it says what nobody can take, and the reason is told once`() async throws {
        let network = try NetworkFixture(NodeFixture())
        let foreign = try Signed.sign(network.charter.document, by: SigningKey())
        let lines = LogLines()
        let log = Logger(label: "test") { _ in lines.handler }
        let notices = Notices(log)
        let intake = ReplyIntake(
            desk: try network.desk(Inbox()), charters: try CharterShelf(network.node.state, authority: network.authority.verifyingKey),
            revocations: try RevocationShelf(network.node.state, authority: network.authority.verifyingKey),
            notices: notices, log: log)
        let polls = Mutex<[ContinuousClock.Instant]>([])
        let loop = PollLoop(
            notices: notices, log: log,
            request: {
                PollRequest(agentVersion: "test", charterVersion: 0, snapshot: nil, paused: false, waitSeconds: 25, working: [])
            },
            exchange: { (_) throws(Diagnostic) in
                polls.withLock { $0.append(.now) }
                return PollReply(charter: foreign.bytes, deliveries: [], cancels: [], serverTime: Timestamp(Date()))
            },
            take: { await intake.take($0) })
        let running = Task { try await loop.run() }
        #expect(await eventually { polls.withLock { $0.count } == 3 })
        running.cancel()
        _ = await running.result
        let times = polls.withLock { $0 }
        for (earlier, later) in zip(times, times.dropFirst()) { #expect(later - earlier >= .seconds(1)) }
        #expect(lines.all.count { $0.contains("charter is refused") } == 1)
    }

    @Test func `cannot keep the node asking by replies that say nothing`() async throws {
        let notices = Notices(NetworkFixture.quietLog)
        let polls = Mutex(0)
        let loop = PollLoop(
            notices: notices, log: NetworkFixture.quietLog,
            request: {
                PollRequest(agentVersion: "test", charterVersion: 0, snapshot: nil, paused: false, waitSeconds: 25, working: [])
            },
            exchange: { (_) throws(Diagnostic) in
                polls.withLock { $0 += 1 }
                return PollReply(charter: nil, deliveries: [], cancels: [], serverTime: Timestamp(Date()))
            },
            take: { _ in false })
        let running = Task { try await loop.run() }
        try await Task.sleep(for: .milliseconds(900))
        running.cancel()
        _ = await running.result
        #expect(polls.withLock { $0 } == 1)
    }
}
