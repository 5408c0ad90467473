/// Questions of `demo-care` as long as a question may be, each of one construct over and over. What planning them costs is the most that
/// planning costs: a way of planning whose time grows faster than the text shows here first.
public struct LargestTexts: Sendable {
    public struct Text: Sendable {
        public let name: String
        public let sql: String

    }

    /// UTF-8 bytes that a text may have.
    let bytes: Int

    public init(bytes: Int = 65_536) { self.bytes = bytes }

    public var all: [Text] { lists + aggregates + sources + queries + groupings + words + derived }

    /// As many parts as fit between the two ends, at most `count`.
    private func text(
        _ name: String, _ start: String, _ separator: String = ", ", _ end: String = "", count: Int = .max, part: (Int) -> String
    ) -> Text {
        var (sql, number) = (start, 0)
        var room = bytes - start.utf8.count - end.utf8.count
        while number < count {
            let next = (number == 0 ? "" : separator) + part(number)
            guard next.utf8.count <= room else { break }
            room -= next.utf8.count
            sql += next
            number += 1
        }
        return Text(name: name, sql: sql + end)
    }

    private func test(_ name: String, _ separator: String, _ end: String = "", part: (Int) -> String) -> Text {
        text(name, "SELECT count(*) FROM patient WHERE ", separator, end, part: part)
    }

    // MARK: - Conditions and lists

    private var lists: [Text] {
        let start = "SELECT count(*) FROM patient WHERE "
        return [
            text("whole numbers in a list", start + "age IN (", ",", ")") { "\($0)" },
            text("texts in a list", start + "region NOT IN (", ",", ")") { "'r\($0)'" },
            text("one number in a list", start + "age IN (", ",", ")") { _ in "1" },
            text("rows in a list", start + "(age, region) IN (", ",", ")") { "(\($0),'a')" },
            text("an array", start + "age = ANY (ARRAY[", ",", "])") { "\($0)" },
            text("an array as text", start + "age = ANY ('{", ",", "}')") { "\($0)" },
            text("bounds of buckets", "SELECT width_bucket(age, ARRAY[", ",", "]), count(*) FROM patient GROUP BY 1") { "\($0)" },
            test("OR of equals", " OR ") { "age=\($0)" },
            test("AND of comparisons", " AND ") { "age>-\($0)" },
            test("AND of ORs", " AND ") { "(age=\($0) OR age=1)" },
            test("lists of one column", " AND ") { "age IN (\($0),\($0 + 1))" },
            test("patterns", " OR ") { "region LIKE 'a%\($0)%'" },
            test("ranges", " OR ") { "age BETWEEN \($0) AND 9" },
            test("negations", " AND ") { "NOT (age=\($0))" },
            test("chains of operators", " AND ") { _ in "age<1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1" },
            test("keys of nobody", " AND ") { _ in "patient_id IS NOT NULL" },
            test("equal keys", " AND ") { _ in "patient_id=patient_id" },
            text("rows of VALUES", "WITH v(a,b) AS (VALUES ", ",", ") SELECT b,count(*) FROM patient JOIN v ON age=a GROUP BY b") { "(\($0),'b')" },
            text("a wide row of VALUES", "SELECT count(*) FROM patient, (VALUES (", ",", ")) v") { "\($0)" },
            text("arguments of COALESCE", "SELECT sum(coalesce(", ",", ")) FROM patient") { _ in "age" },
            text("arguments of GREATEST", "SELECT sum(greatest(age,", ",", ")) FROM patient") { "\($0)" },
            text("arguments of concat", "SELECT concat(", ",", ") AS k,count(*) FROM patient GROUP BY k") { _ in "region" },
            text("summands", "SELECT sum(", "+", ") FROM patient") { _ in "age" },
            text("factors", "SELECT sum(", "*", ") FROM patient") { _ in "1.1" },
            text("texts put together", "SELECT count(DISTINCT ", "||", ") FROM patient", count: 190) { _ in "region" },
        ]
    }

    // MARK: - Aggregates and columns

    private var aggregates: [Text] {
        let end = " FROM patient"
        return [
            text("columns without names", "SELECT ", ",", end) { _ in "count(*)" },
            text("500 counts", "SELECT ", ",", end, count: 500) { _ in "count(*)" },
            text("500 sums", "SELECT ", ",", end, count: 500) { "sum(age+\($0)) AS \"\(String(repeating: "n", count: 50))\($0)\"" },
            text("500 long sums", "SELECT ", ",", end, count: 500) { "sum(age*\($0)+\(String(repeating: "age+", count: 25))1)" },
            text("500 conditions", "SELECT ", ",", end, count: 500) { "count(*) FILTER (WHERE age>\($0) AND region='r\($0)' AND smoker AND bmi<\($0) AND sex='F')" },
            text("500 different counts", "SELECT ", ",", end, count: 500) { "count(DISTINCT CASE WHEN age>\($0) THEN patient_id END)" },
            text("pairs", "SELECT ", ",", end, count: 500) { "regr_slope(bmi+\($0),age*\($0))" },
            text("percentiles", "SELECT ", ",", end, count: 500) { "percentile_disc(0.\($0)) WITHIN GROUP (ORDER BY age)" },
            text("arms of one CASE", "SELECT sum(CASE ", " ", " END)" + end) { "WHEN age=\($0) THEN \($0)" },
            text("arms of a key", "SELECT CASE ", " ", " END AS k,count(*)" + end + " GROUP BY k") { "WHEN age<\($0) THEN 'a\($0)'" },
            text("arms of values", "SELECT CASE age ", " ", " END AS k,count(*)" + end + " GROUP BY 1") { "WHEN \($0) THEN \($0 % 7)" },
            text("arms with arms", "SELECT sum(CASE ", " ", " END)" + end) { "WHEN CASE WHEN age=\($0) THEN smoker END THEN CASE WHEN smoker THEN \($0) END" },
            text("arms of texts that are compared", "SELECT count(*)" + end + " WHERE CASE ", " ", " END IN ('a','b')") { "WHEN age=\($0) THEN region" },
            text("conditions above", "SELECT count(*)" + end + " HAVING ", " AND ") { "count(*)>\($0)" },
            text("computed above", "SELECT region,", ",", end + " GROUP BY region", count: 499) { "count(*)*\($0)+sum(age)/count(*)-\($0)" },
            text("order", "SELECT region,count(*)" + end + " GROUP BY region ORDER BY ", ",") { "count(*)+\($0)" },
            text("order by place", "SELECT region,count(*)" + end + " GROUP BY region ORDER BY ", ",") { _ in "2" },
            text("windows above", "SELECT region,", ",", end + " GROUP BY region", count: 499) { "rank() OVER (ORDER BY count(*)+\($0))" },
            text("shares above", "SELECT region,sex,", ",", end + " GROUP BY 1,2", count: 498) { "count(*)-sum(count(*)) OVER (PARTITION BY region)+\($0)" },
            text("functions within each other", "SELECT ", ",", end, count: 500) { _ in "sum(" + String(repeating: "abs(", count: 26) + "age" + String(repeating: ")", count: 27) },
            text("nothing but SELECT", "", "") { _ in "SELECT " },
            text("casts", "SELECT sum(age", "", ")" + end) { _ in "::int" },
            text("values of counts", "SELECT ", ",", end, count: 500) { "(SELECT count(*) FROM stay WHERE days>\($0))" },
            text("the same value of a count", "SELECT ", ",", end, count: 500) { _ in "(SELECT count(*) FROM stay WHERE days>1)" },
        ]
    }

    // MARK: - What is read

    private var sources: [Text] {
        let pairs = (0..<31).flatMap { a in (0..<a).map { (a, $0) } }
        let tables = "SELECT count(*) FROM " + (0..<31).map { "patient p\($0)" }.joined(separator: ",") + " WHERE "
        let joins = "SELECT count(*) FROM patient p"
        return [
            text("equalities of 31 tables", tables, " AND ") { number in
                let (a, b) = pairs[number % pairs.count]
                return "p\(a).patient_id=p\(b).patient_id"
            },
            text("columns of 31 tables", tables + (1..<31).map { "p0.patient_id=p\($0).patient_id AND " }.joined(), " AND ") { "p\($0 % 31).age>p\($0 % 30).age" },
            text("joins", joins, "") { " JOIN stay s\($0) USING (patient_id)" },
            text("31 joins", joins, "", count: 31) { " JOIN stay s\($0) ON s\($0).patient_id=p.patient_id AND \(String(repeating: "s\($0).days>1 AND ", count: 120))TRUE" },
            text("31 outer joins", joins, "", " WHERE s30.days>1", count: 31) {
                " LEFT JOIN stay s\($0) ON s\($0).patient_id=p.patient_id AND (\(String(repeating: "s\($0).days>1 OR ", count: 110))TRUE)"
            },
            text("full joins", joins, "", count: 31) { " FULL JOIN stay s\($0) USING (patient_id)" },
            text("natural joins", joins, "", count: 31) { " NATURAL JOIN (SELECT patient_id,\((0..<80).map { "age AS a\($0)" }.joined(separator: ",")) FROM patient) t\($0)" },
            text("tables side by side", "SELECT count(*) FROM ", ",") { "patient p\($0)" },
            text("subqueries side by side", joins, "") { " JOIN (SELECT patient_id FROM stay) s\($0) USING (patient_id)" },
            text("aggregated subqueries", joins, "", count: 31) { " LEFT JOIN (SELECT patient_id,\((0..<60).map { "sum(days+\($0)) AS a\($0)" }.joined(separator: ",")) FROM stay GROUP BY 1) s\($0) USING (patient_id)" },
            text("EXISTS", "SELECT count(*) FROM patient p WHERE ", " AND ") { "EXISTS (SELECT 1 FROM stay s WHERE s.patient_id=p.patient_id AND days>\($0))" },
            text("250 EXISTS", "SELECT count(*) FROM patient p WHERE ", " AND ", count: 250) { "EXISTS (SELECT 1 FROM stay s WHERE s.patient_id=p.patient_id AND days IN (\((0..<60).map(String.init).joined(separator: ","))) AND days>\($0))" },
            text("keys in queries", "SELECT count(*) FROM patient WHERE ", " AND ") { "patient_id IN (SELECT patient_id FROM stay WHERE days>\($0))" },
            text("values of queries", "SELECT count(*) FROM patient p WHERE ", " AND ") { "(SELECT max(days) FROM stay s WHERE s.patient_id=p.patient_id)>\($0)" },
            text("stars", "SELECT count(*) FROM (SELECT ", ",", " FROM patient) t") { _ in "*" },
            text("stars of stars", "SELECT count(*) FROM (SELECT * FROM patient a,patient b WHERE a.patient_id=b.patient_id) t,(SELECT ", ",", " FROM patient) u") { _ in "patient.*" },
            text("calendars", "SELECT count(*) FROM patient", "") { ",generate_series(1,\($0 + 9)) g\($0)" },
            text("a calendar of a century", "SELECT g,count(*) FROM stay JOIN generate_series(DATE '1920-01-01',DATE '2019-12-31','1 day') g ON admitted=g WHERE ", " AND ", " GROUP BY date_trunc('month',g)") { "days>\($0)" },
            text("a long calendar", "SELECT g,count(*) FROM stay JOIN generate_series(DATE '0001-01-01',DATE '9999-12-31','1 day') g ON admitted=g WHERE ", " AND ", " GROUP BY g") { "days>\($0)" },
        ]
    }

    // MARK: - Queries of queries

    private var queries: [Text] {
        [
            text("WITH that nobody reads", "WITH ", ",", " SELECT count(*) FROM patient") { "c\($0) AS (SELECT 1)" },
            text("WITH of WITH", "WITH c0 AS (SELECT patient_id,age FROM patient),", ",", " SELECT count(*) FROM c60", count: 60) { "c\($0 + 1) AS (SELECT * FROM c\($0) WHERE \(String(repeating: "age>\($0) AND ", count: 90))TRUE)" },
            text("WITH that doubles", "WITH c0 AS (SELECT patient_id,age FROM patient),", ",", " SELECT count(*) FROM c30", count: 30) { "c\($0 + 1) AS (SELECT a.patient_id,a.age FROM c\($0) a,c\($0) b WHERE a.patient_id=b.patient_id)" },
            text("WITH that doubles below an aggregate", "WITH c0 AS (SELECT region,count(*) n FROM patient GROUP BY 1),", ",", " SELECT * FROM c30", count: 30) { "c\($0 + 1) AS (SELECT a.region,a.n+b.n n FROM c\($0) a JOIN c\($0) b ON a.region=b.region)" },
            text("WITH that doubles a union", "WITH c0 AS (SELECT count(*) n FROM patient),", ",", " SELECT * FROM c30", count: 30) { "c\($0 + 1) AS (SELECT n FROM c\($0) UNION ALL SELECT n FROM c\($0))" },
            text("WITH that all read", "WITH c AS (SELECT patient_id,age FROM patient WHERE age>1) SELECT ", ",", " FROM patient") { "(SELECT count(*) FROM c WHERE age>\($0))" },
            text("arms of counts", "", " UNION ALL ") { _ in "SELECT count(*) FROM patient" },
            text("190 arms of counts", "", " UNION ALL ", count: 190) { "SELECT 'a\($0)',count(*),\(String(repeating: "1+", count: 120))1 FROM patient" },
            text("64 arms of parts", "", " UNION ALL ", count: 64) { "SELECT count(*) FROM patient WHERE \(String(repeating: "age>\($0) AND ", count: 85))TRUE" },
            text("arms inside", "SELECT count(*) FROM (", " UNION ", ") t") { "SELECT patient_id FROM patient WHERE age=\($0)" },
            text("190 arms inside", "SELECT count(*) FROM (", " UNION ALL ", ") t", count: 31) { "SELECT patient_id,\(String(repeating: "age,", count: 400))\($0) FROM patient" },
            text("arms taken away", "SELECT count(*) FROM (", " EXCEPT ", ") t", count: 31) { "SELECT patient_id FROM patient WHERE \(String(repeating: "age>\($0) OR ", count: 150))TRUE" },
            text("joined parts", "SELECT p0.n FROM ", " JOIN ", count: 64) { "(SELECT region,count(*) AS n FROM patient WHERE age>\($0) GROUP BY region) p\($0)\($0 == 0 ? "" : " ON p\($0).region=p0.region")" },
            text("windows inside", "SELECT count(*) FROM (SELECT patient_id,", ",", " FROM stay) t") { "sum(days+\($0)) OVER (PARTITION BY patient_id ORDER BY admitted)" },
            text("windows of one name", "SELECT sum(x) FROM (SELECT patient_id,lag(days) OVER w0 AS x FROM stay WINDOW ", ",", ") t") { "w\($0) AS (PARTITION BY patient_id ORDER BY days+\($0))" },
            text("rows apart", "SELECT count(*) FROM (SELECT DISTINCT ON (", ",", ") patient_id FROM stay) t") { _ in "patient_id" },
            text("keys of groups inside", "SELECT count(*) FROM (SELECT patient_id FROM stay GROUP BY patient_id,", ",", ") t") { "days+\($0)" },
        ]
    }

    // MARK: - Groups

    private var groupings: [Text] {
        let start = "SELECT count(*) FROM patient GROUP BY "
        return [
            text("keys", start, ",") { "age/\($0 + 5)" },
            text("one key", start, ",") { _ in "sex" },
            text("a cube", start + "CUBE (", ",", ")") { "age/\($0 + 5)" },
            text("cubes", start, ",") { _ in "CUBE (sex,region,smoker)" },
            text("a rollup", start + "ROLLUP (", ",", ")") { "age/\($0 + 5)" },
            text("rollups", start, ",") { _ in "ROLLUP (sex,region)" },
            text("sets", start + "GROUPING SETS (", ",", ")") { "(age/\($0 + 5),sex)" },
            text("equal sets", start + "GROUPING SETS (", ",", ")") { _ in "(sex)" },
            text("empty sets", start + "GROUPING SETS (", ",", ")") { _ in "()" },
            text("sets times sets", start, ",") { _ in "GROUPING SETS (sex,region)" },
            text("wide sets times sets", start, ",", count: 3) { _ in "GROUPING SETS (\((0..<1800).map { _ in "(sex,age/5)" }.joined(separator: ",")))" },
            text("sets in sets", start, "") { _ in "GROUPING SETS (" },
            text("64 sets with windows", "SELECT region,", ",", " FROM patient GROUP BY CUBE (region,sex,smoker,age/5,age/10,age/20)", count: 490) { "sum(count(*)) OVER (PARTITION BY region)+grouping(region,sex,smoker)+\($0)" },
            text("levels", "SELECT grouping(", ",", "),count(*) FROM patient GROUP BY ROLLUP (sex)") { _ in "sex" },
        ]
    }

    // MARK: - Words

    private var words: [Text] {
        let start = "SELECT count(*) FROM patient WHERE "
        return [
            text("a long text", start + "region='", "", "'") { _ in "a" },
            text("a long text of two-byte letters", start + "region='", "", "'") { _ in "é" },
            text("quotes in a text", start + "region='", "", "'") { _ in "''" },
            text("a long pattern", start + "region LIKE '", "", "'") { _ in "%a_" },
            text("a long name", start, "") { _ in "a" },
            text("a long name in quotes", start + "\"", "", "\"") { _ in "a" },
            text("unknown names", start, " AND ") { "agee\($0)=1" },
            text("unknown names in a list", "SELECT ", ",", " FROM patient") { "sum(patientt\($0))" },
            text("unknown functions", "SELECT ", ",", " FROM patient") { "cuont\($0)(*)" },
            text("unknown tables", "SELECT count(*) FROM ", ",") { "patiant\($0)" },
            text("forbidden columns", start, " AND ") { _ in "name='a'" },
            text("unlike types", start, " AND ") { _ in "age='x'" },
            text("a long number", "SELECT sum(age*", "", ") FROM patient") { _ in "9" },
            text("a long fraction", "SELECT sum(age*0.", "", ") FROM patient") { _ in "9" },
            text("long numbers", "SELECT sum(age*", "*", ") FROM patient") { _ in "9.999999999999999999999999999999" },
            text("products of long numbers", "SELECT sum(age*", "*", ") FROM patient", count: 190) { _ in "9.999999999999999999999999999999" },
            text("bins of long numbers", "SELECT count(*) FROM patient GROUP BY floor(age*", "*", ")", count: 190) { _ in "9.999999999999999999999999999999" },
            text("numbers with exponents", "SELECT sum(", "+", ") FROM patient") { "1e\($0 % 400)" },
            text("great powers", "SELECT ", ",", " FROM patient") { "sum(power(1.5,\(9_999 - $0)))" },
            text("powers of powers", "SELECT sum(", "^", ") FROM patient", count: 190) { _ in "99999.5" },
            text("long repeats", "SELECT ", ",", " FROM patient") { "count(repeat('ab',\(500_000 - $0)))" },
            text("repeats of repeats", "SELECT count(" + String(repeating: "repeat(", count: 25) + "'a'", "", ") FROM patient", count: 25) { _ in ",9)" },
            text("intervals", "SELECT count(*) FROM stay WHERE admitted<CURRENT_DATE", "") { "+INTERVAL '\($0) days'" },
            text("a long interval", "SELECT count(*) FROM stay WHERE admitted<CURRENT_DATE+INTERVAL '", " ", "'") { "\($0) days" },
            text("days as text", "SELECT count(*) FROM stay WHERE admitted IN (", ",", ")") { "'20\(10 + $0 % 9)-01-01'" },
            text("comments", "SELECT count(*) FROM patient", "") { _ in "/*/**/*/" },
            text("empty comments", "SELECT count(*) FROM patient", "") { _ in "/**/" },
            text("comments between operators", "SELECT 1", "") { _ in "/**/+" },
            text("signs", "SELECT ", "", "1") { _ in "+" },
            text("different signs", "SELECT ", "", "1") { _ in "+-+" },
            text("operators", "SELECT 1", "") { _ in "<=+" },
            text("open comments", "SELECT count(*) FROM patient ", "") { _ in "/*" },
            text("dollar quotes", "SELECT ", "", "count(*) FROM patient") { "$a\($0)$ $" },
            text("dollars", "SELECT ", "") { _ in "$" },
            text("parameters", start, " AND ") { "age>$\($0 + 1)" },
            text("brackets", "SELECT ", "") { _ in "(" },
            text("balanced brackets", "SELECT count(*) FROM patient WHERE ", " AND ") { _ in String(repeating: "(", count: 190) + "smoker" + String(repeating: ")", count: 190) },
            text("semicolons", "SELECT count(*) FROM patient", "") { _ in ";" },
            text("statements", "", ";") { _ in "SELECT count(*) FROM patient" },
            text("letters that look alike", start + "region='", "", "'") { _ in "e\u{301}" },
            text("line ends", "SELECT count(*) FROM patient", "", " WHERE agee=1") { _ in "\n" },
        ]
    }

    // MARK: - Columns of columns

    private var derived: [Text] {
        func nested(_ levels: Int, _ list: String, _ core: String, _ rest: String = "") -> String {
            String(repeating: "SELECT \(list) FROM (", count: levels) + core + String(repeating: ") t\(rest)", count: levels)
        }
        return [
            Text(name: "columns that double", sql: "SELECT sum(a) FROM (\(nested(60, "patient_id,a+a AS a", "SELECT patient_id,age AS a FROM patient"))) t"),
            Text(name: "keys that double", sql: "SELECT a,count(*) FROM (\(nested(60, "patient_id,concat(a,a) AS a", "SELECT patient_id,region AS a FROM patient"))) t GROUP BY a"),
            Text(name: "conditions that double", sql: "SELECT count(*) FROM (\(nested(60, "patient_id,a AND NOT a AS a", "SELECT patient_id,smoker AS a FROM patient"))) t WHERE a"),
            Text(name: "cells that double", sql: nested(60, "region,a+a AS a", "SELECT region,count(*) AS a FROM patient GROUP BY region")),
            Text(name: "cells with ranks", sql: nested(60, "region,a,rank() OVER (ORDER BY a) AS b", "SELECT region,count(*) AS a FROM patient GROUP BY region")),
            Text(name: "values in values", sql: "SELECT count(*) FROM patient WHERE age>" + String(repeating: "(SELECT max(1) FROM (VALUES (1)) v(a) WHERE a>", count: 60) + "1" + String(repeating: ")", count: 60)),
            Text(name: "EXISTS in EXISTS", sql: "SELECT count(*) FROM patient p0 WHERE " + (1...60).map { "EXISTS (SELECT 1 FROM patient p\($0) WHERE p\($0).patient_id=p\($0 - 1).patient_id AND " }.joined() + "TRUE" + String(repeating: ")", count: 60)),
            text("wide columns 20 deep", "SELECT sum(a0) FROM (" + String(repeating: "SELECT * FROM (", count: 20) + "SELECT patient_id,", ",", " FROM patient" + String(repeating: ") t", count: 20) + ") t", count: 490) { "age+\($0)+age*\($0)-coalesce(age,1)+\(String(repeating: "1+", count: 40))1 AS a\($0)" },
            text("wide cells 20 deep", String(repeating: "SELECT * FROM (", count: 20) + "SELECT region,", ",", " FROM patient GROUP BY region" + String(repeating: ") t", count: 20), count: 490) { "sum(age+\($0))+\(String(repeating: "1+", count: 40))1 AS a\($0)" },
            text("groups of groups", "SELECT sex,", ",", " FROM (SELECT sex,region,count(*) AS n FROM patient GROUP BY 1,2) g GROUP BY sex", count: 490) { "sum(n)+\($0)" },
        ]
    }
}
