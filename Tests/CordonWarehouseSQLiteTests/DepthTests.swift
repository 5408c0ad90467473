import CordonCatalog
import CordonQuery
import CordonTestSupport
import CordonValues
import CordonWarehouse
import CordonWarehouseSQLite
import Testing

/// SQLite's parser has a stack of fixed size. What the planner accepts must fit on it.
struct DepthTests {
    struct Shape: CustomTestStringConvertible {
        let testDescription: String
        let isCondition: Bool
        let start: String
        let grow: @Sendable (String) -> String

        init(_ name: String, _ start: String, isCondition: Bool = false, _ grow: @escaping @Sendable (String) -> String) {
            (testDescription, self.start, self.isCondition, self.grow) = (name, start, isCondition, grow)
        }

        func text(_ depth: Int) -> String { (0..<depth).reduce(start) { text, _ in grow(text) } }
    }

    static let shapes = [
        Shape("CASE in THEN", "age") { "CASE WHEN age > 50 THEN \($0) ELSE 0 END" },
        Shape("CASE in ELSE", "bmi") { "CASE WHEN smoker THEN 1.5 ELSE \($0) END" },
        Shape("CASE in WHEN", "smoker", isCondition: true) { "CASE WHEN \($0) THEN age > 3 ELSE age < 5 END" },
        Shape("functions", "bmi") { "abs(\($0))" },
        Shape("functions of several arguments, in the last", "bmi") { "coalesce(bmi, age, \($0))" },
        Shape("roots of products", "bmi") { "sqrt(bmi * \($0))" },
        Shape("whole differences in brackets", "age") { "age - (\($0))" },
        Shape("whole products and sums", "age") { "age * (age + \($0))" },
        Shape("differences of doubles from the left", "bmi") { "\($0) - bmi" },
        Shape("differences of doubles from the right", "bmi") { "bmi - (\($0))" },
        Shape("sums of doubles from the right", "bmi") { "bmi + (\($0))" },
        Shape("casts", "age") { "CAST(CAST(\($0) AS double precision) AS integer)" },
        Shape("negations", "smoker", isCondition: true) { "NOT (\($0))" },
        Shape("AND and OR in turn", "smoker", isCondition: true) { "(age > 30 AND (sex = 'F' OR \($0)))" },
        Shape("comparisons of truths", "smoker", isCondition: true) { "(age > 3) = (\($0))" },
        Shape("lists", "age") { "CASE WHEN age IN (1, 2, \($0)) THEN 1 ELSE 2 END" },
        Shape("ranges", "age") { "CASE WHEN age BETWEEN 1 AND \($0) THEN 1 ELSE 2 END" },
        Shape("tests for NULL", "smoker", isCondition: true) { "((\($0)) IS NULL)" },
        Shape("negative numbers", "age") { "-(age - \($0))" },
        Shape("texts", "sex") { "lower(sex || \($0))" },
        Shape("mixed", "bmi") { "CASE WHEN sqrt(abs(bmi - \($0))) > 2 THEN bmi ELSE 3.5 END" },
    ]

    @Test(arguments: shapes)
    func `the deepest question that is accepted runs`(_ shape: Shape) throws {
        let catalog = try Catalog.shipped("demo-care")
        let folder = try TemporaryFolder()
        let warehouse = try SampleData.write(CareData.tables(patients: 5), catalog, to: folder.path)
        let contexts = [
            shape.isCondition ? "SELECT count(*) FILTER (WHERE §) FROM patient" : "SELECT count(§) FROM patient",
            shape.isCondition ? "SELECT count(*) FROM patient WHERE §" : "SELECT count(*) FROM patient WHERE (§) IS NOT NULL",
            "SELECT CASE WHEN (§) IS NULL THEN 1 END, count(*) FROM patient p GROUP BY 1",
        ]
        for context in contexts {
            var deepest: FederatedQuery?
            for depth in 1...100 {
                guard let query = try accepted(context.replacing("§", with: shape.text(depth)), catalog) else { break }
                deepest = query
            }
            let query = try #require(deepest)
            _ = try warehouse.answer(query.parts[0], limits: ExecutionLimits(), cancellation: Cancellation())
        }
    }

    @Test(arguments: ["UNION ALL", "UNION", "INTERSECT ALL", "EXCEPT"], ["", "NOT "])
    func `the deepest arms of set operations that are accepted run, also inside conditions`(_ operation: String, _ not: String) throws {
        let catalog = try Catalog.shipped("demo-care")
        let folder = try TemporaryFolder()
        let warehouse = try SampleData.write(CareData.tables(patients: 5), catalog, to: folder.path)
        for first in ["", "SELECT patient_id FROM diagnosis \(operation) "] {
            var arms = "SELECT patient_id FROM lab WHERE lower(analyte) = 'chol'"
            var deepest: FederatedQuery?
            for level in 1...20 {
                arms = "SELECT u\(level).patient_id FROM (\(first)SELECT patient_id FROM stay \(operation) \(arms)) u\(level)"
                let condition = "EXISTS (SELECT 1 FROM (\(arms)) x WHERE x.patient_id = p.patient_id)"
                guard let query = try accepted("SELECT count(*) FROM patient p WHERE p.age > 3 AND \(not)\(condition)", catalog) else { break }
                deepest = query
            }
            _ = try warehouse.answer(try #require(deepest).parts[0], limits: ExecutionLimits(), cancellation: Cancellation())
        }
    }

    @Test func `long chains of one operator are flat`() throws {
        let catalog = try Catalog.shipped("demo-care")
        let folder = try TemporaryFolder()
        let warehouse = try SampleData.write(CareData.tables(patients: 5), catalog, to: folder.path)
        for chain in [" + 0.25 * bmi", " * 1.01", " + age", " * 1"] {
            let terms = String(repeating: chain, count: 150)
            let query = try #require(try accepted("SELECT avg(bmi\(terms)), count(*) FROM patient WHERE age\(terms) > 1", catalog))
            _ = try warehouse.answer(query.parts[0], limits: ExecutionLimits(), cancellation: Cancellation())
        }
    }

    /// Nil when the question nests too deep.
    private func accepted(_ sql: String, _ catalog: Catalog) throws -> FederatedQuery? {
        do {
            return try Planner.plan(sql, catalog: catalog)
        } catch {
            guard error.diagnostics.allSatisfy({ $0.code == .tooDeep || $0.code == .tooLong }) else { throw error }
            return nil
        }
    }
}
