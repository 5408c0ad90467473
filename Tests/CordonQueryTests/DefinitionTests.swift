import CordonCatalog
import CordonQuery
import CordonValues
import Testing

/// The text from which the ledger recognises a question.
@Suite struct DefinitionTests {
    private func definition(_ sql: String, _ catalog: String = "demo-care") throws -> String {
        try Planner.plan(sql, catalog: try Catalog.shipped(catalog)).canonicalDefinition
    }

    @Test func `a definition is exactly this text`() throws {
        let text = try definition(
            """
            SELECT s.ward, count(*) FILTER (WHERE days > 3 AND emergency), avg(p.age)
            FROM patient p JOIN stay s ON p.patient_id = s.patient_id
            WHERE p.sex = 'F' AND admitted >= DATE '2024-01-01' GROUP BY ward
            """)
        #expect(
            text == """
                cordon definition 1
                rows
                inner join
                scan 0 "patient"
                with
                scan 1 "stay"
                on (=:boolean 0."patient_id" 1."patient_id")
                end
                where (<=:boolean 2024-01-01:date 1."admitted")
                where (=:boolean "F":text 0."sex")
                end
                patient 0."patient_id"
                key 1."ward"
                aggregate count-rows where (<:boolean 3:integer 1."days") and 1."emergency"
                aggregate avg of 0."age"

                """)
    }

    @Test func `conditions of different joins are told apart`() throws {
        let inner = "(diagnosis b LEFT JOIN lab c ON b.patient_id = c.patient_id AND b.recorded = c.taken) RIGHT JOIN stay a ON b.stay_id = a.stay_id"
        let outer = "(diagnosis b LEFT JOIN lab c ON b.patient_id = c.patient_id) RIGHT JOIN stay a ON b.stay_id = a.stay_id AND b.recorded = c.taken"
        #expect(try definition("SELECT count(*) FROM \(inner)") != definition("SELECT count(*) FROM \(outer)"))
        // Two parts, then, and not one.
        let both = try Planner.plan(
            "SELECT count(*) FROM \(inner) UNION ALL SELECT count(*) FROM \(outer)", catalog: try Catalog.shipped("demo-care"))
        #expect(both.parts.count == 2)
    }

    @Test func `a part that stands several times is one, wherever it stands`() throws {
        let catalog = try Catalog.shipped("demo-care")
        let query = try Planner.plan(
            """
            WITH n AS (SELECT sex, count(*) AS n FROM patient GROUP BY sex)
            SELECT a.sex, a.n, (SELECT sum(n) FROM n) AS total FROM n a JOIN n b ON b.sex = a.sex
            """, catalog: catalog)
        #expect(query.parts.count == 2)
        #expect(try query.parts[0].canonicalDefinition == definition("SELECT sex, count(*) FROM patient GROUP BY sex"))
    }

    @Test func `white space, case, aliases, names, the order of conditions and the outside leave no trace`() throws {
        let plain = try definition("SELECT sex, count(*) FROM patient WHERE age > 50 AND smoker GROUP BY sex")
        for other in [
            "select  SEX , COUNT ( * )\nfrom PATIENT where AGE>50 and SMOKER group by SEX",
            "SELECT p.sex AS s, count(*) AS n FROM patient AS p WHERE p.smoker AND p.age > 50 GROUP BY 1",
            "SELECT sex, count(1) FROM patient WHERE 50 < age AND smoker AND (smoker AND age > 50) GROUP BY sex, sex",
            "SELECT sex, count(*) * 2 FROM patient WHERE age > 50 AND smoker GROUP BY sex HAVING count(*) > 5 ORDER BY 2 DESC LIMIT 3",
            "/* hello */ SELECT count(*), sex FROM patient WHERE (age) > (50) AND (smoker) GROUP BY sex -- bye",
        ] {
            #expect(try definition(other) == plain)
        }
    }

    @Test func `ON, WHERE, USING and commas that mean the same have one definition`() throws {
        let joined = try definition("SELECT count(*) FROM patient p JOIN stay s ON p.patient_id = s.patient_id WHERE s.days > 3")
        for other in [
            "SELECT count(*) FROM patient p JOIN stay s USING (patient_id) WHERE days > 3",
            "SELECT count(*) FROM patient p JOIN stay s ON s.patient_id = p.patient_id AND s.days > 3",
            "SELECT count(*) FROM patient, stay WHERE days > 3 AND stay.patient_id = patient.patient_id",
            "SELECT count(*) FROM patient CROSS JOIN stay WHERE 3 < days AND patient.patient_id = stay.patient_id",
        ] {
            #expect(try definition(other) == joined)
        }
    }

    @Test func `different questions have different definitions`() throws {
        let questions = [
            "SELECT count(*) FROM patient", "SELECT count(*) FROM stay", "SELECT count(age) FROM patient", "SELECT sum(age) FROM patient",
            "SELECT count(*) FROM patient WHERE age > 50", "SELECT count(*) FROM patient WHERE age >= 50",
            "SELECT count(*) FROM patient WHERE age < 50", "SELECT count(*) FROM patient WHERE age - 1 > 50",
            "SELECT count(*) FROM patient WHERE 1 - age > 50", "SELECT count(*) FROM patient WHERE region = 'a\"'",
            "SELECT count(*) FROM patient WHERE region = 'a' OR region = 'b'", "SELECT count(*) FROM patient WHERE region = 'a' AND sex = 'b'",
            "SELECT count(*) FROM patient WHERE region IN ('a', 'b')", "SELECT count(*) FROM patient GROUP BY region",
            "SELECT count(*) FILTER (WHERE age > 50) FROM patient", "SELECT count(*) FROM patient WHERE region = E'a\\nkey 0'",
            "SELECT count(DISTINCT patient_id) FROM patient", "SELECT count(*) FROM patient WHERE age / 2 = 25",
            "SELECT count(*) FROM patient WHERE age / 2.0 = 25",
        ]
        #expect(try Set(questions.map { try definition($0) }).count == questions.count)
    }

    @Test func `planning twice gives the same query`() async throws {
        let catalog = try Catalog.shipped("demo-care")
        let sql = """
            SELECT s.ward, floor(p.age / 10) * 10 AS band, count(DISTINCT p.patient_id) AS n, avg(l.value) FILTER (WHERE l.analyte = 'CRP'),
              sum(CASE WHEN d.code LIKE 'I2%' THEN 1 ELSE 0 END) / count(*), stddev(s.days)
            FROM patient p JOIN stay s USING (patient_id) JOIN diagnosis d ON d.patient_id = s.patient_id AND d.stay_id = s.stay_id, lab l
            WHERE l.patient_id = p.patient_id AND p.sex IN ('F', 'M') AND s.admitted BETWEEN '2020-01-01' AND '2024-12-31'
            GROUP BY s.ward, band HAVING count(*) > 20 ORDER BY n DESC NULLS LAST, band LIMIT 50
            """
        let first = try await Planner.plan(sql, catalog: catalog)
        let second = try await Planner.plan(sql, catalog: catalog)
        #expect(first == second)
        #expect(first.canonicalDefinition == second.canonicalDefinition)
        #expect(first.reads.map(\.table) == ["diagnosis", "lab", "patient", "stay"])
        #expect(first.reads[0].columns == ["code", "patient_id", "stay_id"])
        #expect(!first.parts[0].boundary.groupsPartitionPatients)
    }
}
