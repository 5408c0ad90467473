import CordonTestSupport
import CordonValues

/// A small hospital after the shipped catalog `demo-care`.
enum CareData {
    static func tables(patients: Int = 60) -> [String: [[Value]]] {
        var random = SeededRandom(seed: 7)
        func maybe(_ value: Value) -> Value { Int.random(in: 0..<8, using: &random) == 0 ? .null : value }
        func pick(_ words: [String]) -> Value { .text(words[Int.random(in: 0..<words.count, using: &random)]) }
        func number(_ range: ClosedRange<Int64>) -> Value { .integer(Int64.random(in: range, using: &random)) }
        func day() -> Value { CalendarDate(daysSince1970: Int64.random(in: 18_000...19_800, using: &random)).map(Value.date) ?? .null }
        let people: [[Value]] = (0..<patients).map { id in
            [
                .integer(Int64(id)), .text("N\(id)"), maybe(pick(["F", "M"])), maybe(number(1930...2010)), maybe(number(10...95)),
                maybe(pick(["north", "Süd"])), maybe(.boolean(id % 3 == 0)), maybe(.double(Double.random(in: 15...45, using: &random))),
            ]
        }
        func rows(_ count: Int, _ row: (Int64, Value) -> [Value]) -> [[Value]] {
            (0..<count).map { row(Int64($0), number(0...Int64(patients - 1))) }
        }
        return [
            "patient": people,
            "stay": rows(150) {
                [.integer($0), $1, day(), maybe(number(0...30)), maybe(pick(["ICU", "surgery"])), maybe(.boolean($0 % 2 == 0)), .text("note")]
            },
            "diagnosis": rows(300) { [.integer($0), $1, maybe(number(0...149)), maybe(pick(["I25.1", "I25.9", "E11", "J44"])), maybe(day())] },
            "lab": rows(600) {
                [.integer($0), $1, maybe(pick(["chol", "hba1c"])), maybe(day()), maybe(.double(Double.random(in: 0...300, using: &random)))]
            },
        ]
    }

    static let questions = [
        "SELECT count(*) FROM patient",
        "SELECT sex, count(*), avg(age), stddev(bmi) FROM patient GROUP BY sex",
        "SELECT floor(age / 10) * 10 AS band, smoker, count(*) FROM patient WHERE age IS NOT NULL GROUP BY 1, 2",
        "SELECT region, sum(CASE WHEN smoker THEN 1 ELSE 0 END), avg(bmi) FILTER (WHERE age > 40) FROM patient GROUP BY region",
        "SELECT count(*) FROM patient WHERE age BETWEEN 20 AND 40 AND region LIKE 'S%' OR sex IN ('F')",
        "SELECT p.sex, count(*), count(DISTINCT p.patient_id), avg(l.value) FROM lab l JOIN patient p ON p.patient_id = l.patient_id WHERE l.analyte = 'chol' GROUP BY p.sex",
        "SELECT d.code, count(DISTINCT d.patient_id) FROM diagnosis d JOIN stay s ON s.patient_id = d.patient_id JOIN patient p ON p.patient_id = d.patient_id WHERE s.days > 3 GROUP BY d.code",
        "SELECT date_trunc('quarter', admitted), ward, sum(days), var_samp(days) FROM stay GROUP BY 1, 2",
        "SELECT EXTRACT(YEAR FROM s.admitted), p.sex, count(*) FROM stay s JOIN patient p ON s.patient_id = p.patient_id GROUP BY 1, 2",
        "SELECT count(*) FROM patient WHERE 1 / (CASE WHEN age = 77 THEN 0 ELSE 1 END) = 1",
        "SELECT sex, max(age), count(*) FROM patient GROUP BY sex",
        "SELECT count(*) FROM patient WHERE age > 1000",
        "SELECT sex, count(*) FROM patient WHERE age > 1000 GROUP BY sex",
        "SELECT avg(bmi * bmi), sum(age::numeric / 7), sum(coalesce(age, 0)) FROM patient",
    ]
}
