import CordonTrust
import CordonValues
import CordonWire
import Testing

@testable import CordonNode

@Suite struct `A permit with row filters at the node` {
    private static let sql = "SELECT sex, count(*) AS n FROM patient GROUP BY sex"

    private func network(_ condition: String) throws -> NetworkFixture {
        let rows = PermittedRows(filters: [RowFilter(table: "patient", condition: condition)], dates: .day)
        return try NetworkFixture(hospital(), tables: ["patient": ["sex"]], rows: rows)
    }

    @Test func `counts only rows that meet them, by columns that no question under it reads`() async throws {
        let network = try network("age >= 60")
        let inbox = Inbox()
        let desk = try network.desk(inbox)
        let asked = try network.ask(Self.sql)
        _ = await desk.receive(asked.delivery)
        #expect(await eventually { await inbox.answers.count == 1 })
        let plain = try network.open(#require(await inbox.answers.first).envelope, asked)
        // Of 40 patients those in the places 20 to 29 are 60 or older, every second a woman.
        #expect(try PartialCodec.decode(plain, layout: #require(asked.query).layouts[0]).patients == [5, 5])
        _ = await desk.receive(try network.ask("SELECT count(*) FROM patient WHERE age >= 60").delivery)
        #expect(await eventually { await inbox.refusals.map(\.refusal.code) == [.notPermitted] })
    }

    @Test func `refuses every question where one does not fit the catalog`() async throws {
        let network = try network("agee >= 60")
        let inbox = Inbox()
        let desk = try network.desk(inbox)
        let asked = try network.ask(Self.sql)
        _ = await desk.receive(asked.delivery)
        #expect(await eventually { await inbox.refusals.map(\.refusal.code) == [.permitInvalid] })
        #expect(await inbox.answers.isEmpty)
    }
}
