import CordonCatalog
import CordonQuery
import CordonTestSupport
import CordonValues
import CordonWarehouse
import Foundation
import Testing

/// The first promise: over any split that keeps each patient whole, the merged states are those of one warehouse, bit for bit. The
/// split goes through SQLite, gate and wire; the whole through the slow warehouse in memory.
@Suite struct SameAnswerTests {
    static let questions = [
        "SELECT count(*), count(bmi), sum(age), avg(bmi), stddev(bmi), var_pop(age), variance(bmi) FROM patient",
        "SELECT sex, smoker, count(*), avg(age), stddev_pop(bmi) FROM patient GROUP BY sex, smoker",
        "SELECT floor(bmi / 5) * 5 AS band, count(*), sum(bmi) FROM patient GROUP BY 1",
        "SELECT ward, emergency, count(*), count(DISTINCT patient_id), avg(days) FROM stay GROUP BY ward, emergency",
        "SELECT p.sex, d.code, count(*), count(DISTINCT p.patient_id), avg(p.bmi) FROM patient p JOIN diagnosis d ON p.patient_id = d.patient_id GROUP BY p.sex, d.code",
        "SELECT p.region, sum(s.days), var_samp(s.days), count(*) FILTER (WHERE s.days > 3) FROM patient p, stay s WHERE p.patient_id = s.patient_id AND p.age BETWEEN 20 AND 70 GROUP BY p.region",
        "SELECT CASE WHEN bmi < 20 THEN 'low' WHEN bmi >= 30 THEN 'high' ELSE 'middle' END AS class, count(*), avg(bmi * 2.5 - age) FROM patient GROUP BY 1",
        "SELECT extract(year FROM admitted) AS year, count(*), sum(CASE WHEN emergency THEN 1 ELSE 0 END) FROM stay GROUP BY 1",
        "SELECT code LIKE 'I%' AS circulatory, count(*) FROM diagnosis WHERE code IS NOT NULL GROUP BY 1",
        "SELECT sum(bmi / age), avg(1.0 / age), count(*) FROM patient WHERE age % 7 <> 3",
    ] + inside + laterals + tools + distributions

    /// LATERAL of every kind; values looked up for groups; numbers of many denominators.
    static let laterals = [
        "SELECT band, count(*), avg(a.older) FROM patient p CROSS JOIN LATERAL (SELECT p.age + 1 AS older) a, LATERAL (SELECT floor(a.older / 10) AS band) b GROUP BY band",
        "SELECT last.ward, count(*), avg(last.days) FROM patient p LEFT JOIN LATERAL (SELECT s.ward, s.days FROM stay s WHERE s.patient_id = p.patient_id ORDER BY s.admitted DESC LIMIT 1) last ON TRUE GROUP BY last.ward",
        "SELECT last.ward, count(*) FROM patient p JOIN LATERAL (SELECT s.ward, s.days FROM stay s WHERE s.patient_id = p.patient_id ORDER BY s.admitted LIMIT 1) last ON last.days > 3 GROUP BY last.ward",
        "SELECT f.ward, count(*), sum(f.days) FROM patient p, LATERAL (SELECT s.ward, s.days FROM stay s WHERE s.patient_id = p.patient_id ORDER BY s.days LIMIT 3) f GROUP BY f.ward",
        "SELECT n, count(*), sum(t.d) FROM patient p LEFT JOIN LATERAL (SELECT count(*) AS n, sum(s.days) AS d FROM stay s WHERE s.patient_id = p.patient_id AND s.emergency) t ON t.n <> 2 GROUP BY n",
        "SELECT v.what, v.yes, count(*) FROM patient p CROSS JOIN LATERAL (VALUES ('smoker', p.smoker), ('old', p.age > 65)) v(what, yes) GROUP BY 1, 2",
        "SELECT u.k, sum(u.x) FROM patient p, LATERAL (SELECT 'bmi' AS k, p.bmi AS x UNION ALL SELECT 'age', p.age) u GROUP BY u.k",
        "SELECT count(*), count(x.code), count(x.ward) FROM stay s LEFT JOIN LATERAL (SELECT d.code, s2.ward FROM diagnosis d JOIN stay s2 ON s2.patient_id = d.patient_id WHERE d.patient_id = s.patient_id AND s2.admitted > s.admitted) x ON x.code LIKE 'I%'",
        "SELECT region, (SELECT max(v.n) FROM (VALUES ('North', 1), ('South', 2)) v(r, n) WHERE v.r = region) AS number, count(*) FROM patient GROUP BY region",
        "SELECT avg(1.0 / (patient_id_days.d + 1)), sum(1.0 * age / (patient_id_days.d + 1)) FROM patient JOIN (SELECT patient_id, max(admitted - DATE '1990-01-01') AS d FROM stay GROUP BY patient_id) patient_id_days USING (patient_id)",
        "SELECT count(*), count(DISTINCT n) FROM (SELECT patient_id, NULL::numeric AS x, 1 AS n FROM stay UNION ALL SELECT patient_id, NULL, 2 FROM diagnosis UNION ALL SELECT patient_id, bmi, 3 FROM patient) t WHERE x IS NULL",
        "SELECT count(*) FROM stay s WHERE s.stay_id IS NOT NULL AND s.stay_id NOT IN (SELECT stay_id FROM stay WHERE emergency)",
    ]

    /// Relations of every kind below the boundary.
    static let inside = [
        "SELECT sex, n, count(*), avg(d) FROM patient LEFT JOIN (SELECT patient_id, count(*) AS n, sum(days) AS d FROM stay GROUP BY patient_id) s USING (patient_id) GROUP BY 1, 2",
        "SELECT ward, count(*), avg(days) FROM (SELECT *, row_number() OVER (PARTITION BY patient_id ORDER BY ward) AS place FROM stay) s WHERE place = 1 GROUP BY ward",
        "SELECT ward, count(*), sum(days) FROM (SELECT DISTINCT ON (patient_id) patient_id, ward, days FROM stay ORDER BY patient_id, ward DESC) s GROUP BY 1",
        "SELECT sex, count(*) FROM patient p WHERE EXISTS (SELECT 1 FROM stay s WHERE s.patient_id = p.patient_id AND s.days > 10) AND NOT EXISTS (SELECT 1 FROM diagnosis d WHERE d.patient_id = p.patient_id AND d.code = 'I10') GROUP BY sex",
        "SELECT count(*), avg(bmi) FROM patient WHERE patient_id IN (SELECT patient_id FROM stay WHERE emergency) AND patient_id NOT IN (SELECT patient_id FROM diagnosis WHERE code LIKE 'E%')",
        "SELECT count(*) FROM (SELECT patient_id FROM stay WHERE days > 5 EXCEPT SELECT patient_id FROM diagnosis WHERE code = 'J44') t",
        "SELECT ward, count(*) FROM (SELECT patient_id, ward FROM stay EXCEPT ALL SELECT patient_id, ward FROM stay WHERE emergency) t GROUP BY ward",
        "SELECT ward, count(*) FROM (SELECT patient_id, ward FROM stay INTERSECT ALL SELECT patient_id, ward FROM stay WHERE days > 3) t GROUP BY ward",
        "SELECT kind, count(*), count(DISTINCT patient_id) FROM (SELECT patient_id, 'stay' AS kind FROM stay UNION ALL SELECT patient_id, 'diagnosis' FROM diagnosis) t GROUP BY kind",
        "SELECT count(*) FROM (SELECT patient_id, ward AS what FROM stay UNION SELECT patient_id, code FROM diagnosis) t",
        "SELECT avg(gap), stddev(gap), count(*) FROM (SELECT admitted - lag(admitted) OVER (PARTITION BY patient_id ORDER BY admitted) AS gap FROM stay) t",
        "SELECT sum(running), max(running), count(*) FROM (SELECT sum(days) OVER (PARTITION BY patient_id ORDER BY admitted, stay_id ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) AS running FROM stay) t",
        "SELECT r, d, n, count(*) FROM (SELECT rank() OVER w AS r, dense_rank() OVER w AS d, ntile(2) OVER w AS n FROM stay WINDOW w AS (PARTITION BY patient_id ORDER BY ward)) t GROUP BY 1, 2, 3",
        "SELECT a, b, count(*) FROM (SELECT first_value(ward) OVER (PARTITION BY patient_id ORDER BY days) AS a, last_value(ward) OVER (PARTITION BY patient_id ORDER BY days ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS b FROM stay) t GROUP BY 1, 2",
        "SELECT avg(m), stddev(m), count(*) FROM (SELECT patient_id, avg(days) AS m FROM stay GROUP BY patient_id HAVING count(*) > 1) t",
        "SELECT count(*) FROM (SELECT patient_id, max(x) AS x FROM (SELECT patient_id, ward, avg(days) AS x FROM stay GROUP BY patient_id, ward) w GROUP BY patient_id) t WHERE x > 10.5",
        "SELECT place, count(*) FROM (SELECT rank() OVER (PARTITION BY patient_id ORDER BY x DESC) AS place FROM (SELECT patient_id, ward, avg(days) AS x FROM stay GROUP BY patient_id, ward) w) t GROUP BY place",
        "SELECT avg((SELECT max(days) FROM stay s WHERE s.patient_id = p.patient_id)), count(*) FROM patient p",
        "SELECT first, count(*) FROM (SELECT (SELECT ward FROM stay s WHERE s.patient_id = p.patient_id ORDER BY admitted DESC LIMIT 1) AS first, patient_id FROM patient p) t GROUP BY first",
        "SELECT count(*) FILTER (WHERE age > ALL (SELECT s.days FROM stay s WHERE s.patient_id = p.patient_id)), count(*) FILTER (WHERE age < ANY (SELECT s.days FROM stay s WHERE s.patient_id = p.patient_id)) FROM patient p",
        "SELECT count(*), count(s.ward), count(d.code) FROM stay s FULL JOIN diagnosis d ON d.patient_id = s.patient_id AND d.code LIKE 'I%'",
        "SELECT count(*), count(p.age), count(d.code), sum(s.days) FROM (patient p JOIN stay s ON s.patient_id = p.patient_id AND s.days > 3) FULL JOIN diagnosis d ON d.patient_id = p.patient_id AND d.code = 'E11'",
        "SELECT count(*), count(d.code), sum(s.days) FROM stay s LEFT JOIN (diagnosis d JOIN patient p ON p.patient_id = d.patient_id AND p.age > 40 AND d.code <> 'J44') ON d.patient_id = s.patient_id AND s.emergency",
        "SELECT count(*), count(s.ward), sum(s.days) FROM diagnosis d RIGHT JOIN stay s USING (patient_id) WHERE d.code IS NULL OR s.days > 10",
        "SELECT low, count(*), sum(age) FROM patient JOIN (VALUES (0, 40), (40, 65), (65, 130)) AS bands(low, high) ON age >= low AND age < high GROUP BY low",
        "WITH s AS (SELECT patient_id, min(admitted) AS first FROM stay GROUP BY patient_id), t AS (SELECT a.patient_id, b.admitted - a.first AS gap FROM s a JOIN stay b USING (patient_id)) SELECT floor(gap / 100) AS hundred, count(*) FROM t GROUP BY 1",
        "SELECT count(*) FROM stay a JOIN stay b ON b.patient_id = a.patient_id AND b.stay_id <> a.stay_id AND b.admitted BETWEEN a.admitted AND a.admitted + INTERVAL '300 days'",
        "SELECT band, count(*) FROM (SELECT patient_id, floor((EXTRACT(YEAR FROM admitted) - 2000) / 3) AS band FROM stay) t GROUP BY band",
        "SELECT region, sex, GROUPING(region, sex), count(*), avg(age) FROM patient GROUP BY CUBE (region, sex)",
        "SELECT ward, emergency, count(*), sum(days) FROM stay GROUP BY GROUPING SETS ((ward), (emergency), ())",
        "SELECT sex, count(*), 100.0 * count(*) / sum(count(*)) OVER () FROM patient GROUP BY sex",
        // Nobody is older than 200: no hospital has a row, and the total is there all the same.
        "SELECT region, sex, count(*), avg(age) FROM patient WHERE age > 200 GROUP BY CUBE (region, sex)",
        // Joins on both sides of a join, whose tables have columns that no question reads.
        "SELECT ward, count(*), count(d.code) FROM (patient p LEFT JOIN stay s ON s.patient_id = p.patient_id) JOIN (patient q LEFT JOIN diagnosis d ON d.patient_id = q.patient_id AND d.code = 'I10') ON p.patient_id = q.patient_id GROUP BY ward",
        "SELECT count(*), count(d.code), sum(s.days) FROM (patient p JOIN stay s ON s.patient_id = p.patient_id) LEFT JOIN (patient q LEFT JOIN diagnosis d ON d.patient_id = q.patient_id) ON p.patient_id = q.patient_id AND EXISTS (SELECT 1 FROM stay t WHERE t.patient_id = q.patient_id AND t.ward <> s.ward)",
        "SELECT count(*), count(d.code), count(s.ward) FROM (patient p LEFT JOIN stay s ON s.patient_id = p.patient_id AND s.days > 7) FULL JOIN (patient q JOIN diagnosis d ON d.patient_id = q.patient_id) ON p.patient_id = q.patient_id AND q.age > 50",
    ]

    /// Shapes that tools of the field write: keys in CASE, padded eras, rule masks, calendars, queries of WITH that several others name.
    static let tools = [
        "SELECT sex, count(DISTINCT CASE WHEN s.emergency THEN p.patient_id END), count(CASE WHEN s.days > 3 THEN s.stay_id ELSE NULL END), count(DISTINCT CASE s.ward WHEN 'cardiology' THEN NULL ELSE s.stay_id END) FILTER (WHERE s.days < 20) FROM patient p JOIN stay s ON s.patient_id = p.patient_id GROUP BY sex",
        "SELECT n, count(*) FROM (SELECT patient_id, count(DISTINCT CASE WHEN emergency THEN stay_id END) AS n FROM stay GROUP BY patient_id) t GROUP BY n",
        "SELECT status, count(*), sum(o) FROM (SELECT sum(kind) OVER (PARTITION BY patient_id ORDER BY day, kind ROWS UNBOUNDED PRECEDING) AS status, row_number() OVER (PARTITION BY patient_id ORDER BY day, kind) AS o FROM (SELECT patient_id, admitted AS day, -1 AS kind, NULL AS n FROM stay UNION ALL SELECT patient_id, admitted + 30, 1, days FROM stay) e) t GROUP BY status",
        "SELECT place, count(*), sum(days), count(stay_id) FROM (SELECT days, stay_id, row_number() OVER (PARTITION BY patient_id ORDER BY ward) AS place FROM (SELECT patient_id, ward, days, CAST(stay_id AS bigint) AS stay_id FROM stay UNION ALL SELECT patient_id, 'none', NULL, NULL FROM diagnosis) e) t GROUP BY place",
        "SELECT p.sex, count(*), count(d.code), sum(s.days) FROM (patient p JOIN stay s ON s.patient_id = p.patient_id) LEFT JOIN (diagnosis d JOIN patient q ON q.patient_id = d.patient_id AND q.age > 40) ON d.patient_id = p.patient_id AND s.emergency GROUP BY p.sex",
        "SELECT count(*), count(p.age), count(d.code), sum(q.age) FROM (patient p JOIN stay s ON s.patient_id = p.patient_id AND s.days > 3) FULL JOIN (diagnosis d JOIN patient q ON q.patient_id = d.patient_id AND d.code = 'E11') ON d.patient_id = p.patient_id",
        "WITH s AS (SELECT patient_id, days, admitted FROM stay WHERE days > 2), t AS (SELECT patient_id, count(*) AS n FROM s GROUP BY patient_id), u AS (SELECT s.patient_id, s.days, t.n FROM s JOIN t USING (patient_id)) SELECT u.n, count(*), sum(u.days), count(v.admitted) FROM u LEFT JOIN s v ON v.patient_id = u.patient_id AND v.days > u.days GROUP BY u.n",
        "WITH s AS (SELECT patient_id, min(admitted) AS first FROM stay GROUP BY patient_id) SELECT count(*), count(a.first) FROM s a WHERE NOT EXISTS (SELECT 1 FROM s b WHERE b.patient_id = a.patient_id AND b.first < a.first) AND a.patient_id IN (SELECT patient_id FROM s WHERE first > DATE '2021-01-01')",
        "WITH events AS (SELECT stay_id AS event_id, patient_id, admitted FROM stay), rules AS (SELECT 0 AS rule, e.patient_id, e.event_id FROM events e JOIN diagnosis d ON d.patient_id = e.patient_id AND d.code = 'I10' GROUP BY e.patient_id, e.event_id UNION ALL SELECT 1, e.patient_id, e.event_id FROM events e JOIN patient p ON p.patient_id = e.patient_id WHERE p.age >= 40) SELECT mask, count(*) FROM (SELECT e.patient_id, e.event_id, CAST(sum(coalesce(power(CAST(2 AS bigint), r.rule), 0)) AS bigint) AS mask FROM events e LEFT JOIN rules r ON r.patient_id = e.patient_id AND r.event_id = e.event_id GROUP BY e.patient_id, e.event_id) m GROUP BY mask",
        "SELECT n, count(*) FROM (SELECT count(*) OVER (PARTITION BY patient_id ORDER BY admitted RANGE BETWEEN INTERVAL '365 days' PRECEDING AND INTERVAL '1 day' PRECEDING) AS n FROM stay) t GROUP BY n",
        "SELECT y, count(DISTINCT patient_id) FROM generate_series(2019, 2023) AS y JOIN stay ON EXTRACT(YEAR FROM admitted) <= y GROUP BY y",
        "SELECT m, count(*) FROM generate_series(DATE '2020-01-31', DATE '2021-01-31', INTERVAL '3 months') AS g(m) JOIN stay ON admitted >= m AND admitted < m + INTERVAL '3 months' GROUP BY m",
        "SELECT floor(date_part('day', CAST(admitted + 90 AS timestamp) - CAST(DATE '2019-06-01' AS timestamp)) / 100), count(*) FROM stay GROUP BY 1",
        "SELECT age, count(*) FROM patient WHERE age IN (20, 30, 40) GROUP BY age",
        "SELECT EXTRACT(YEAR FROM admitted) AS year, count(*), percentile_disc(0.5) WITHIN GROUP (ORDER BY EXTRACT(YEAR FROM admitted)) FROM stay GROUP BY 1",
        "SELECT round(avg(bmi), 2), round(stddev(bmi), 1) FROM patient",
    ]

    static let distributions = [
        "SELECT sex, percentile_disc(0.5) WITHIN GROUP (ORDER BY age), percentile_cont(0.9) WITHIN GROUP (ORDER BY bmi), median(age) FROM patient GROUP BY sex",
        "SELECT sex, corr(bmi, age), covar_samp(age, birth_year), regr_slope(bmi, age), regr_intercept(age, bmi), regr_count(age, bmi) FROM patient GROUP BY sex",
        "SELECT ward, bool_and(emergency), bool_or(emergency), every(days > 1), count(DISTINCT stay_id), count(DISTINCT ward) FROM stay GROUP BY ward",
        "SELECT smoker, mode() WITHIN GROUP (ORDER BY region), count(DISTINCT region), skewness(bmi), kurtosis(age), kurtosis_pop(bmi) FROM patient GROUP BY smoker",
        "SELECT percentile_disc(0.25) WITHIN GROUP (ORDER BY m), avg(c) FROM (SELECT patient_id, percentile_cont(0.5) WITHIN GROUP (ORDER BY days) AS m, covar_pop(days, stay_days) AS c FROM (SELECT patient_id, days, EXTRACT(DAY FROM admitted) AS stay_days FROM stay) s GROUP BY patient_id) t",
    ]

    @Test(arguments: questions, [2, 5, 7])
    func `merging any split equals the whole`(_ sql: String, _ hospitals: Int) throws {
        var random = SeededRandom(seed: UInt64(10 + hospitals))
        let catalog = try Catalog.shipped("demo-care")
        let query = try Planner.plan(sql, catalog: catalog)
        let patients = RandomHospital.patients(300, using: &random)
        let whole = try Federation.pooled(query, catalog, [RandomHospital.tables(patients)])
        var parts = Array(repeating: [RandomHospital.Patient](), count: hospitals)
        for patient in patients { parts[Int.random(in: 0..<hospitals, using: &random)].append(patient) }
        let split = try Federation(catalog: catalog, hospitals: parts.map(RandomHospital.tables)).merged(query)
        #expect(split.map(\.keys) == whole.map(\.keys))
        #expect(split.map(\.patients) == whole.map(\.patients))
        for (split, whole) in zip(split.flatMap(\.columns), whole.flatMap(\.columns)) {
            #expect(split.states == whole.states)
            #expect(split.contributors == whole.contributors)
            #expect(split.partlyMissing == whole.partlyMissing)
            #expect(split.nonZero == whole.nonZero)
            #expect(split.partlyZero == whole.partlyZero)
        }
    }
}

/// Invented patients of the demo-care catalog, with NULLs, extremes and several rows each.
enum RandomHospital {
    struct Patient {
        let row: [Value]
        let stays: [[Value]]
        let diagnoses: [[Value]]
    }

    static func patients(_ count: Int, using random: inout SeededRandom) -> [Patient] {
        (1...count).map { patient(Int64($0), using: &random) }
    }

    static func tables(_ patients: [Patient]) -> [String: [[Value]]] {
        ["patient": patients.map(\.row), "stay": patients.flatMap(\.stays), "diagnosis": patients.flatMap(\.diagnoses)]
    }

    private static func patient(_ id: Int64, using random: inout SeededRandom) -> Patient {
        func maybe(_ value: Value, using random: inout SeededRandom) -> Value {
            Int.random(in: 0..<8, using: &random) == 0 ? .null : value
        }
        let age = Int64.random(in: 0...100, using: &random)
        let bmi = Double.random(in: -1e3...1e3, using: &random) * (Bool.random(using: &random) ? 1 : 1e-9)
        let row: [Value] = [
            .integer(id), .text("name \(id)"), maybe(.text(Bool.random(using: &random) ? "F" : "M"), using: &random),
            .integer(2025 - age), maybe(.integer(age), using: &random),
            maybe(.text(["north", "south", "Île"].randomElement(using: &random) ?? ""), using: &random),
            maybe(.boolean(Bool.random(using: &random)), using: &random), maybe(.double(bmi), using: &random),
        ]
        let stays = (0..<Int.random(in: 0...3, using: &random)).map { number -> [Value] in
            [
                .integer(id * 10 + Int64(number)), .integer(id),
                CalendarDate(daysSince1970: Int64.random(in: 18_000...20_000, using: &random)).map(Value.date) ?? .null,
                maybe(.integer(Int64.random(in: 0...30, using: &random)), using: &random),
                .text(["surgery", "cardiology"].randomElement(using: &random) ?? ""), .boolean(Bool.random(using: &random)),
                .text("note"),
            ]
        }
        let diagnoses = (0..<Int.random(in: 0...4, using: &random)).map { number -> [Value] in
            [
                .integer(id * 10 + Int64(number)), .integer(id), .null,
                maybe(.text(["I10", "I25", "E11", "J44"].randomElement(using: &random) ?? ""), using: &random), .null,
            ]
        }
        return Patient(row: row, stays: stays, diagnoses: diagnoses)
    }
}
