import CordonAggregates
import CordonCatalog
import CordonQuery
import CordonSQLite
import CordonTestSupport
import CordonValues
import CordonWarehouse
import CordonWarehouseSQLite
import Testing

/// 2,000 patients whose records have equal dates: what comes first is decided by the row key, whatever order the rows were written in and
/// whatever indexes a file has.
@Suite struct TieTests {
    private struct Record {
        let patient: Int64
        let number: Int64
        let concept: Int64
    }

    /// Records of each patient, all of one day, in the order of their row keys.
    private static let patients: [[Record]] = {
        var random = SeededRandom(seed: 5)
        return (0..<2000).map { patient in
            (0..<Int.random(in: 2...5, using: &random)).map { place in
                Record(patient: Int64(patient), number: Int64(patient * 10 + place), concept: Int64.random(in: 1...4, using: &random))
            }
        }
    }()

    /// Each question with the concepts that it counts, by a reckoning in a few lines.
    private static let questions: [(sql: String, expected: [Int64])] = [
        (
            "SELECT concept, count(*) FROM (SELECT person_id, condition_concept_id AS concept, row_number() OVER (PARTITION BY person_id ORDER BY condition_start_date) AS place FROM condition_occurrence) AS t WHERE place = 1 GROUP BY concept",
            patients.map { $0[0].concept }
        ),
        (
            "SELECT concept, count(*) FROM (SELECT person_id, condition_concept_id AS concept, row_number() OVER (PARTITION BY person_id ORDER BY condition_start_date DESC) AS place FROM condition_occurrence) AS t WHERE place = 2 GROUP BY concept",
            patients.map { $0[1].concept }
        ),
        (
            "SELECT concept, count(*) FROM (SELECT DISTINCT ON (person_id) person_id, condition_concept_id AS concept FROM condition_occurrence ORDER BY person_id, condition_start_date DESC) AS t GROUP BY concept",
            patients.map { $0[0].concept }
        ),
        (
            "SELECT concept, count(*) FROM (SELECT lag(condition_concept_id) OVER (PARTITION BY person_id ORDER BY condition_start_date) AS concept, person_id FROM condition_occurrence) AS t WHERE concept IS NOT NULL GROUP BY concept",
            patients.flatMap { $0.dropLast().map(\.concept) }
        ),
        (
            "SELECT concept, count(*) FROM (SELECT person_id, first_value(condition_concept_id) OVER (PARTITION BY person_id ORDER BY condition_start_date) AS concept FROM condition_occurrence) AS t GROUP BY concept",
            patients.flatMap { records in records.map { _ in records[0].concept } }
        ),
        (
            "SELECT concept, count(*) FROM (SELECT person_id, (SELECT condition_concept_id FROM condition_occurrence AS c WHERE c.person_id = p.person_id ORDER BY condition_start_date LIMIT 1) AS concept FROM person AS p) AS t GROUP BY concept",
            patients.map { $0[0].concept }
        ),
    ]

    /// A warehouse with these patients' rows in an order of its own.
    private static let withoutIndexes = [
        "DROP INDEX condition_occurrence_1_by_visit_occurrence_id", "DROP INDEX condition_occurrence_2_by_condition_concept_id",
        "DROP INDEX condition_occurrence_3_by_person_id",
    ]

    private static func warehouse(
        _ catalog: Catalog, _ folder: TemporaryFolder, _ patients: some Sequence<[Record]>, shuffledBy seed: UInt64, _ indexes: [String] = []
    ) throws -> SQLiteWarehouse {
        var random = SeededRandom(seed: seed)
        let day = try #require(CalendarDate(iso: "2020-02-29"))
        func row(_ table: String, _ values: [String: Value]) throws -> [Value] {
            let columns = try #require(catalog.table(named: table)).columns
            return columns.map { values[$0.name] ?? ($0.nullable ? .null : $0.type == .date ? .date(day) : .integer(0)) }
        }
        let records = Array(patients)
        let writer = try SnapshotWriter(directory: folder.path, catalog: catalog, number: 1)
        try writer.begin("person")
        for patient in records.shuffled(using: &random) { try writer.insert(row("person", ["person_id": .integer(patient[0].patient)])) }
        try writer.begin("condition_occurrence")
        for record in records.joined().shuffled(using: &random) {
            try writer.insert(
                row(
                    "condition_occurrence",
                    [
                        "condition_occurrence_id": .integer(record.number), "person_id": .integer(record.patient),
                        "condition_concept_id": .integer(record.concept),
                    ]))
        }
        _ = try writer.commit(cutoff: day)
        let path = folder.file("snapshot-1.sqlite")
        if !indexes.isEmpty {
            let connection = try Connection(path: path, mode: .readWrite)
            for statement in indexes { try connection.execute(statement) }
        }
        return try SQLiteWarehouse.open(path: path, catalog: catalog)
    }

    private static func merged(_ query: FederatedQuery, _ warehouses: [SQLiteWarehouse]) throws -> MergedTable {
        let part = try #require(query.parts.first)
        var table = MergedTable(layout: part.boundary.layout)
        for warehouse in warehouses { try table.merge(warehouse.answer(part, limits: ExecutionLimits(), cancellation: Cancellation())) }
        return table
    }

    @Test func `equal dates have one order: pooled and split, written in any order, with any indexes`() throws {
        let catalog = try Catalog.shipped("omop-5.4")
        let folders = try (0..<6).map { _ in try TemporaryFolder() }
        let all = Self.patients
        let split = try (0..<3).map { hospital in
            try Self.warehouse(catalog, folders[hospital], all.filter { $0[0].patient % 3 == hospital }, shuffledBy: UInt64(hospital))
        }
        let pooled = [
            try Self.warehouse(catalog, folders[3], all, shuffledBy: 11),
            try Self.warehouse(catalog, folders[4], all.reversed(), shuffledBy: 12, Self.withoutIndexes),
            try Self.warehouse(
                catalog, folders[5], all, shuffledBy: 13,
                [
                    "CREATE INDEX dates ON condition_occurrence (person_id, condition_start_date, condition_concept_id DESC)",
                    "CREATE INDEX concepts ON condition_occurrence (condition_concept_id)",
                ]),
        ]
        for question in Self.questions {
            let query = try Planner.plan(question.sql, catalog: catalog)
            let answer = try Self.merged(query, split)
            let counts = Dictionary(grouping: question.expected) { $0 }.mapValues { Int64($0.count) }.sorted { $0.key < $1.key }
            #expect(answer.keys == counts.map { [.integer($0.key)] }, "\(question.sql)")
            #expect(answer.columns.map(\.states) == [counts.map { AggregateState.count($0.value) }], "\(question.sql)")
            for whole in pooled {
                let table = try Self.merged(query, [whole])
                #expect(table.keys == answer.keys && table.patients == answer.patients, "\(question.sql)")
                #expect(table.columns.map(\.states) == answer.columns.map(\.states), "\(question.sql)")
                #expect(table.columns.map(\.contributors) == answer.columns.map(\.contributors), "\(question.sql)")
            }
        }
    }

    @Test(arguments: [
        "last_value(day) OVER (PARTITION BY person_id ORDER BY kind)",
        "first_value(day) OVER (PARTITION BY person_id ORDER BY kind GROUPS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)",
        "sum(1) OVER (PARTITION BY person_id ORDER BY day ROWS BETWEEN 1 PRECEDING AND CURRENT ROW EXCLUDE TIES)",
    ])
    func `an order that the row key would change the meaning of is refused`(_ window: String) throws {
        let sql = """
            SELECT count(x) FROM (SELECT \(window) AS x, person_id FROM (
              SELECT person_id, condition_start_date AS day, 'condition' AS kind FROM condition_occurrence
              UNION ALL SELECT person_id, drug_exposure_start_date, 'drug' FROM drug_exposure) AS e) AS t
            """
        let catalog = try Catalog.shipped("omop-5.4")
        let refusal = #expect(throws: Refusal.self) { try Planner.plan(sql, catalog: catalog) }
        #expect(refusal?.first.code == .orderNotTotal)
    }
}
