import CordonCatalog
import CordonQuery
import CordonValues
import Testing

/// Parameters are written into the text before anything reads it.
@Suite struct ParameterTests {
    private func filled(_ sql: String, _ assignments: String...) throws -> String { try QuestionParameters(assignments).filled(sql) }

    @Test func `numbers and names are replaced by quoted constants`() throws {
        #expect(try filled("WHERE age > $1 AND region = :place", "1=65", "place=North") == "WHERE age > '65' AND region = 'North'")
        #expect(try filled("IN ($2, $1, $2)", "1=a", "2=b") == "IN ('b', 'a', 'b')")
        #expect(try filled("x = :é", "é=ä=ö") == "x = 'ä=ö'")
    }

    @Test func `what only looks like a parameter stays`() throws {
        for sql in ["SELECT ':a', \":a\", x::text, $q$ $1 :a $q$ /* :a $1 */ -- $1", "a : b", "12:00"] { #expect(try filled(sql) == sql) }
    }

    @Test func `no value ends its quotes`() throws {
        #expect(try filled("x = $1", "1=O'Neill' OR 1=1 --") == "x = 'O''Neill'' OR 1=1 --'")
        #expect(try filled("x = $1", "1=\\' OR TRUE") == "x = '\\'' OR TRUE'")
        let catalog = try Catalog.shipped("demo-care")
        let one = try filled("SELECT count(*) FROM patient WHERE region = $1", "1='; DROP TABLE patient; --")
        #expect(try Planner.plan(one, catalog: catalog).parts.count == 1)
    }

    @Test func `a value takes its type from where it stands`() throws {
        let catalog = try Catalog.shipped("demo-care")
        let sql = "SELECT region, count(*) FROM patient JOIN stay USING (patient_id) WHERE age > :age AND admitted >= :from AND admitted < DATE :from + INTERVAL :days GROUP BY region ORDER BY 2 LIMIT $1"
        let asked = try filled(sql, "age=65", "from=2020-01-01", "days=30 days", "1=5")
        let written = "SELECT region, count(*) FROM patient JOIN stay USING (patient_id) WHERE age > 65 AND admitted >= DATE '2020-01-01' AND admitted < DATE '2020-01-01' + INTERVAL '30 days' GROUP BY region ORDER BY 2 LIMIT 5"
        #expect(try Planner.plan(asked, catalog: catalog) == Planner.plan(written, catalog: catalog))
        let wrong = #expect(throws: Refusal.self) { try Planner.plan(filled("SELECT count(*) FROM patient WHERE age > $1", "1=old"), catalog: catalog) }
        #expect(wrong?.first.code == .typeMismatch)
    }

    @Test func `missing, idle, doubled and nameless values are refused`() {
        for (sql, assignments) in [("x = $1", []), ("x = :a", ["b=1"]), ("x", ["a=1"]), ("x = :a", ["a=1", "a=2"]), ("x", ["=1"]), ("x", ["a"])] as [(String, [String])] {
            let error = #expect(throws: Diagnostic.self) { try QuestionParameters(assignments).filled(sql) }
            #expect(error?.code == .parameterMissing, "\(sql) \(assignments)")
        }
    }
}
