import CordonTrust
import CordonValues
import Foundation
import Testing

@testable import CordonCoordinator

@Suite(.timeLimit(.minutes(10))) struct `A question under a site floor` {
    /// The result where alpha and beta have 40 women and 50 men, and gamma so many men, each after disclosure control of its own.
    private func result(_ sql: String = TestNetwork.sql, men: Int64) async throws -> (lines: [String], rules: [StrictJSON]) {
        let network = try await TestNetwork(mode: .siteFloor)
        let running = try await RunningCoordinator(network)
        let question = try network.question(sql)
        _ = try await running.ask(question)
        for id in ["alpha", "beta"] { try await running.node(id).answer(question.hash, women: 40, men: 50) }
        try await running.node("gamma").answer(question.hash, women: 20, men: men)
        _ = try await running.status(question.hash, until: ["released"])
        let csv = try await running.researcher().send("GET", "/v1/questions/\(question.hash)/result", query: "format=csv").body
        let json = try StrictJSON.read(try await running.researcher().send("GET", "/v1/questions/\(question.hash)/result").body)
        await running.stop()
        guard case .array(let rules)? = json["rules"] else { throw Diagnostic(.notFound, "no rules") }
        return (String(decoding: csv, as: UTF8.self).split(whereSeparator: \.isNewline).map(String.init), rules)
    }

    @Test func `is exact where every hospital shows its part, and the result names the mode`() async throws {
        let (lines, rules) = try await result(men: 30)
        #expect(lines == ["sex,n_low,n_high,n_state,row_marks", "0,100,100,value,", "1,130,130,value,"])
        #expect(rules.contains { $0["name"] == .string("mode") && $0["value"] == .string("site-floor") })
    }

    @Test func `shows nothing of a cell that a hospital withholds and nothing bounds`() async throws {
        // Five men would follow from the total, so gamma withholds its women too.
        let (lines, _) = try await result(men: 5)
        #expect(lines == ["sex,n_low,n_high,n_state,row_marks", "0,,,suppressed,", "1,,,suppressed,"])
    }

    @Test func `counts a hospital without a declared group as nobody`() async throws {
        let (lines, _) = try await result(men: 0)
        #expect(lines.dropFirst() == ["0,100,100,value,", "1,100,100,value,"])
    }
}
