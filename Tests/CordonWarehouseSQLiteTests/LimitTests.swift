import CordonQuery
import CordonTestSupport
import CordonValues
import CordonWarehouse
import CordonWarehouseSQLite
import Foundation
import Testing

struct LimitTests {
    /// A warehouse of a few thousand rows, and questions over it.
    private final class Fixture {
        let folder: TemporaryFolder
        let warehouse: SQLiteWarehouse

        init(rows: Int) throws {
            folder = try TemporaryFolder()
            let catalog = SampleData.catalog()
            var random = SeededRandom(seed: 3)
            warehouse = try SampleData.write(SampleData.tables(catalog, patients: 50, rows: rows, using: &random), catalog, to: folder.path)
        }

        /// Every row with every other, none of which meets the condition: one step of SQLite's that gives no row for a long time.
        var endless: FederatedQuery {
            let sum = TypedExpression.call(
                .add, [0, 1].map { TypedExpression.cast(PlanBuilder.column("integer_a", .integer, relation: $0), to: .bigint) }, .bigint)
            let pairs = InsidePlan.join(
                JoinPlan(.inner, .scan(table: "sample", relation: 0), .scan(table: "sample", relation: 1), on: .constant(.boolean(true), .boolean)))
            return PlanBuilder.query(.filter(pairs, .call(.equal, [sum, .constant(.integer(123_456_789_012), .bigint)], .boolean)))
        }

        var byRow: FederatedQuery {
            PlanBuilder.query(.scan(table: "sample", relation: 0), keys: [PlanBuilder.column("row_id", .bigint)])
        }

        func failure(_ query: FederatedQuery, _ limits: ExecutionLimits, _ cancellation: Cancellation = Cancellation()) -> Diagnostic? {
            do {
                _ = try warehouse.answer(query.parts[0], limits: limits, cancellation: cancellation)
                return nil
            } catch {
                return error
            }
        }
    }

    @Test func `each limit gives the one diagnostic, and enough of each an answer`() throws {
        let fixture = try Fixture(rows: 3000)
        #expect(fixture.failure(fixture.byRow, ExecutionLimits()) == nil)
        #expect(fixture.failure(fixture.byRow, ExecutionLimits(rows: 2999)) == .notAnswered)
        #expect(fixture.failure(fixture.byRow, ExecutionLimits(rows: 3000)) == nil)
        #expect(fixture.failure(fixture.byRow, ExecutionLimits(groups: 2999)) == .notAnswered)
        #expect(fixture.failure(fixture.byRow, ExecutionLimits(groups: 3000)) == nil)
        #expect(fixture.failure(fixture.byRow, ExecutionLimits(memoryBytes: 10_000)) == .notAnswered)
        #expect(fixture.failure(fixture.byRow, ExecutionLimits(seconds: 0)) == .notAnswered)
    }

    @Test func `the parts of a question share its limits`() throws {
        let fixture = try Fixture(rows: 3000)
        let part = fixture.byRow.parts[0]
        let twice = FederatedQuery(parts: [part, part], outside: OutsidePlan(columns: []))
        func code(_ limits: ExecutionLimits) -> DiagnosticCode? {
            do throws(Diagnostic) {
                _ = try fixture.warehouse.answer(twice, limits: limits, cancellation: Cancellation())
                return nil
            } catch {
                return error.code
            }
        }
        #expect(code(ExecutionLimits(groups: 6000)) == nil)
        #expect(code(ExecutionLimits(groups: 5999)) == .notAnswered)
        #expect(code(ExecutionLimits(memoryBytes: 3000 * 320)) == .notAnswered)
    }

    @Test func `a statement that gives no rows stops at its deadline`() throws {
        let fixture = try Fixture(rows: 5000)
        let start = ContinuousClock.now
        #expect(fixture.failure(fixture.endless, ExecutionLimits(seconds: 0.2)) == .notAnswered)
        #expect(ContinuousClock.now - start < .seconds(5))
    }

    @Test func `cancelling stops a running statement`() throws {
        let fixture = try Fixture(rows: 15_000)
        let cancellation = Cancellation()
        // A thread of its own: the shared pool may be taken by other tests for longer than the statement runs.
        Thread.detachNewThread {
            Thread.sleep(forTimeInterval: 0.2)
            cancellation.cancel()
        }
        let start = ContinuousClock.now
        #expect(fixture.failure(fixture.endless, ExecutionLimits(seconds: 120), cancellation) == .notAnswered)
        #expect(ContinuousClock.now - start < .seconds(10))
    }

    @Test func `a question cancelled before it starts is not answered`() throws {
        let fixture = try Fixture(rows: 10)
        let cancellation = Cancellation()
        cancellation.cancel()
        #expect(fixture.failure(fixture.byRow, ExecutionLimits(), cancellation) == .notAnswered)
    }

    @Test func `a damaged file gives the same diagnostic as a limit`() throws {
        let fixture = try Fixture(rows: 3000)
        try fixture.folder.overwriteMiddle(of: fixture.warehouse.path)
        #expect(fixture.failure(fixture.byRow, ExecutionLimits()) == .notAnswered)
        #expect(throws: Diagnostic.self) { try fixture.warehouse.checkIntegrity() }
    }
}
