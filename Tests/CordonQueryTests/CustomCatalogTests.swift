import CordonCatalog
import CordonQuery
import CordonValues
import Foundation
import Testing

/// Rules that the shipped catalogs give no occasion for: replicated tables, other grains, measures without bins.
@Suite struct CustomCatalogTests {
    private let catalog: Catalog

    init() throws {
        let yaml = """
            catalog: trial
            version: "1"
            title: A catalog for tests
            tables:
              person:
                title: People
                kind: patient-local
                patient_key: pid
                row_key: [pid]
                columns:
                  pid: {type: bigint, role: patient, nullable: false, title: Key}
                  height: {type: numeric, role: measure, unit: cm, title: No bin}
                  weight: {type: double, role: measure, unit: kg, bin: 2.5, title: Weight}
                  born: {type: date, role: date, grain: year, title: Born}
                  died: {type: date, role: date, grain: quarter, title: Died}
                  seen: {type: date, role: date, grain: day, title: Seen}
                  called: {type: date, role: date, grain: week, title: Called}
                  admitted: {type: timestamp, role: date, grain: day, title: Admitted}
                  grade: {type: integer, role: category, title: No codes}
              event:
                title: Events
                kind: patient-local
                patient_key: person_key
                row_key: [event_key]
                columns:
                  event_key: {type: bigint, role: node-key, nullable: false, title: Key}
                  person_key: {type: bigint, role: patient, nullable: false, title: Person}
                  concept: {type: integer, role: category, title: Concept}
              concept:
                title: Words
                kind: replicated
                row_key: [concept_id]
                columns:
                  concept_id: {type: integer, role: category, title: Key}
                  name: {type: text, role: category, title: Name}
                  level: {type: integer, role: measure, bin: 1, title: Level}
            """
        catalog = try Catalog(yaml: Data(yaml.utf8), place: "trial.yaml")
    }

    @Test(arguments: [
        ("admitted", DiagnosticCode.tooFine as DiagnosticCode?), ("date_trunc('hour', admitted)", .tooFine), ("EXTRACT(HOUR FROM admitted)", .tooFine),
        ("admitted + INTERVAL '1 day'", .tooFine), ("admitted::text", .tooFine), ("CAST(admitted AS date)", nil), ("date_trunc('day', admitted)", nil),
        ("date_trunc('month', admitted)", nil), ("EXTRACT(DOW FROM admitted)", nil), ("EXTRACT(DOY FROM died)", .tooFine),
        ("EXTRACT(QUARTER FROM died)", nil), ("date_trunc('week', called)", nil), ("EXTRACT(ISOYEAR FROM born)", .tooFine),
        ("EXTRACT(DECADE FROM born)", nil), ("EXTRACT(YEAR FROM age(born))", .unbinnedMeasure), ("EXTRACT(EPOCH FROM admitted)", .tooFine),
    ])
    func `a timestamp groups by its day or coarser, and an age is a measure`(_ key: String, _ expected: DiagnosticCode?) {
        #expect(code("SELECT count(*) FROM person GROUP BY \(key)") == expected)
    }

    @Test func `CURRENT_DATE stands below the aggregates only`() {
        #expect(code("SELECT count(*) FROM person WHERE CURRENT_DATE - seen < 30") == nil)
        #expect(code("SELECT CURRENT_DATE, count(*) FROM person") == .unsupported)
    }

    private func code(_ sql: String) -> DiagnosticCode? {
        do throws(Refusal) {
            _ = try Planner.plan(sql, catalog: catalog)
            return nil
        } catch {
            return error.first.code
        }
    }

    private func key(_ expression: String) -> DiagnosticCode? { code("SELECT count(*) FROM person GROUP BY \(expression)") }

    @Test func `a replicated table joins any way`() throws {
        for join in ["JOIN concept c ON c.concept_id = e.concept", "JOIN concept c ON e.concept < c.concept_id", "CROSS JOIN concept c", ", concept c"] {
            #expect(code("SELECT c.name, count(*) FROM event e \(join) GROUP BY c.name") == nil)
            #expect(code("SELECT c.name, count(*) FROM person p JOIN event e ON p.pid = e.person_key \(join) GROUP BY c.name") == nil)
        }
        let query = try Planner.plan("SELECT count(*) FROM concept c JOIN event e ON c.concept_id = e.concept", catalog: catalog)
        #expect(query.parts[0].proof.property == .patientLocal)
        #expect(query.parts[0].boundary.patient == .column(.table(relation: 1, column: "person_key"), .bigint))
        #expect(query.parts[0].proof.premises.map(\.property) == [.replicated, .patientLocal])
    }

    @Test func `replicated tables alone cannot be counted`() {
        #expect(code("SELECT count(*) FROM concept") == .crossPatient)
        #expect(code("SELECT count(*) FROM concept a JOIN concept b ON a.level = b.level") == .crossPatient)
    }

    @Test func `a join through a replicated table does not tie patients`() {
        let sql = "SELECT count(*) FROM event a JOIN concept c ON a.concept = c.concept_id JOIN event b ON b.concept = c.concept_id"
        #expect(code(sql) == .crossPatient)
        #expect(code(sql + " WHERE a.person_key = b.person_key") == nil)
    }

    @Test func `an equality of patient keys under OR or NOT does not tie patients`() {
        #expect(code("SELECT count(*) FROM person p, event e WHERE p.pid = e.person_key OR p.grade = 1") == .crossPatient)
        #expect(code("SELECT count(*) FROM person p, event e WHERE NOT p.pid <> e.person_key") == .crossPatient)
        #expect(code("SELECT count(*) FROM person p, event e WHERE (p.pid = e.person_key) IS TRUE") == .crossPatient)
        #expect(code("SELECT count(*) FROM person p, event e WHERE p.pid IN (e.person_key)") == .crossPatient)
        #expect(code("SELECT count(*) FROM person p, event e WHERE ((p.pid = e.person_key) AND (p.grade = 1 AND e.concept = 2))") == nil)
    }

    @Test func `patients are partitioned by what they have one of`() throws {
        func partitions(_ sql: String) throws -> Bool { try Planner.plan(sql, catalog: catalog).parts[0].boundary.groupsPartitionPatients }
        let join = "FROM person p JOIN event e ON p.pid = e.person_key JOIN concept c ON c.concept_id = e.concept"
        #expect(try partitions("SELECT count(*) \(join)"))
        #expect(try partitions("SELECT count(*) \(join) GROUP BY p.grade, p.weight > 80"))
        #expect(try !partitions("SELECT count(*) \(join) GROUP BY p.grade, e.concept"))
        #expect(try !partitions("SELECT count(*) \(join) GROUP BY c.name"))
    }

    @Test func `dates group by their grain`() {
        #expect(key("born") == .tooFine)
        #expect(key("EXTRACT(YEAR FROM born)") == nil)
        #expect(key("date_trunc('year', born)") == nil)
        #expect(key("date_trunc('quarter', born)") == .tooFine)
        #expect(key("EXTRACT(MONTH FROM born)") == .tooFine)
        #expect(key("date_trunc('quarter', died)") == nil)
        #expect(key("date_trunc('month', died)") == .tooFine)
        #expect(key("date_trunc('month', date_trunc('quarter', died))") == nil)
        #expect(key("seen") == nil)
        #expect(key("EXTRACT(DAY FROM seen)") == nil)
        #expect(key("called") == .tooFine)
        #expect(key("date_trunc('month', called)") == nil)
        #expect(key("coalesce(seen, born)") == .tooFine)
        #expect(key("CAST(born AS text)") == .tooFine)
        #expect(key("CASE WHEN born < '1950-01-01' THEN 1 ELSE 2 END") == nil)
        #expect(key("seen - born") == .unbinnedMeasure)
    }

    @Test func `measures group by their bins`() {
        #expect(key("height") == .unbinnedMeasure)
        #expect(key("floor(height / 10)") == .unbinnedMeasure)
        #expect(key("height > 180") == nil)
        #expect(key("floor(weight / 2.5) * 2.5") == nil)
        #expect(key("floor(weight / 2.4)") == .tooFine)
        #expect(key("floor((weight - 1.25) / 2.5), floor(weight / 2.5)") == .tooFine)
        #expect(key("floor((weight - 2.5) / 5), floor(weight / 5)") == nil)
        #expect(key("floor(weight / 7), floor(weight / 5)") == .tooFine)
        #expect(key("width_bucket(weight, 40, 140, 40)") == nil)
        #expect(key("width_bucket(weight, 40, 140, 41)") == .tooFine)
        #expect(key("width_bucket(weight, 140, 40, 4)") == .unbinnedMeasure)
        #expect(key("width_bucket(weight, grade, 40, 4)") == .unbinnedMeasure)
        #expect(key("floor(weight / grade)") == .unbinnedMeasure)
        #expect(key("round(weight / 5)") == nil)
        #expect(key("floor(weight / 1e-300)") == .tooFine)
        #expect(key("floor(weight * 0)") == .unbinnedMeasure)
        #expect(key("floor(weight / 0)") == .unbinnedMeasure)
        #expect(key("greatest(floor(weight / 5), 3)") == nil)
        #expect(key("floor(weight / 5) + weight") == .unbinnedMeasure)
        #expect(key("weight::integer / 5") == .unbinnedMeasure)
    }

    @Test func `the least of what a permit must name is what the text names`() throws {
        let query = try Planner.plan(
            "SELECT count(*) FROM person p JOIN event e ON p.pid = e.person_key WHERE grade = 1 ORDER BY sum(weight)", catalog: catalog)
        #expect(query.reads == [
            TableReads(table: "event", columns: ["person_key"]), TableReads(table: "person", columns: ["grade", "pid", "weight"]),
        ])
        #expect(try Planner.plan("SELECT count(*) FROM person", catalog: catalog).reads == [TableReads(table: "person", columns: [])])
    }
}
