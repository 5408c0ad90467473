import CordonTrust
import CordonValues
import CordonWire
import Testing

@testable import CordonNode

@Suite struct `A charter's overlap factor at the node` {
    /// How the second answer of two differs from the first, by 15 patients.
    private func differences(_ factor: Int) async throws -> [Int64] {
        let network = try NetworkFixture(hospital(), overlapFactor: factor)
        let inbox = Inbox()
        let desk = try network.desk(inbox)
        _ = await desk.receive(try network.ask("SELECT count(*) FROM patient").delivery)
        #expect(await eventually { await inbox.answers.count == 1 })
        let asked = try network.ask("SELECT count(*) FROM patient WHERE trestbps >= 135")
        _ = await desk.receive(asked.delivery)
        #expect(await eventually { await inbox.answers.count == 2 })
        let plain = try network.open(#require(await inbox.answers.last).envelope, asked)
        return try PartialCodec.decode(plain, layout: #require(asked.query).layouts[0]).comparisons.map(\.left)
    }

    @Test func `makes answers that differ by so many times the threshold almost the same`() async throws {
        #expect(try await differences(1).isEmpty)
        #expect(try await Set(differences(2)) == [15])
    }
}
