import CordonAggregates
import CordonTrust
import CordonValues
import Foundation
import Testing

@testable import CordonCoordinator

/// Two questions under way together, of which the first is still being released when the second is.
@Suite(.timeLimit(.minutes(10))) struct ReleasingBesideTests {
    @Test func `a number that differs by two patients from one that is being released is hidden`() async throws {
        let network = try await TestNetwork()
        let running = try await RunningCoordinator(network)
        let (first, second) = (try network.question(), try network.question("SELECT sex, count(*) AS n FROM patient WHERE age > 28 GROUP BY sex ORDER BY sex"))
        for question in [first, second] { _ = try await running.ask(question) }
        try await running.service.store.write { database in
            try database.execute(
                sql: """
                    CREATE TRIGGER slow BEFORE UPDATE ON question WHEN NEW.state = 'released' AND NEW.id = '\(first.hash)'
                    BEGIN SELECT RAISE(ABORT, 'slow'); END
                    """)
        }
        var later: [String: Data] = [:]
        for id in TestNetwork.nodes {
            let node = try running.node(id)
            for delivery in try await node.poll().deliveries {
                let isFirst = delivery.question == first.bytes
                let envelope = try await node.envelope(
                    delivery, women: isFirst || id != "gamma" ? 40 : 38, men: 50,
                    altered: { isFirst ? $0 : try Self.comparing($0, with: first.hash, left: id == "gamma" ? 2 : 0) })
                if isFirst { try await node.send(envelope, to: first.hash) } else { later[id] = envelope }
            }
        }
        _ = try await running.status(first.hash, until: ["releasing"])
        for (id, envelope) in later { try await running.node(id).send(envelope, to: second.hash) }
        _ = try await running.status(second.hash, until: ["released"])
        #expect(try await running.service.store.question(first.hash)?.state == .releasing)
        let shown = try await running.researcher().send("GET", "/v1/questions/\(second.hash)/result", query: "format=csv")
        #expect(String(decoding: shown.body, as: UTF8.self).split(whereSeparator: \.isNewline).dropFirst().first == "0,,suppressed,")
        try await running.service.store.write { try $0.execute(sql: "DROP TRIGGER slow") }
        _ = try await running.status(first.hash, until: ["released"])
        await running.stop()
    }

    /// The women beside those of the first question, of whom so many are left out.
    private static func comparing(_ plain: Data, with question: String, left: Int64) throws -> Data {
        var fields = ProtobufFields(plain)
        let set = Int64(RevealedSet.contributors.number(column: 0))
        var inner = ProtobufFields(Data())
        inner.set(1, .bytes(try #require(Hexadecimal.decode(question))))
        inner.set(2, varints: [0, set, 0, 0, set, 0, left])
        inner.set(3, .bytes(Data(GroupName.bytes(question: question, part: 0, keys: [.integer(0)]))))
        fields.set(9, .bytes(inner.data))
        return fields.data
    }
}
