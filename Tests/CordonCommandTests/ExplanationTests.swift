import CordonCatalog
import CordonQuery
import CordonValues
import Testing

@testable import cordon

@Suite struct ExplanationTests {
    private func text(_ rows: PermittedRows) throws -> String {
        let catalog = try Catalog.shipped("demo-care")
        let query = try Planner.plan("SELECT avg(days), count(*) FROM stay", catalog: catalog, rows: rows)
        return Explanation(query: query, catalog: catalog, charter: nil, rows: rows, budget: nil).text
    }

    @Test func `a permit that leaves everything is not spoken of`() throws {
        let text = try text(.all)
        #expect(!text.contains("What the permit leaves"))
        #expect(!text.contains("outside the catalog's bounds"))
    }

    @Test func `a permit that clips is told with what it leaves, and in the SQL`() throws {
        let text = try text(PermittedRows(filters: [], dates: .month, outOfBounds: .clip))
        #expect(
            text.hasPrefix(
                """
                What the permit leaves:
                  dates and times of patients read as the first of their month: no comparison, difference or key is finer
                  values of patients outside the catalog's bounds read as the bound, in every clause
                """))
        #expect(text.contains("Under the permit its values outside the catalog's bounds read as the bound."))
        #expect(text.contains("min(max(r0.\"days\","))
    }

    @Test func `a permit that refuses values out of bounds is told with the rules of the columns that it concerns`() throws {
        let text = try text(PermittedRows(filters: [], dates: .day, outOfBounds: .refuse))
        #expect(!text.contains("What the permit leaves"))
        #expect(text.components(separatedBy: "no value outside the catalog's bounds contributes to it").count == 2)
    }
}
