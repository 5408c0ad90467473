import CordonCatalog
import CordonQuery
import Testing

/// Which figures tell how many patients have each of a few values, and whose values the question makes.
@Suite struct ArgumentValuesTests {
    enum Values: Sendable, Equatable {
        case untold, plain, made
    }

    private static func values(_ sql: String, _ catalog: String) throws -> Values {
        let query = try Planner.plan(sql, catalog: try Catalog.shipped(catalog))
        let aggregate = try #require(query.parts.first?.boundary.aggregates.first)
        guard aggregate.specification.tellsValues else { return .untold }
        return aggregate.disclosure.hasMadeValues ? .made : .plain
    }

    @Test(arguments: [
        ("avg(chol) FROM patient", .untold),
        ("stddev(chol) FROM patient WHERE age > 50 AND sex = 1", .untold),
        ("count(chol) FROM patient WHERE chol > 200", .untold),
        ("corr(chol, age) FROM patient WHERE chol > 200", .untold),
        ("avg(chol) FROM patient WHERE chol > 200", .plain),
        ("skewness(chol) FILTER (WHERE chol > 200) FROM patient", .plain),
        ("avg(chol), count(*) FILTER (WHERE chol > 200), sum(CASE WHEN chol > 200 THEN 5 ELSE 7 END) FROM patient", .untold),
        ("avg(chol), chol / 50 AS band FROM patient GROUP BY chol / 50", .plain),
        ("avg(chol) FROM (SELECT chol, chol + 1 AS more FROM patient) p WHERE more > 200", .plain),
        ("avg(chol) FROM patient p WHERE EXISTS (SELECT 1 FROM patient o WHERE o.patient_id = p.patient_id AND p.chol > 200)", .plain),
        ("avg(num) FROM patient", .plain),
        ("sum(-2 * num + 1) FROM patient", .plain),
        ("avg(num / 2.0) FROM patient", .plain),
        ("avg(num::double precision) FROM patient", .plain),
        ("avg(chol + 1) FROM patient", .plain),
        ("avg(num / 2) FROM patient", .made),
        ("avg(oldpeak::integer) FROM patient", .made),
        ("avg(num * num) FROM patient", .made),
        ("sum(CASE WHEN age > 75 THEN 5 ELSE 7 END) FROM patient", .made),
        ("sum(x) FROM (SELECT CASE WHEN age > 75 THEN 5 ELSE 7 END AS x FROM patient) p", .made),
    ] as [(String, Values)])
    func `of one row for each patient`(_ question: (sql: String, values: Values)) throws {
        #expect(try Self.values("SELECT \(question.sql)", "heart-registry") == question.values)
    }

    @Test(arguments: [
        ("count(*) AS n FROM stay", .plain),
        ("sum(days) AS n FROM stay", .plain),
        ("count(*) AS n FROM stay WHERE days > 5", .plain),
        ("count(*) FILTER (WHERE days > 5) AS n FROM stay", .made),
        ("sum(CASE WHEN days > 5 THEN 5 ELSE 7 END) AS n FROM stay", .made),
        ("count(*) AS n FROM (SELECT patient_id FROM stay UNION ALL SELECT patient_id FROM stay WHERE days > 5) s", .made),
    ] as [(String, Values)])
    func `of an aggregate over a patient's rows`(_ inside: (sql: String, values: Values)) throws {
        let sql = "SELECT avg(n) FROM (SELECT patient_id, \(inside.sql) GROUP BY patient_id) p"
        #expect(try Self.values(sql, "demo-care") == inside.values)
    }
}
