import CordonCatalog
import CordonQuery
import CordonTestSupport
import CordonValues
import Testing

/// The longest questions of each construct. `cordon-questions --largest` times them in an optimised build, where each takes less than 100 ms;
/// here they have to be answered or refused with a reason.
@Suite struct LargestTextTests {
    private let catalog: Catalog

    init() throws { catalog = try Catalog.shipped("demo-care") }

    private func plan(_ sql: String) -> Result<FederatedQuery, Refusal> {
        Result { () throws(Refusal) in try Planner.plan(sql, catalog: catalog) }
    }

    @Test func `the longest questions of every construct are planned or refused`() async {
        for text in LargestTexts(bytes: 8_000).all {
            await Task.yield()
            if case .failure(let refusal) = plan(text.sql) { #expect(refusal.first.code != .internalFailure, "\(text.name)") }
        }
    }

    @Test func `a WITH query costs its tables wherever it is named`() {
        func doubled(_ levels: Int) -> String {
            let steps = (0..<levels).map { "c\($0 + 1) AS (SELECT a.patient_id FROM c\($0) a JOIN c\($0) b ON a.patient_id = b.patient_id)" }
            return "WITH c0 AS (SELECT patient_id FROM patient), \(steps.joined(separator: ", ")) SELECT count(*) FROM c\(levels)"
        }
        #expect(throws: Never.self) { try plan(doubled(4)).get() }
        // 2^9 tables, and 2^40.
        for levels in [9, 40] {
            let refusal = #expect(throws: Refusal.self) { try plan(doubled(levels)).get() }
            #expect(refusal?.first.code == .unsupported)
        }
    }

    @Test func `columns of all lists together are limited`() {
        func nested(_ levels: Int) -> String {
            let columns = (0..<100).map { "age+\($0) AS a\($0)" }.joined(separator: ",")
            return "SELECT count(*) FROM " + String(repeating: "(SELECT * FROM ", count: levels - 1) + "(SELECT patient_id,\(columns) FROM patient) t"
                + String(repeating: ") t", count: levels - 1)
        }
        func shared(_ places: Int) -> String {
            let columns = (0..<100).map { "age+\($0) AS a\($0)" }.joined(separator: ",")
            let joins = (1..<places).map { " JOIN c c\($0) ON c\($0).patient_id=c0.patient_id" }.joined()
            return "WITH c AS (SELECT patient_id,\(columns) FROM patient) SELECT count(*) FROM c c0\(joins)"
        }
        for sql in [nested(19), shared(19)] { #expect(throws: Never.self) { try plan(sql).get() } }
        // 20 lists of 101 columns.
        let refusal = #expect(throws: Refusal.self) { try plan(nested(20)).get() }
        #expect(refusal?.first.code == .unsupported)
    }

    @Test func `the characters of operators are limited`() {
        func sums(_ count: Int) -> String {
            let sum = ",1" + String(repeating: "+1", count: 100)
            return "SELECT count(*) FROM patient WHERE age IN (1" + String(repeating: "+1", count: 99) + String(repeating: sum, count: count) + ")"
        }
        // With the star of count(*) 100 + 119 · 100.
        #expect(throws: Never.self) { try plan(sums(119)).get() }
        let refusal = #expect(throws: Refusal.self) { try plan(sums(120)).get() }
        #expect(refusal?.first.code == .tooLong)
    }

    @Test func `comments and operators without anything between them are refused`() {
        for text in ["/**/", "/*/**/*/"] {
            let refusal = #expect(throws: Refusal.self) { try plan("SELECT count(*) FROM patient" + String(repeating: text, count: 8_000)).get() }
            #expect(refusal?.first.code == .tooDeep)
        }
        let banner = "/" + String(repeating: "*", count: 300) + "/\n"
        #expect(throws: Never.self) { try plan(String(repeating: banner, count: 200) + "SELECT count(*) FROM patient").get() }
    }

    @Test func `all series of a question together have a bounded number of rows`() {
        let series = (0..<40).map { ", generate_series(1, 2000) g\($0)" }.joined()
        let refusal = #expect(throws: Refusal.self) { try plan("SELECT count(*) FROM patient" + series).get() }
        #expect(refusal?.first.code == .outOfRange)
    }
}
