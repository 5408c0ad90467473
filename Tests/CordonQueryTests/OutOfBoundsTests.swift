import CordonAggregates
import CordonCatalog
import CordonQuery
import CordonValues
import Foundation
import Testing

/// What a permit makes of values outside the catalog's bounds, in the plan.
@Suite struct OutOfBoundsTests {
    private func plan(_ sql: String, _ outOfBounds: OutOfBounds?, dates: DateResolution = .day, catalog: String = "demo-care") throws -> FederatedQuery {
        try Planner.plan(sql, catalog: Catalog.shipped(catalog), rows: PermittedRows(filters: [], dates: dates, outOfBounds: outOfBounds))
    }

    private func columns(_ sql: String, _ outOfBounds: OutOfBounds?) throws -> [AggregateSpecification] {
        try plan(sql, outOfBounds).layouts.flatMap(\.aggregates)
    }

    @Test(arguments: [
        "avg(days), sum(2 * days + 1), count(*) FILTER (WHERE days > 5) FROM stay", "avg(n) FROM (SELECT max(days) AS n FROM stay GROUP BY patient_id) s",
        "avg(bmi), avg(age) FROM patient WHERE age > 50 GROUP BY floor(age / 10)", "skewness(days), corr(days, stay_days) FROM (SELECT days, days AS stay_days FROM stay) s",
    ])
    func `clipping changes what a column reads as, and nothing of what is known of a figure`(_ rest: String) throws {
        let sql = "SELECT \(rest)"
        let (plain, clipped) = (try plan(sql, nil), try plan(sql, .clip))
        #expect(clipped.layouts == plain.layouts)
        #expect(clipped.reads == plain.reads)
        #expect(clipped.parts.map { $0.boundary.aggregates.map(\.disclosure) } == plain.parts.map { $0.boundary.aggregates.map(\.disclosure) })
        #expect(clipped.parts.map { $0.boundary.aggregates.map(\.source) } == plain.parts.map { $0.boundary.aggregates.map(\.source) })
        #expect(clipped.canonicalDefinition != plain.canonicalDefinition)
        #expect(clipped.canonicalDefinition.contains("(clip:"))
        #expect(clipped.parts[0].proof != plain.parts[0].proof)
    }

    @Test func `what has no bounds, and what is the same everywhere, is read as it is`() throws {
        let diagnoses = "SELECT count(*) FROM diagnosis"
        #expect(try plan(diagnoses, .clip) == plan(diagnoses, nil))
        let concepts = "SELECT count(*) FROM person JOIN concept ON concept_id = gender_concept_id"
        #expect(try !plan(concepts, .clip, catalog: "omop-5.4").canonicalDefinition.contains("clip"))
    }

    @Test func `a part of a date that the permit hides is no number to clip`() throws {
        let sql = "SELECT count(day_of_birth), sum(year_of_birth) FROM person"
        #expect(try plan(sql, .clip, catalog: "omop-5.4").canonicalDefinition.components(separatedBy: "(clip:").count == 3)
        #expect(try plan(sql, .clip, dates: .month, catalog: "omop-5.4").canonicalDefinition.components(separatedBy: "(clip:").count == 2)
    }

    @Test func `bounds are of the column's type, and a row key that is clipped names no row`() throws {
        let yaml = """
            catalog: trial
            version: "1"
            title: A catalog for tests
            tables:
              visit:
                title: Visits
                kind: patient-local
                patient_key: pid
                row_key: [pid, number]
                columns:
                  pid: {type: bigint, role: patient, nullable: false, title: Key}
                  number: {type: integer, role: measure, bounds: [0.5, 1e30], nullable: false, title: Number}
                  total: {type: bigint, role: measure, bounds: [-1e30, 7.9], title: Total}
                  share: {type: numeric, role: measure, bounds: [-0.5, 0.5], title: Share}
                  weight: {type: double, role: measure, bounds: [0.1, 1e999], title: Weight}
            """
        let catalog = try Catalog(yaml: Data(yaml.utf8), place: "trial.yaml")
        func plan(_ sql: String, _ outOfBounds: OutOfBounds?) throws -> FederatedQuery {
            try Planner.plan(sql, catalog: catalog, rows: PermittedRows(filters: [], dates: .day, outOfBounds: outOfBounds))
        }
        let text = try plan("SELECT sum(number), sum(total), sum(share), sum(weight) FROM visit", .clip).canonicalDefinition
        #expect(text.contains(#"(clip:integer 0."number" 1:integer 2147483647:integer)"#), "\(text)")
        #expect(text.contains(#"(clip:bigint 0."total" -9223372036854775808:bigint 7:bigint)"#))
        #expect(text.contains(#"(clip:numeric 0."share" -1/2:numeric 1/2:numeric)"#))
        #expect(text.contains(#"(clip:double 0."weight" 3fb999999999999a:double 7fefffffffffffff:double)"#))
        let ordered = "SELECT count(*) FROM (SELECT pid, row_number() OVER (PARTITION BY pid ORDER BY weight) AS place FROM visit) v WHERE place = 1"
        _ = try plan(ordered, nil)
        let refusal = #expect(throws: Refusal.self) { try plan(ordered, .clip) }
        #expect(refusal?.first.code == .orderNotTotal)
    }

    @Test(arguments: [
        ("avg(days)", 1), ("sum(days), stddev(days), variance(days)", 3), ("avg(days::numeric)", 1), ("sum(days + 1)", 1), ("avg(d)", 1),
        ("sum(2 * days)", 0), ("skewness(days)", 0), ("corr(days, days)", 0), ("count(days)", 0), ("count(*)", 0), ("percentile_cont(0.5) WITHIN GROUP (ORDER BY days)", 0),
    ])
    func `figures whose column stands in them carry its bounds where the permit refuses values beyond them`(_ figures: String, _ count: Int) throws {
        let sql = "SELECT \(figures) FROM (SELECT days, days AS d, patient_id FROM stay) s"
        let refusing = try columns(sql, .refuse)
        #expect(refusing.count { $0.within != nil } == count)
        #expect(refusing.compactMap(\.within).allSatisfy { $0 == Rational.zero...Rational(Int64(400)) })
        #expect(try columns(sql, nil).allSatisfy { $0.within == nil })
        #expect(try columns(sql, .clip).allSatisfy { $0.within == nil })
        // It is the same question.
        #expect(try plan(sql, .refuse).canonicalDefinition == plan(sql, nil).canonicalDefinition)
        #expect(try (plan(sql, .refuse).layouts == plan(sql, nil).layouts) == (count == 0))
    }
}
