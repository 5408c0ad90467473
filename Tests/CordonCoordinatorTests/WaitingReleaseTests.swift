import CordonTrust
import CordonValues
import Foundation
import Testing

@testable import CordonCoordinator

@Suite(.timeLimit(.minutes(10))) struct `A release that cannot be decided beside another question` {
    private static let all = ["0,120,value,", "1,150,value,"]
    private static let two = ["0,80,value,", "1,100,value,"]

    /// Alpha and beta have answered the first question and then the second, which asks nobody else. Gamma has not answered the first.
    private func scene(query: String = "") async throws -> (StudyBeside, first: Signed<Question>, second: Signed<Question>) {
        let study = try await StudyBeside()
        let (first, second) = (try await study.ask(), try await study.ask("age > 29", of: ["alpha", "beta"], query: query))
        for id in ["alpha", "beta"] {
            try await study.answer(first, from: id)
            try await study.answer(second, from: id, after: [first])
        }
        return (study, first, second)
    }

    @Test func `waits with everything sealed, also over a restart, until the hospitals of the other have answered`() async throws {
        var (study, first, second) = try await scene()
        let told = try await study.waiting(second)
        #expect(told["waiting"]?["code"] == .string("conflict"))
        #expect(told["error"] == nil)
        #expect(!String(decoding: told.written, as: UTF8.self).contains(first.hash))
        try await study.restart()
        #expect(try await study.waiting(second)["waiting"]?["hint"] != nil)
        let record = try await study.record(second)
        #expect(record.sealingKey != nil)
        #expect(try await study.running.service.store.envelopes(of: second.hash).count == 2)
        #expect(record.resultJSON == nil)
        try await study.answer(first, from: "gamma")
        #expect(try await study.released(first) == Self.all)
        #expect(try await study.released(second) == Self.two)
        let end = try await study.record(second)
        #expect(end.sealingKey == nil)
        #expect(end.machine.waiting == nil)
        await study.running.stop()
    }

    @Test func `is tried again only when the other has changed, or its own deadline is over`() async throws {
        let (study, first, second) = try await scene()
        _ = try await study.waiting(second)
        // What an attempt has found stands in the store a moment before it ends.
        for _ in 0..<400 where await study.running.service.desk.work.awaited(by: second.hash) == nil { try await Task.sleep(for: .milliseconds(50)) }
        let desk = study.running.service.desk
        let record = try await study.record(second)
        #expect(try await !desk.isDue(record))
        try await study.running.service.store.write { try $0.execute(sql: "UPDATE question SET revision = revision + 1 WHERE id = ?", arguments: [first.hash]) }
        for _ in 0..<400 where try await desk.isDue(record) { try await Task.sleep(for: .milliseconds(50)) }
        #expect(try await !desk.isDue(record))
        #expect(try await study.record(second).revision == record.revision)
        try await study.running.service.store.write { try $0.execute(sql: "UPDATE question SET deadline = 0 WHERE id = ?", arguments: [second.hash]) }
        let failure = try await study.failure(second)
        #expect(failure?["code"] == .string("conflict"))
        #expect(failure?["hint"] == .string("Ask again when the other has ended. 'cordon list' shows whether it is yours."))
        #expect(try await study.record(second).sealingKey == nil)
        #expect(try await study.record(first).state == .running)
        await study.running.stop()
    }

    @Test func `is made when the other is cancelled, and can be cancelled itself`() async throws {
        let (study, first, second) = try await scene()
        let third = try await study.ask("age > 30", of: ["alpha", "beta"])
        for id in ["alpha", "beta"] { try await study.answer(third, from: id, after: [first, second]) }
        for question in [second, third] { _ = try await study.waiting(question) }
        _ = try await study.running.researcher().send("POST", "/v1/questions/\(second.hash)/cancel")
        let cancelled = try await study.running.status(second.hash, until: ["cancelled"])
        #expect(cancelled["waiting"] == nil)
        #expect(try await study.running.service.store.envelopes(of: second.hash).isEmpty)
        #expect(try await study.waiting(third)["waiting"] != nil)
        _ = try await study.running.researcher().send("POST", "/v1/questions/\(first.hash)/cancel")
        #expect(try await study.released(third) == Self.two)
        await study.running.stop()
    }

    @Test func `is made when the hospital that has not answered the other declines it`() async throws {
        let study = try await StudyBeside()
        let (first, second) = (try await study.ask(), try await study.ask("age > 29"))
        for id in ["alpha", "beta"] { try await study.answer(first, from: id) }
        for id in TestNetwork.nodes { try await study.answer(second, from: id, after: id == "gamma" ? [] : [first]) }
        #expect(try await study.waiting(second)["waiting"]?["code"] == .string("conflict"))
        let decline = Data(#"{"code":"policy-refused"}"#.utf8)
        _ = try await study.running.node("gamma").client.send("POST", "/node/v1/questions/\(first.hash)/refusal", body: decline)
        #expect(try await study.released(first) == Self.two)
        #expect(try await study.released(second) == Self.all)
        await study.running.stop()
    }

    @Test(arguments: [true, false])
    func `fails where hospitals answered the two in different orders and it was submitted later, whichever is due first`(_ isFirstDue: Bool) async throws {
        let study = try await StudyBeside()
        let (first, second) = (try await study.ask(), try await study.ask("age > 29"))
        try await study.answer(first, from: "alpha")
        try await study.answer(second, from: "alpha", after: [first])
        try await study.answer(second, from: "beta")
        try await study.answer(first, from: "beta", after: [second])
        let last = isFirstDue ? [first, second] : [second, first]
        try await study.answer(last[0], from: "gamma")
        #expect(try await study.waiting(last[0])["waiting"]?["code"] == .string("conflict"))
        try await study.answer(last[1], from: "gamma", after: [last[0]])
        #expect(try await study.failure(second)?["code"] == .string("conflict"))
        #expect(try await study.released(first) == Self.all)
        await study.running.stop()
    }

    @Test func `goes on without a hospital whose key is revoked while it waits`() async throws {
        let study = try await StudyBeside()
        let (first, second) = (try await study.ask(), try await study.ask("age > 29"))
        for id in ["alpha", "beta"] { try await study.answer(first, from: id) }
        for id in TestNetwork.nodes { try await study.answer(second, from: id, after: id == "gamma" ? [] : [first]) }
        _ = try await study.waiting(second)
        try await study.network.revoke(keys: [try #require(study.network.nodeKeys["gamma"])])
        #expect(try await study.released(second) == Self.two)
        #expect(try await study.record(second).machine.hospital("gamma")?.reason == .revoked)
        await study.running.stop()
    }
}
