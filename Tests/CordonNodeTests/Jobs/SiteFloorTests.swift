import CordonAggregates
import CordonQuery
import CordonTrust
import CordonValues
import CordonWire
import Testing

@testable import CordonNode

@Suite struct `A question at a node under a site floor` {
    /// The tables that the coordinator finds in the answers to these questions, one after the other.
    private func answers(_ questions: String..., disclosure: PermitDisclosure = .usual) async throws -> [PartialTable] {
        let network = try NetworkFixture(hospital(), disclosure: disclosure, mode: .siteFloor)
        let inbox = Inbox()
        let desk = try network.desk(inbox)
        var tables: [PartialTable] = []
        for question in questions {
            let asked = try network.ask(question)
            _ = await desk.receive(asked.delivery)
            #expect(await eventually { await inbox.answers.count == tables.count + 1 })
            let plain = try network.open(#require(await inbox.answers.last).envelope, asked)
            let layout = try #require(asked.query).layouts[0]
            #expect(layout.mode == .siteFloor)
            tables.append(try PartialCodec.decode(plain, layout: layout))
            #expect(try QuestionRecord(path: network.node.state.record).keptTable(asked.hash)?.tables() == tables.suffix(1))
        }
        return tables
    }

    private func isShown(_ table: PartialTable) -> [[Bool]] {
        table.columns.map { column in table.keys.indices.map { !column.isWithheld(group: $0) } }
    }

    @Test func `leaves with the cells that the hospital could publish alone, and says which it withholds`() async throws {
        // Of each sex there are 20, of whom four have no cholesterol.
        let table = try await answers("SELECT sex, count(*), avg(chol), avg(age), median(age), max(age) FROM patient GROUP BY sex")[0]
        #expect(table.keys == [[.integer(0)], [.integer(1)]])
        #expect(table.patients == [20, 20])
        #expect(isShown(table) == [[true, true], [false, false], [true, true], [false, false], [true, true]])
        #expect(table.columns[0].states == [.count(20), .count(20)])
        #expect(table.columns[1].contributors == [0, 0])
        #expect(!table.hasRemainder)
    }

    @Test func `leaves without anything of small groups but the keys that everybody knows`() async throws {
        // Ten of each kind of chest pain; ages are in no list.
        let tables = try await answers("SELECT cp, count(*) FROM patient GROUP BY cp", "SELECT width_bucket(age, 40, 70, 6), count(*) FROM patient GROUP BY 1")
        #expect(tables[0].keys == [1, 2, 3, 4].map { [.integer($0)] })
        #expect(tables[0].patients == [0, 0, 0, 0])
        #expect(isShown(tables[0]) == [[false, false, false, false]])
        #expect(!tables[0].hasRemainder)
        #expect(tables[1].keys.isEmpty && tables[1].hasRemainder)
    }

    @Test func `is compared by the hospital itself, which tells only that sets are the same`() async throws {
        let tables = try await answers(
            "SELECT count(*) FROM patient", "SELECT count(*) FROM patient WHERE trestbps > 120", "SELECT count(*) FROM patient WHERE trestbps > 1",
            "SELECT count(*) FROM patient WHERE trestbps > 140")
        #expect(tables.map(isShown) == [[[true]], [[false]], [[true]], [[true]]])
        #expect(tables.map(\.patients) == [[40], [0], [40], [19]])
        // One differs from the first by one patient.
        #expect(tables[1].comparisons.isEmpty)
        #expect(!tables[2].comparisons.isEmpty && tables[2].comparisons.allSatisfy { $0.entered == 0 && $0.left == 0 })
        #expect(tables[3].comparisons.isEmpty)
    }

    @Test func `says nothing of who is not there where zeros are protected`() async throws {
        let permit = try PermitDisclosure(protectsZeros: true, siteResults: [])
        let tables = try await answers("SELECT count(*) FROM patient WHERE age > 100", "SELECT num, count(*) FROM patient GROUP BY num", disclosure: permit)
        #expect(isShown(tables[0]) == [[false]])
        // Nobody has 3 or 4; that would follow from the total and the others.
        #expect(tables[1].keys == [0, 1, 2, 3, 4].map { [.integer($0)] })
        #expect(isShown(tables[1])[0].suffix(2) == [false, false])
        #expect(isShown(tables[1])[0].prefix(3).contains(false))
        let published = try await answers("SELECT count(*) FROM patient WHERE age > 100")
        #expect(published[0].keys.isEmpty)
    }

    @Test(arguments: [ReleaseMode.merged, .siteFloor])
    func `is refused where the coordinator expects tables of another mode than the permit's`(_ mode: ReleaseMode) async throws {
        let network = try NetworkFixture(hospital(), mode: mode)
        let sql = "SELECT sex, count(*) FROM patient GROUP BY sex"
        let other = try await Planner.plan(sql, catalog: network.catalog, mode: mode == .merged ? .siteFloor : .merged)
        let inbox = Inbox()
        let desk = try network.desk(inbox)
        _ = await desk.receive(try network.ask(sql, layout: other.layouts[0].fingerprint).delivery)
        #expect(await eventually { await inbox.refusals.map(\.refusal.code) == [.layoutMismatch] })
        #expect(await inbox.answers.isEmpty)
    }

    @Test func `is previewed as it leaves, and a preview is not remembered`() async throws {
        let network = try NetworkFixture(hospital(), mode: .siteFloor)
        let asked = try network.ask("SELECT sex, count(*), avg(chol) FROM patient GROUP BY sex")
        let record = try QuestionRecord(path: network.node.state.record)
        _ = try network.receive(asked, record)
        let preview = try #require(try network.preview(asked))
        #expect(try record.siteReleases(asked.hash).isEmpty)
        let inbox = Inbox()
        let desk = try network.desk(inbox)
        await desk.start()
        #expect(await eventually { await inbox.answers.count == 1 })
        #expect(try record.keptTable(asked.hash) == preview)
        #expect(try record.siteReleases(asked.hash).count == 1)
        #expect(try isShown(#require(preview.tables().first)) == [[true, true], [false, false]])
    }
}
