import CordonCatalog
import CordonQuery
import CordonValues
import Testing

@Suite struct RowFilterTests {
    private func plan(_ sql: String, _ filters: [(String, String)], dates: DateResolution = .day, catalog: String = "demo-care") throws -> FederatedQuery {
        try Planner.plan(
            sql, catalog: Catalog.shipped(catalog),
            rows: PermittedRows(filters: filters.map { RowFilter(table: $0.0, condition: $0.1) }, dates: dates))
    }

    @Test(arguments: [
        ("patiant", "TRUE"), ("concept", "concept_id > 0"), ("care_site", "TRUE"),
        ("person", "agee > 18"), ("person", "gender_concept_id"), ("person", "gender_concept_id = 'F'"), ("person", ""), ("person", "year_of_birth >"),
        ("person", "TRUE; SELECT 1"), ("person", "TRUE GROUP BY 1"), ("person", "TRUE HAVING TRUE"), ("person", "TRUE ORDER BY 1"),
        ("person", "TRUE LIMIT 1"), ("person", "TRUE OFFSET 1"), ("person", "TRUE UNION SELECT 2"), ("person", "TRUE WINDOW w AS (ORDER BY 1)"),
        ("person", "TRUE FOR UPDATE"), ("person", "year_of_birth > $1"),
        ("person", "count(*) > 1"), ("person", "row_number() OVER () = 1"), ("person", "person_id = 42"), ("person", "person_source_value = 'x'"),
        ("person", "year_of_birth > (SELECT avg(year_of_birth) FROM person)"), ("person", "EXISTS (SELECT 1 FROM death)"),
        ("person", "year_of_birth IN (SELECT p.year_of_birth FROM person p)"),
        ("person", "person_id NOT IN (SELECT visit_occurrence_id FROM visit_occurrence)"),
    ])
    func `a filter that does not fit the catalog or is not local makes a permit of nothing, whatever a question reads`(
        _ table: String, _ condition: String
    ) throws {
        let rows = PermittedRows(filters: [RowFilter(table: "death", condition: "TRUE"), RowFilter(table: table, condition: condition)], dates: .day)
        let catalog = try Catalog.shipped("omop-5.4")
        let refusal = #expect(throws: Refusal.self) { try Planner.plan("SELECT count(*) FROM drug_exposure", catalog: catalog, rows: rows) }
        #expect(refusal?.first.code == .permitInvalid)
        #expect(refusal?.first.span == nil)
        #expect(refusal?.first.message.hasPrefix("Row filter 2 of the permit, of the table \(table), cannot be applied: ") == true)
        let checked = #expect(throws: Diagnostic.self) { try Planner.check(rows, catalog: catalog) }
        #expect(checked == refusal?.first)
    }

    @Test(arguments: [
        "year_of_birth <= 2005 -- adults", "EXISTS (SELECT 1 FROM observation o WHERE o.person_id = person.person_id AND o.observation_concept_id = 1)",
        "person_id IN (SELECT person_id FROM observation WHERE observation_concept_id = 1)",
        "person_id NOT IN (SELECT person_id FROM death WHERE death_date <= CURRENT_DATE)",
        "gender_concept_id IN (SELECT concept_id FROM concept WHERE domain_id = 'Gender')",
        "person_id IN (SELECT p.person_id FROM person p WHERE p.year_of_birth > 1900)",
    ])
    func `a condition of the question language that stays with its patient is a filter`(_ condition: String) throws {
        let catalog = try Catalog.shipped("omop-5.4")
        try Planner.check(PermittedRows(filters: [RowFilter(table: "person", condition: condition)], dates: .month), catalog: catalog)
    }

    @Test func `what filters read is not what the question reads`() throws {
        let query = try plan(
            "SELECT count(*) FROM person",
            [("person", "year_of_birth > 1900 AND gender_concept_id IN (SELECT concept_id FROM concept WHERE domain_id = 'Gender')")], catalog: "omop-5.4")
        #expect(query.reads == [TableReads(table: "person", columns: [])])
        #expect(
            query.filterReads == [
                TableReads(table: "concept", columns: ["concept_id", "domain_id"]),
                TableReads(table: "person", columns: ["gender_concept_id", "year_of_birth"]),
            ])
    }

    @Test func `a filter of a table that the question does not read changes nothing`() throws {
        let sql = "SELECT sex, count(*) FROM patient GROUP BY sex"
        #expect(try plan(sql, [("stay", "emergency")]) == plan(sql, []))
        #expect(try plan(sql, [("patient", "age >= 18")]).canonicalDefinition != plan(sql, []).canonicalDefinition)
        #expect(try plan(sql, [], dates: .month) == plan(sql, []))
    }

    @Test func `the proof says what the permit leaves`() throws {
        let proof = try #require(plan("SELECT count(*) FROM stay", [("stay", "emergency")], dates: .year).parts.first).proof
        #expect(
            proof.rule == "The catalog says that each row of stay belongs to the patient in patient_id. "
                + "The permit leaves the rows that meet its filters of stay. The permit leaves of its dates the year.")
    }

    @Test func `what a filter costs counts for the question`() throws {
        let condition = (0..<190).map { "age <> \($0)" }.joined(separator: " OR ")
        let arms = (0..<100).map { "(SELECT count(*) FROM patient WHERE age > \($0))" }
        let sql = "SELECT \(arms.prefix(60).joined(separator: " + "))"
        _ = try plan(sql, [])
        let filters = Array(repeating: ("patient", condition), count: 10)
        let refusal = #expect(throws: Refusal.self) { try plan(sql, filters) }
        #expect(refusal?.first.code == .tooLong)
    }
}
