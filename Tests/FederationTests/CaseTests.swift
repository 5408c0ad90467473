import CordonQuery
import CordonValues
import Testing

@Suite struct CaseTests {
    @Test func `every case file is read`() {
        #expect(FederationCase.all.count == FederationCase.files.count)
        #expect(FederationCase.all.count >= 14)
    }

    @Test(arguments: FederationCase.all)
    func `a question is answered, hidden and refused as its file says`(_ example: FederationCase) throws {
        if example.released.hasPrefix("refused: ") {
            let code = String(example.released.dropFirst(9))
            let refusal = #expect(throws: Refusal.self) { try Planner.plan(example.question, catalog: example.catalog, rows: example.rows) }
            #expect(refusal?.first.code.rawValue == code)
            return
        }
        let query = try Planner.plan(example.question, catalog: example.catalog, rows: example.rows)
        let split = try Federation(catalog: example.catalog, hospitals: example.hospitals)
        let merged = try split.csv(query, rules: Federation.open)
        #expect(merged == example.pooled)
        let released = try split.csv(query, rules: Federation.guarded)
        #expect(released == example.released)
        if let floored = example.floored {
            let query = try Planner.plan(example.question, catalog: example.catalog, rows: example.rows, mode: .siteFloor)
            let answer = try Federation.csv(split.floored(query, rules: Federation.floored), query)
            #expect(answer == floored)
        }
        let pooled = try Federation.csv(
            Federation.pooled(query, example.catalog, example.hospitals), query, rules: Federation.open)
        #expect(pooled == example.pooled)
    }
}
