import CordonAggregates
import CordonCatalog
import CordonQuery
import CordonSQLite
import CordonValues
import CordonWarehouse

/// A snapshot file as a warehouse. Each question runs on a connection of its own, so that several may run at once.
public struct SQLiteWarehouse: Warehouse {
    public let snapshot: SnapshotDescription
    public let path: String
    private let catalog: Catalog

    /// Refuses a file that is no finished snapshot, that another catalog wrote, or whose tables are not the catalog's.
    public static func open(path: String, catalog: Catalog) throws(Diagnostic) -> SQLiteWarehouse {
        let connection: Connection
        do { connection = try Connection(path: path, mode: .immutable) } catch {
            throw Diagnostic(.snapshotMissing, "The snapshot '\(path)' cannot be opened.", hint: "Load the data with `cordon-node load`.")
        }
        let snapshot = try SnapshotSchema.read(connection, path: path, catalog: catalog)
        return SQLiteWarehouse(snapshot: snapshot, path: path, catalog: catalog)
    }

    public func answer(
        _ part: FederatedPart, limits: ExecutionLimits, cancellation: Cancellation
    ) throws(Diagnostic) -> PartialTable {
        let grouping = try grouping(part, limits, cancellation)
        // A table that cannot be made depends on rows: overflowing counts, keys that a damaged file doubles.
        do { return try grouping.finish() } catch { throw .notAnswered }
    }

    public func membershipAnswer(
        _ part: FederatedPart, limits: ExecutionLimits, cancellation: Cancellation
    ) throws(Diagnostic) -> (table: PartialTable, memberships: PatientMemberships) {
        let grouping = try grouping(part, limits, cancellation)
        // Sets take as much again as the pairs that they are made from.
        guard grouping.memory <= limits.memoryBytes / 2 else { throw .notAnswered }
        do { return try grouping.finishWithMemberships() } catch { throw .notAnswered }
    }

    public func values(of source: String) throws(Diagnostic) -> [(patient: Value, value: Value)] {
        guard let (table, column) = catalog.column(source: source), table.isOneRowPerPatient, !column.hasAtMost(ValueDifference.most), let key = table.columns.first(where: { $0.name == table.patientKey })
        else { return [] }
        let (names, from) = ([key.name, column.name].map(SnapshotSchema.quoted), SnapshotSchema.quoted(table.name))
        var (patients, values) = (KeyReader(column: 0, type: key.type), KeyReader(column: 1, type: column.type))
        do {
            let connection = try Connection(path: path, mode: .immutable)
            return try connection.query("SELECT \(names[0]), \(names[1]) FROM main.\(from) WHERE \(names[1]) IS NOT NULL") { row in
                (patients.read(row), values.read(row))
            }
        } catch { throw .notAnswered }
    }

    private func grouping(
        _ part: FederatedPart, _ limits: ExecutionLimits, _ cancellation: Cancellation
    ) throws(Diagnostic) -> HashGrouping {
        let deadline = Deadline(limits, cancellation)
        let statement = SQLiteDialect.sql(for: part, catalog: catalog, cutoff: snapshot.cutoff)
        let permission = ReadPermission(part, statement, catalog)
        let grouping: HashGrouping
        do {
            let connection = try QuestionConnection(path: path, statement: statement, permits: permission, deadline: deadline)
            grouping = try Self.group(part, statement, try connection.prepare(statement), limits, deadline)
        } catch let error as SQLiteError {
            throw Self.diagnostic(error)
        } catch {
            throw .notAnswered
        }
        if deadline.hasPassed { throw .notAnswered }
        return grouping
    }

    private static func group(
        _ part: FederatedPart, _ statement: LocalStatement, _ prepared: borrowing Statement, _ limits: ExecutionLimits,
        _ deadline: Deadline
    ) throws -> HashGrouping {
        var grouping = HashGrouping(part, statement)
        var rows: Int64 = 0
        while try hasRow(prepared) {
            rows += 1
            guard rows <= limits.rows else { throw Diagnostic.notAnswered }
            grouping.add(prepared.row)
            guard grouping.groupCount <= limits.groups, grouping.memoryOfGroups <= limits.memoryBytes else { throw Diagnostic.notAnswered }
            if rows & 0xFFF == 0, deadline.hasPassed { throw Diagnostic.notAnswered }
            if rows & 0xFFFF == 0, grouping.memory > limits.memoryBytes { throw Diagnostic.notAnswered }
        }
        guard grouping.memory <= limits.memoryBytes else { throw Diagnostic.notAnswered }
        return grouping
    }

    /// Whatever stops a statement that gives rows may depend on them.
    private static func hasRow(_ prepared: borrowing Statement) throws(Diagnostic) -> Bool {
        do { return try prepared.step() } catch { throw .notAnswered }
    }

    /// A statement that SQLite does not compile or is not permitted to run is a mistake of ours, whatever the rows are; all else
    /// depends on them.
    private static func diagnostic(_ error: SQLiteError) -> Diagnostic {
        error.isRefusedStatement
            ? Diagnostic(.internalFailure, "The statement for this question cannot be run.", hint: "Ask a simpler question, and report this one.")
            : .notAnswered
    }

    /// Reads the whole file and its indexes; minutes on a large one.
    public func checkIntegrity() throws(Diagnostic) {
        do {
            let connection = try Connection(path: path, mode: .immutable)
            guard try connection.first("PRAGMA integrity_check", [], { $0.text(0) }) == "ok" else {
                throw SQLiteError(extended: 11, message: "the integrity check found damage")
            }
        } catch {
            throw Diagnostic(.storageFailed, "The snapshot '\(path)' is damaged.", hint: "Load the data again.")
        }
    }
}
