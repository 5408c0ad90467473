/// A question as a researcher asks it, and as one would write it for SQLite by hand over days in ISO text.
struct OMOPQuestion {
    let name: String
    let cordon: String
    let sqlite: String
}

extension OMOPQuestion {
    private static let year = "CAST(strftime('%Y', DATE) AS INTEGER)"

    private static func year(of column: String) -> String { year.replacing("DATE", with: column) }

    /// Ten that the field asks again and again.
    static let all = [
        same(
            "labs by concept and sex",
            """
            SELECT m.measurement_concept_id, p.gender_concept_id, COUNT(*) AS n, AVG(m.value_as_number) AS mean
            FROM measurement m JOIN person p ON p.person_id = m.person_id GROUP BY m.measurement_concept_id, p.gender_concept_id
            """),
        OMOPQuestion(
            name: "visits by sex, age band, year",
            cordon: """
                SELECT p.gender_concept_id, FLOOR((EXTRACT(YEAR FROM v.visit_start_date) - p.year_of_birth) / 10) AS band,
                EXTRACT(YEAR FROM v.visit_start_date) AS y, COUNT(*) AS n
                FROM visit_occurrence v JOIN person p ON p.person_id = v.person_id
                GROUP BY p.gender_concept_id, FLOOR((EXTRACT(YEAR FROM v.visit_start_date) - p.year_of_birth) / 10),
                EXTRACT(YEAR FROM v.visit_start_date)
                """,
            sqlite: """
                SELECT p.gender_concept_id, (\(year(of: "v.visit_start_date")) - p.year_of_birth) / 10 AS band,
                \(year(of: "v.visit_start_date")) AS y, COUNT(*) AS n
                FROM visit_occurrence v JOIN person p ON p.person_id = v.person_id GROUP BY 1, 2, 3
                """),
        same(
            "patients per condition",
            "SELECT condition_concept_id, COUNT(DISTINCT person_id) AS n FROM condition_occurrence GROUP BY condition_concept_id"),
        OMOPQuestion(
            name: "X then Y within 30 days",
            cordon: """
                SELECT COUNT(DISTINCT c.person_id) AS n FROM condition_occurrence c JOIN drug_exposure d ON d.person_id = c.person_id
                AND d.drug_exposure_start_date >= c.condition_start_date
                AND d.drug_exposure_start_date <= c.condition_start_date + INTERVAL '30 days'
                WHERE c.condition_concept_id = 4000003 AND d.drug_concept_id = 1100002
                """,
            sqlite: """
                SELECT COUNT(DISTINCT c.person_id) AS n FROM condition_occurrence c JOIN drug_exposure d ON d.person_id = c.person_id
                AND d.drug_exposure_start_date >= c.condition_start_date
                AND d.drug_exposure_start_date <= date(c.condition_start_date, '+30 days')
                WHERE c.condition_concept_id = 4000003 AND d.drug_concept_id = 1100002
                """),
        OMOPQuestion(
            name: "histogram of a lab",
            cordon: """
                SELECT FLOOR(value_as_number / 5) * 5 AS bin, COUNT(*) AS n FROM measurement
                WHERE measurement_concept_id = 3000001 AND value_as_number IS NOT NULL GROUP BY FLOOR(value_as_number / 5) * 5
                """,
            sqlite: """
                SELECT CAST(value_as_number / 5 AS INTEGER) * 5 AS bin, COUNT(*) AS n FROM measurement
                WHERE measurement_concept_id = 3000001 AND value_as_number IS NOT NULL GROUP BY 1
                """),
        OMOPQuestion(
            name: "length of stay",
            cordon: "SELECT visit_concept_id, COUNT(*) AS n, AVG(visit_end_date - visit_start_date) AS days FROM visit_occurrence GROUP BY visit_concept_id",
            sqlite: """
                SELECT visit_concept_id, COUNT(*) AS n, AVG(julianday(visit_end_date) - julianday(visit_start_date)) AS days
                FROM visit_occurrence GROUP BY visit_concept_id
                """),
        same(
            "crosstab of sex and race",
            """
            SELECT p.gender_concept_id, p.race_concept_id, COUNT(*) AS n, COUNT(DISTINCT p.person_id) AS patients
            FROM person p JOIN visit_occurrence v ON v.person_id = p.person_id GROUP BY p.gender_concept_id, p.race_concept_id
            """),
        OMOPQuestion(
            name: "first occurrence by year",
            cordon: """
                SELECT EXTRACT(YEAR FROM f.onset) AS y, COUNT(*) AS n FROM (SELECT person_id, MIN(condition_start_date) AS onset
                FROM condition_occurrence WHERE condition_concept_id = 4000001 GROUP BY person_id) f GROUP BY EXTRACT(YEAR FROM f.onset)
                """,
            sqlite: """
                SELECT \(year(of: "f.onset")) AS y, COUNT(*) AS n FROM (SELECT person_id, MIN(condition_start_date) AS onset
                FROM condition_occurrence WHERE condition_concept_id = 4000001 GROUP BY person_id) f GROUP BY 1
                """),
        same(
            "visits per patient, then histogram",
            "SELECT v.n AS visits, COUNT(*) AS patients FROM (SELECT person_id, COUNT(*) AS n FROM visit_occurrence GROUP BY person_id) v GROUP BY v.n"),
        OMOPQuestion(
            name: "rollup of sex and kind of visit",
            cordon: """
                SELECT p.gender_concept_id, v.visit_concept_id, COUNT(*) AS n FROM visit_occurrence v JOIN person p ON p.person_id = v.person_id
                GROUP BY ROLLUP (p.gender_concept_id, v.visit_concept_id)
                """,
            sqlite: """
                WITH g AS (SELECT p.gender_concept_id AS a, v.visit_concept_id AS b, COUNT(*) AS n
                FROM visit_occurrence v JOIN person p ON p.person_id = v.person_id GROUP BY 1, 2)
                SELECT a, b, n FROM g UNION ALL SELECT a, NULL, SUM(n) FROM g GROUP BY a UNION ALL SELECT NULL, NULL, SUM(n) FROM g
                """),
    ]

    private static func same(_ name: String, _ sql: String) -> OMOPQuestion { OMOPQuestion(name: name, cordon: sql, sqlite: sql) }
}
