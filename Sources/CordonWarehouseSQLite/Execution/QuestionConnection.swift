import CSQLite
import CordonCatalog
import CordonQuery
import CordonSQLite
import CordonValues
import CordonWarehouse

/// A connection made for one question: read-only, hardened, with the question's functions and nothing else, stopped at its
/// deadline, and permitted to read only the columns that the plan reads.
struct QuestionConnection: ~Copyable {
    let connection: Connection

    init(path: String, statement: LocalStatement, permits: ReadPermission, deadline: Deadline) throws(SQLiteError) {
        let connection = try Connection(path: path, mode: .immutable)
        // Pages are read where they lie, as far as SQLite maps a file (2 GiB), and beyond that through a cache of 64 MiB. A snapshot is
        // never written again, so that no page can vanish below a reader.
        try connection.executeScript("PRAGMA mmap_size = 2147418112; PRAGMA cache_size = -65536")
        try connection.harden()
        connection.limit(.length, to: 1 << 24)
        for routine in statement.routines { try connection.register(routine) }
        for routine in statement.aggregates { try connection.register(routine) }
        try connection.registerNumericOrder()
        connection.onProgress(every: 1000) { !deadline.hasPassed }
        connection.authorize { permits.permits($0) }
        self.connection = connection
    }

    func prepare(_ statement: LocalStatement) throws(SQLiteError) -> Statement {
        let prepared = try connection.prepare(statement.text)
        try prepared.bind(statement.arguments.map(SQLiteValue.init(stored:)))
        return prepared
    }
}

/// What the statement of one question may do, as SQLite's authorizer asks: select, read these columns of these tables, and call
/// these functions.
struct ReadPermission: Sendable {
    private let columns: [String: Set<String>]
    private let functions: Set<String>
    private let commonTables: Set<String>

    /// The columns are those that the planner says the question and the permit's row filters read, the patient key, which every question counts, and the row
    /// keys by which its plan completes orders.
    init(_ part: FederatedPart, _ statement: LocalStatement, _ catalog: Catalog) {
        var columns: [String: Set<String>] = [:]
        for reads in part.reads + part.filterReads {
            columns[reads.table, default: []].formUnion(reads.columns)
            if let key = catalog.table(named: reads.table)?.patientKey { columns[reads.table]?.insert(key) }
        }
        let boundary = part.boundary
        let above = boundary.keys.map(\.expression) + boundary.aggregates.flatMap { [$0.argument, $0.second, $0.filter].compactMap { $0 } }
        // Subqueries of the boundary's expressions scan tables too.
        let whole = InsidePlan.project(
            ProjectPlan(relation: -1, columns: above.map { PlanColumn(name: "", expression: $0) }, input: part.inside))
        let scans = whole.scans
        whole.walk { expression in
            expression.walk { part in
                guard case .column(.table(let relation, let column), _) = part, let table = scans[relation] else { return }
                if catalog.table(named: table)?.rowKey.contains(column) == true { columns[table]?.insert(column) }
            }
        }
        self.columns = columns
        functions = Set(statement.routines.map(\.name)).union(statement.aggregates.map(\.name)).union(statement.builtins)
        commonTables = Set(statement.commonTables)
    }

    func permits(_ request: AuthorizerRequest) -> Bool {
        // From inside a query of WITH, never from a view or trigger.
        guard request.origin.map(commonTables.contains) ?? true else { return false }
        switch request.action {
        case SQLITE_SELECT:
            return true
        case SQLITE_READ:
            guard let table = request.first, let read = request.second, let known = columns[table] else { return false }
            // A table of which no column but the row's number is read comes with an empty column and no database.
            return read.isEmpty ? request.database ?? "main" == "main" : request.database == "main" && known.contains(read)
        case SQLITE_FUNCTION:
            return request.second.map(functions.contains) ?? false
        default:
            return false
        }
    }
}
