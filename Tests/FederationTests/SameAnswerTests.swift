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
    ]

    @Test(arguments: questions, [11, 12, 13] as [UInt64])
    func `merging any split equals the whole`(_ sql: String, _ seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let catalog = try Catalog.shipped("demo-care")
        let query = try Planner.plan(sql, catalog: catalog)
        let patients = RandomHospital.patients(300, using: &random)
        let whole = try Federation.pooled(query, catalog, [RandomHospital.tables(patients)])
        for hospitals in [2, 5, 7] {
            var parts = Array(repeating: [RandomHospital.Patient](), count: hospitals)
            for patient in patients { parts[Int.random(in: 0..<hospitals, using: &random)].append(patient) }
            let split = try Federation(catalog: catalog, hospitals: parts.map(RandomHospital.tables)).merged(query)
            #expect(split.keys == whole.keys)
            #expect(split.patients == whole.patients)
            for (split, whole) in zip(split.columns, whole.columns) {
                #expect(split.states == whole.states)
                #expect(split.contributors == whole.contributors)
                #expect(split.partlyMissing == whole.partlyMissing)
                #expect(split.nonZero == whole.nonZero)
                #expect(split.partlyZero == whole.partlyZero)
            }
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
