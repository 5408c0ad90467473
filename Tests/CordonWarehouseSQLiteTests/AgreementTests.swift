import CordonCatalog
import CordonQuery
import CordonSQLite
import CordonTestSupport
import CordonValues
import Testing

@testable import CordonWarehouse
@testable import CordonWarehouseSQLite

/// SQLite's way and the in-memory way to the same values.
struct AgreementTests {
    @Test(arguments: ScalarCase.all)
    func `a scalar in SQLite gives what its table says`(_ scalar: ScalarCase) throws {
        let constants = scalar.arguments.map { TypedExpression.constant($0.value, $0.type) }
        let columns = scalar.arguments.enumerated().map { PlanBuilder.column("c\($0)", $1.type) }
        // As constants their ranges are known and SQLite's own operators do; as columns ours may be called.
        for operands in [constants, columns] {
            let expression = try Self.expression(scalar, operands)
            #expect(try Self.value(of: expression, scalar) == scalar.result.value)
        }
    }

    private static func expression(_ scalar: ScalarCase, _ operands: [TypedExpression]) throws -> TypedExpression {
        if scalar.function == "cast" { return .cast(operands[0], to: scalar.result.type) }
        return .call(try #require(ScalarFunction(rawValue: scalar.function)), operands, scalar.result.type)
    }

    private static func value(of expression: TypedExpression, _ scalar: ScalarCase) throws -> Value {
        var writer = SQLiteExpression()
        let text = writer.write(expression).text
        let connection = try Connection.inMemory()
        let columns = scalar.arguments.enumerated().map { "c\($0) \(SnapshotSchema.storage($1.type))" }.joined(separator: ", ")
        let places = scalar.arguments.indices.map { "?\($0 + 1)" }.joined(separator: ", ")
        try connection.execute("CREATE TABLE t (\(columns)) STRICT")
        try connection.execute("INSERT INTO t VALUES (\(places))", scalar.arguments.map { SQLiteValue(stored: $0.value) })
        for routine in writer.routines { try connection.register(routine) }
        let statement = try connection.prepare("SELECT \(text) FROM t AS r0")
        try statement.bind(writer.arguments.map(SQLiteValue.init(stored:)))
        guard try statement.step() else { return .null }
        var reader = KeyReader(column: 0, type: expression.type)
        if statement.row.isNull(0) { return .null }
        return reader.read(statement.row)
    }

    @Test(arguments: [ValueType.bigint, .text])
    func `random plans give the same partial table`(_ patientKey: ValueType) throws {
        let folder = try TemporaryFolder()
        let catalog = SampleData.catalog(patientKey: patientKey)
        var random = SeededRandom(seed: 20_240_229)
        let tables = SampleData.tables(catalog, patients: 40, rows: 150, using: &random) {
            patientKey == .text ? .text("P\($0 * 7 % 41)-\($0)") : .integer(Int64($0) * -1_000_003)
        }
        let warehouse = try SampleData.write(tables, catalog, to: folder.path)
        let reference = InMemoryWarehouse(catalog: catalog, tables: tables)
        let questions = (0..<150).map { number in
            var plan = RandomPlan(random: SeededRandom(seed: UInt64(number)), relations: number % 3 == 0 ? 2 : 1)
            return plan.query(patientKey: patientKey)
        }
        let disagreements = WarehouseConformance(reference: reference).disagreements(of: warehouse, on: questions)
        for found in disagreements.prefix(3) {
            Issue.record("\(SQLiteDialect.sql(for: questions[found.question].parts[0], catalog: catalog).text)\n\(Self.difference(found))")
        }
        #expect(disagreements.count == 0)
    }

    @Test(arguments: [ValueType.bigint, .text])
    func `a column has the same values, NULL left out, and one of a table with several rows for a patient none`(_ patientKey: ValueType) throws {
        let folder = try TemporaryFolder()
        let catalog = SampleData.catalog(patientKey: patientKey)
        var random = SeededRandom(seed: 7)
        let tables = SampleData.tables(catalog, patients: 60, rows: 30, using: &random) { patientKey == .text ? .text("P\($0)") : .integer(Int64($0)) }
        let warehouse = try SampleData.write(tables, catalog, to: folder.path)
        let reference = InMemoryWarehouse(catalog: catalog, tables: tables)
        for type in ValueType.allCases {
            let expected = try reference.values(of: "person.\(type.rawValue)_a")
            #expect(expected.count > 30 && expected.count < 60)
            #expect(try Dictionary(uniqueKeysWithValues: warehouse.values(of: "person.\(type.rawValue)_a").map { ($0.patient, $0.value) }) == Dictionary(uniqueKeysWithValues: expected.map { ($0.patient, $0.value) }))
        }
        for source in ["sample.integer_a", "person.nothing", "nothing.integer_a", "person", "person.integer_a.b"] {
            #expect(try warehouse.values(of: source).isEmpty)
            #expect(try reference.values(of: source).isEmpty)
        }
    }

    /// The first place where two outcomes differ.
    private static func difference(_ found: WarehouseConformance.Disagreement) -> String {
        guard case .partials(let expected) = found.expected, case .partials(let answered) = found.found, let left = expected.first, let right = answered.first, left.keys == right.keys else {
            return "expected \(found.expected)\nfound \(found.found)"
        }
        for group in left.keys.indices {
            if left.patients[group] != right.patients[group] { return "patients of \(left.keys[group]): \(left.patients[group]), \(right.patients[group])" }
            for (index, columns) in zip(left.columns, right.columns).enumerated() where columns.0 != columns.1 {
                let (one, other) = (columns.0.states[group], columns.1.states[group])
                if one != other { return "column \(index) of \(left.keys[group]):\nexpected \(one)\nfound \(other)" }
            }
        }
        return "contributors differ"
    }

    @Test func `questions as people ask them give the same partial table`() throws {
        let folder = try TemporaryFolder()
        let catalog = try Catalog.shipped("demo-care")
        let tables = CareData.tables()
        let warehouse = try SampleData.write(tables, catalog, to: folder.path)
        let questions = try CareData.questions.map { try Planner.plan($0, catalog: catalog) }
        let found = WarehouseConformance(reference: InMemoryWarehouse(catalog: catalog, tables: tables)).disagreements(of: warehouse, on: questions)
        for found in found { Issue.record("\(CareData.questions[found.question])\n\(Self.difference(found))") }
    }
}
