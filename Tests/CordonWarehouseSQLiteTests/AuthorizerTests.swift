import CordonQuery
import CordonSQLite
import CordonTestSupport
import CordonValues
import Testing

@testable import CordonWarehouse
@testable import CordonWarehouseSQLite

struct AuthorizerTests {
    /// What the authorizer of `SELECT avg(double_a) FROM sample WHERE integer_a > 1` says to another statement.
    private func isRefused(_ text: String, folder: String) throws -> Bool {
        let catalog = SampleData.catalog()
        var random = SeededRandom(seed: 1)
        let warehouse = try SampleData.write(SampleData.tables(catalog, patients: 3, rows: 5, using: &random), catalog, to: folder)
        let query = PlanBuilder.query(
            .filter(.scan(table: "sample", relation: 0), .call(.greater, [PlanBuilder.column("integer_a", .integer), .constant(.integer(1), .integer)], .boolean)),
            aggregates: [PlanBuilder.aggregate(.average, .call(.floor, [PlanBuilder.column("double_a", .double)], .double))],
            reads: [TableReads(table: "sample", columns: ["double_a", "integer_a"])])
        let statement = SQLiteDialect.sql(for: query.parts[0], catalog: catalog)
        let other = LocalStatement(
            text: text, arguments: [], columns: statement.columns, parts: statement.parts, routines: statement.routines,
            aggregates: statement.aggregates, builtins: statement.builtins, commonTables: statement.commonTables)
        let connection = try QuestionConnection(
            path: warehouse.path, statement: statement, permits: ReadPermission(query.parts[0], statement, catalog), deadline: Deadline(ExecutionLimits(), Cancellation()))
        do {
            let prepared = try connection.prepare(other)
            while try prepared.step() {}
            return false
        } catch {
            return true
        }
    }

    @Test(arguments: [
        "SELECT text_a FROM sample", "SELECT row_id FROM sample", "SELECT * FROM sample", "SELECT count(*) FROM sample",
        "SELECT rowid FROM sample", "SELECT patient_id FROM person", "SELECT count(*) FROM person", "SELECT 1 FROM person",
        "SELECT name FROM sqlite_schema", "SELECT sql FROM sqlite_master", "SELECT * FROM cordon_snapshot",
        "SELECT * FROM pragma_table_info('sample')", "SELECT * FROM dbstat", "ATTACH 'other.sqlite' AS other", "ATTACH ':memory:' AS other",
        "DETACH main", "PRAGMA user_version", "PRAGMA query_only = 0", "PRAGMA table_info(sample)", "INSERT INTO sample (row_id, patient_id) VALUES (1, 1)",
        "UPDATE sample SET double_a = 1", "DELETE FROM sample", "DROP TABLE sample", "CREATE TABLE x (y)", "CREATE TEMP TABLE x (y)",
        "CREATE TEMP VIEW x AS SELECT 1", "ALTER TABLE sample RENAME TO x", "REINDEX", "ANALYZE", "VACUUM", "VACUUM INTO 'copy.sqlite'", "BEGIN", "SAVEPOINT x",
        "SELECT load_extension('x')", "SELECT randomblob(1000000000)", "SELECT sqlite_version()", "SELECT hex(double_a) FROM sample", "SELECT abs(1)",
        "SELECT cordon_lower_text('A')", "WITH RECURSIVE x(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM x) SELECT n FROM x",
        "SELECT double_a FROM sample WHERE EXISTS (SELECT 1 FROM sample s WHERE s.text_b = 'x')", "SELECT \"no such column\" FROM sample",
        "EXPLAIN SELECT text_a FROM sample", "SELECT 1; SELECT text_a FROM sample",
    ])
    func `another statement is refused`(_ text: String) throws {
        let folder = try TemporaryFolder()
        #expect(try isRefused(text, folder: folder.path))
    }

    @Test(arguments: ["SELECT double_a FROM sample", "SELECT patient_id FROM sample WHERE integer_a = 1", "SELECT cordon_floor_double(double_a) FROM sample"])
    func `what the plan reads is permitted`(_ text: String) throws {
        let folder = try TemporaryFolder()
        #expect(try !isRefused(text, folder: folder.path))
    }

    @Test func `a plan whose reads leave out a column is not run`() throws {
        let folder = try TemporaryFolder()
        let catalog = SampleData.catalog()
        let warehouse = try SampleData.write([:], catalog, to: folder.path)
        let query = PlanBuilder.query(.scan(table: "sample", relation: 0), keys: [PlanBuilder.column("text_a", .text)], reads: [])
        let error = #expect(throws: Diagnostic.self) { try warehouse.answer(query.parts[0], limits: ExecutionLimits(), cancellation: Cancellation()) }
        #expect(error?.code == .internalFailure)
    }
}
