import CordonCatalog
import CordonQuery
import CordonValues
import CordonWarehouse
import Testing

/// The statement that a node runs for a question, as `cordon explain` shows it.
struct SQLiteDialectTests {
    private func statement(_ question: String) throws -> LocalStatement {
        let catalog = try Catalog.shipped("demo-care")
        return SQLiteDialect.sql(for: try Planner.plan(question, catalog: catalog).parts[0], catalog: catalog)
    }

    @Test(arguments: [
        ("SELECT count(*) FROM patient", #"SELECT r0."patient_id" AS patient | FROM "patient" AS r0"#),
        ("SELECT sex, count(*), avg(bmi) FROM patient GROUP BY sex",
         #"SELECT r0."patient_id" AS patient, r0."sex" AS key_1, r0."bmi" AS value_2 | FROM "patient" AS r0"#),
        // Equal expressions are read once.
        ("SELECT avg(bmi), stddev(bmi), sum(bmi) FROM patient", #"SELECT r0."patient_id" AS patient, r0."bmi" AS value_1 | FROM "patient" AS r0"#),
        ("SELECT count(DISTINCT patient_id) FROM lab WHERE analyte = 'chol' AND value IS NOT NULL",
         #"SELECT r0."patient_id" AS patient | FROM "lab" AS r0 | WHERE r0."analyte" = ?1 | AND r0."value" IS NOT NULL"#),
        ("SELECT count(*) FROM patient WHERE sex IN ('F', 'M') OR smoker",
         #"SELECT r0."patient_id" AS patient | FROM "patient" AS r0 | WHERE r0."sex" IN (?1, ?2) OR r0."smoker""#),
        ("SELECT count(*) FROM patient WHERE NOT (age > 40 AND bmi < 30)",
         #"SELECT r0."patient_id" AS patient | FROM "patient" AS r0 | WHERE NOT (r0."age" > ?1 AND r0."bmi" < ?2)"#),
        ("SELECT count(*) FROM patient WHERE region LIKE 'n%'",
         #"SELECT r0."patient_id" AS patient | FROM "patient" AS r0 | WHERE cordon_like_text(r0."region", ?1)"#),
        // Two 32-bit numbers cannot overflow 64 bits: SQLite's own operator is exact.
        ("SELECT count(age + birth_year) FROM patient",
         #"SELECT r0."patient_id" AS patient, r0."age" + r0."birth_year" AS value_1 | FROM "patient" AS r0"#),
        ("SELECT sum(bmi * bmi) FROM patient",
         #"SELECT r0."patient_id" AS patient, cordon_multiply_double(r0."bmi", r0."bmi") AS value_1 | FROM "patient" AS r0"#),
        ("SELECT count(*) FILTER (WHERE age >= 65) FROM patient",
         #"SELECT r0."patient_id" AS patient, r0."age" >= ?1 AS filter_1 | FROM "patient" AS r0"#),
        ("SELECT sum(CASE WHEN smoker THEN 1 ELSE 0 END) FROM patient",
         #"SELECT r0."patient_id" AS patient, CASE WHEN r0."smoker" THEN ?1 ELSE ?2 END AS value_1 | FROM "patient" AS r0"#),
        ("SELECT date_trunc('month', admitted), count(*) FROM stay GROUP BY 1",
         #"SELECT r0."patient_id" AS patient, cordon_month_start_date(r0."admitted") AS key_1 | FROM "stay" AS r0"#),
        // EXTRACT is numeric; what is whole is carried as an integer.
        ("SELECT EXTRACT(YEAR FROM admitted), count(*) FROM stay GROUP BY 1",
         #"SELECT r0."patient_id" AS patient, cordon_year_date(r0."admitted") AS key_1 | FROM "stay" AS r0"#),
        ("SELECT count(EXTRACT(YEAR FROM admitted) * 12 + EXTRACT(MONTH FROM admitted)) FROM stay",
         #"SELECT r0."patient_id" AS patient, (cordon_year_date(r0."admitted") * ?1) + cordon_month_date(r0."admitted") AS value_1 | FROM "stay" AS r0"#),
        ("SELECT count(*) FROM stay WHERE floor((EXTRACT(YEAR FROM admitted) - 2000) / 10) * 10 = 20",
         #"SELECT r0."patient_id" AS patient | FROM "stay" AS r0 | WHERE cordon_floored_quotient(cordon_year_date(r0."admitted") - ?1, ?2) * ?2 = ?3"#),
        ("SELECT count(*) FROM stay WHERE admitted + INTERVAL '30 days' <= CURRENT_DATE",
         #"SELECT r0."patient_id" AS patient | FROM "stay" AS r0 | WHERE cordon_interval_after_timestamp(r0."admitted" * ?1, ?2, ?3, ?2) <= :current_date * ?1"#),
        // The table with several rows for a patient is read through, the patient looked up.
        ("SELECT p.sex, avg(l.value) FROM patient p JOIN lab l ON p.patient_id = l.patient_id WHERE p.age > 40 GROUP BY p.sex",
         #"SELECT r1."patient_id" AS patient, r0."sex" AS key_1, r1."value" AS value_1 | FROM "lab" AS r1 | CROSS JOIN "patient" AS r0 ON r0."patient_id" = r1."patient_id" | WHERE r0."age" > ?1"#),
    ])
    func `a question's statement reads`(_ question: String, _ expected: String) throws {
        let text = try statement(question).text
        let lines = text.split(separator: "\n").reduce(into: "") { joined, line in
            let trimmed = line.drop { $0 == " " }
            let isClause = ["FROM", "CROSS", "WHERE", "AND"].contains { trimmed.hasPrefix($0) }
            joined += (joined.isEmpty ? "" : isClause ? " | " : " ") + trimmed
        }
        let normal = lines.replacing(/r[01]\."patient_id" AS patient/, with: "PATIENT")
        #expect(normal == expected.replacing(/r[01]\."patient_id" AS patient/, with: "PATIENT"))
    }

    @Test(arguments: [
        ("c.condition_concept_id = 201826", "condition_occurrence"), ("201826 = c.condition_concept_id", "condition_occurrence"),
        ("c.condition_concept_id IN (201826, 201254)", "condition_occurrence"), ("v.visit_concept_id = 9201", "visit_occurrence"),
        // No index is led by these.
        ("c.condition_concept_id > 201826", "visit_occurrence"), ("c.condition_type_concept_id = 32020", "visit_occurrence"),
        ("c.condition_concept_id = v.visit_concept_id", "visit_occurrence"),
    ])
    func `a join begins with the table of which an index finds the rows`(_ condition: String, _ first: String) throws {
        let catalog = try Catalog.shipped("omop-5.4")
        let question = "SELECT count(*) FROM visit_occurrence v JOIN condition_occurrence c ON c.person_id = v.person_id WHERE \(condition)"
        let text = SQLiteDialect.sql(for: try Planner.plan(question, catalog: catalog).parts[0], catalog: catalog).text
        #expect(text.contains("FROM \"\(first)\" AS"), "\(text)")
    }

    @Test func `subqueries of keys and arguments read no more than they need either`() throws {
        let catalog = try Catalog.shipped("omop-5.4")
        let gaps = "(SELECT p.person_id, lag(p.year_of_birth) OVER (PARTITION BY p.person_id ORDER BY p.year_of_birth) AS x FROM person p) q"
        let one = "(SELECT count(q.x) FROM \(gaps) WHERE q.person_id = v.person_id)"
        for question in [
            "SELECT CASE WHEN \(one) > 1 THEN 1 ELSE 0 END AS k, count(*) FROM visit_occurrence v GROUP BY 1",
            "SELECT sum(\(one)) FROM visit_occurrence v", "SELECT count(*) FILTER (WHERE \(one) > 1) FROM visit_occurrence v",
        ] {
            let text = SQLiteDialect.sql(for: try Planner.plan(question, catalog: catalog).parts[0], catalog: catalog).text
            #expect(!text.contains("location_id") && !text.contains("care_site_id"), "\(text)")
        }
    }

    @Test(arguments: ["JOIN", "LEFT JOIN", "FULL JOIN"])
    func `no join stands in brackets, where SQLite would read every column of its tables`(_ word: String) throws {
        let text = try statement(
            "SELECT s.ward, count(d.code) FROM (patient p LEFT JOIN stay s ON s.patient_id = p.patient_id) \(word) "
                + "(patient q LEFT JOIN diagnosis d ON d.patient_id = q.patient_id) ON p.patient_id = q.patient_id GROUP BY s.ward"
        ).text
        #expect(!text.contains("JOIN ("))
        #expect(text.contains(#"\#(word) r4 ON r0."patient_id" = r4."side_1""#), "\(text)")
    }

    @Test func `no value of a question is part of the text`() throws {
        let made = try statement("SELECT count(*) FROM patient WHERE region = 'north''; DROP TABLE patient' AND age = 4711 AND bmi > 12.5")
        #expect(!made.text.contains("DROP") && !made.text.contains("4711") && !made.text.contains("12.5"))
        #expect(made.arguments.contains(.text("north'; DROP TABLE patient")))
    }

    @Test func `a chain of conditions is written in halves`() throws {
        let made = try statement("SELECT count(*) FROM patient WHERE " + (0..<400).map { "age = \($0)" }.joined(separator: " OR "))
        var depth = 0
        let deepest = made.text.reduce(0) { deepest, character in
            depth += character == "(" ? 1 : character == ")" ? -1 : 0
            return max(deepest, depth)
        }
        #expect(deepest < 12)
    }
}
