import CordonCatalog
import CordonQuery
import CordonTestSupport
import CordonValues
import Testing

/// Sums that naive code gets wrong, through SQLite, gate, wire and merge. The expected figures are those of Python's `fractions.Fraction`,
/// rounded once.
@Suite struct ExactNumberTests {
    /// Three hospitals with these measurements, given to their patients in turn.
    private static func federation(_ patients: [[(concept: Int64, value: Double)]]) throws -> Federation {
        let catalog = try Catalog.shipped("omop-5.4")
        let columns = try #require(catalog.table(named: "measurement")).columns
        let day = try #require(CalendarDate(iso: "2020-01-01"))
        var hospitals: [[[Value]]] = [[], [], []]
        var number: Int64 = 0
        for (patient, values) in patients.enumerated() {
            for (concept, value) in values {
                number += 1
                let known: [String: Value] = [
                    "measurement_id": .integer(number), "person_id": .integer(Int64(patient)), "measurement_concept_id": .integer(concept),
                    "measurement_date": .date(day), "value_as_number": .double(value),
                ]
                hospitals[patient % 3].append(columns.map { known[$0.name] ?? ($0.nullable ? .null : .integer(0)) })
            }
        }
        return try Federation(catalog: catalog, hospitals: hospitals.map { ["measurement": $0] })
    }

    private static func answer(_ sql: String, _ federation: Federation) throws -> String {
        try federation.csv(Planner.plan(sql, catalog: federation.catalog), rules: Federation.open)
    }

    @Test func `sums, means and variances over hospitals are exact`() throws {
        let cases: [[Double]] = [
            [1e16, 1, -1e16], (0..<1500).map { $0 % 2 == 0 ? 1e5 : -1e5 } + [0.1], [0, 2e-160], [1e9, 1e9 + 1, 1e9 + 2], [0x1p53, 1, 1],
            Array(repeating: 0.1, count: 10),
        ]
        let federation = try Self.federation(cases.enumerated().flatMap { concept, values in values.map { [(Int64(concept + 1), $0)] } })
        let answer = try Self.answer(
            "SELECT measurement_concept_id AS c, sum(value_as_number) AS s, avg(value_as_number) AS m, var_pop(value_as_number) AS v FROM measurement GROUP BY 1",
            federation)
        #expect(
            answer == """
                c,s,s_state,m,m_state,v,v_state,row_marks
                1,1,value,0.3333333333333333,value,6.666666666666667e+31,value,
                2,0.1,value,6.662225183211193e-05,value,9993337774.816795,value,
                3,2e-160,value,1e-160,value,1e-320,value,
                4,3000000003,value,1000000001,value,0.6666666666666666,value,
                5,9.007199254740994e+15,value,3.0023997515803315e+15,value,1.802880853657926e+31,value,
                6,1,value,0.1,value,0,zero,
                """)
    }

    private static let patients: [[Double]] = [
        [1e16, 1, -1e16], [0.1, 0.2, 0.3], [1e9, 1e9 + 1, 1e9 + 2], [1e-160, 3e-160], Array(repeating: 0.1, count: 10), [-1e9],
    ]

    @Test func `averages and sums within each patient are exact, and so is what is made of them`() throws {
        let federation = try Self.federation(Self.patients.map { $0.map { (1, $0) } })
        #expect(
            try Self.answer(
                "SELECT sum(m) AS s, avg(m) AS a, var_pop(m) AS v FROM (SELECT person_id, avg(value_as_number) AS m FROM measurement GROUP BY person_id) AS t",
                federation) == "s,s_state,a,a_state,v,v_state,row_marks\n1.6333333333333333,value,0.2722222222222222,value,3.333333336666667e+17,value,")
        #expect(
            try Self.answer(
                "SELECT sum(m) AS s FROM (SELECT person_id, sum(value_as_number) AS m FROM measurement GROUP BY person_id) AS t", federation)
                == "s,s_state,row_marks\n2000000005.6,value,")
        #expect(
            try Self.answer(
                "SELECT sum(m) AS s FROM (SELECT person_id, sum(value_as_number) OVER (PARTITION BY person_id ORDER BY measurement_id) AS m FROM measurement) AS t",
                federation) == "s,s_state,row_marks\n2.0000005000000012e+16,value,")
    }
}
