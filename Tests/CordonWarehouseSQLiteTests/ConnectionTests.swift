import CordonSQLite
import CordonTestSupport
import CordonValues
import Testing

struct ConnectionTests {
    @Test func `values come back as they were bound`() throws {
        let db = try Connection.inMemory()
        try db.execute("CREATE TABLE t (v ANY) STRICT")
        let values: [SQLiteValue] = [nil, 1, -1, .integer(Int64.max), 0.5, .text(""), "é\u{0}x", .bytes([0, 255]), .blob([])]
        for value in values { try db.execute("INSERT INTO t VALUES (?1)", [value]) }
        #expect(try db.query("SELECT v FROM t ORDER BY rowid") { $0.value(0) } == values)
        #expect(try db.first("SELECT v FROM t WHERE v = ?1", ["nothing"]) { $0.value(0) } == nil)
    }

    @Test func `a transaction is all or nothing`() throws {
        let db = try Connection.inMemory()
        try db.execute("CREATE TABLE t (v INTEGER PRIMARY KEY)")
        try db.transaction { () throws(SQLiteError) in try db.execute("INSERT INTO t VALUES (1)") }
        #expect(throws: Diagnostic.self) {
            try db.transaction(throwing: Diagnostic.self) { () throws(Diagnostic) in
                do throws(SQLiteError) { try db.execute("INSERT INTO t VALUES (2)") } catch { throw Diagnostic(error) }
                throw Diagnostic(.conflict, "Changed my mind.")
            }
        }
        let error = #expect(throws: SQLiteError.self) { try db.execute("INSERT INTO t VALUES (1)") }
        #expect(error?.isConstraint == true)
        #expect(try db.query("SELECT v FROM t") { $0.integer(0) } == [1])
    }

    @Test func `more than one statement, a wrong number of arguments and a write to a read-only file are refused`() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("odd %3f?name#1.sqlite")
        do {
            let db = try Connection(path: path, mode: .create)
            try db.execute("CREATE TABLE t (v)")
            #expect(throws: SQLiteError.self) { try db.execute("SELECT 1; SELECT 2") }
            #expect(throws: SQLiteError.self) { try db.execute("SELECT ?1, ?2", [1]) }
            #expect(throws: SQLiteError.self) { try db.execute("") }
        }
        for mode in [Connection.Mode.readOnly, .immutable] {
            let db = try Connection(path: path, mode: mode)
            #expect(try db.query("SELECT v FROM t") { $0.integer(0) } == [])
            #expect(throws: SQLiteError.self) { try db.execute("INSERT INTO t VALUES (1)") }
        }
        #expect(throws: SQLiteError.self) { _ = try Connection(path: folder.file("none"), mode: .readOnly) }
    }

    @Test func `a progress handler stops a statement`() throws {
        let db = try Connection.inMemory()
        var calls = 0
        db.onProgress(every: 100) {
            calls += 1
            return calls < 10
        }
        let error = #expect(throws: SQLiteError.self) {
            try db.execute("WITH RECURSIVE x(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM x) SELECT count(*) FROM x")
        }
        #expect(error?.isInterrupted == true)
    }

    @Test func `a registered function is called and its result read`() throws {
        let db = try Connection.inMemory()
        try db.register("twice", arguments: 1) { call in
            if call.storage(0) == .text { call.return(call.text(0) + call.text(0)) } else if !call.isNull(0) { call.return(call.integer(0) * 2) }
        }
        #expect(try db.first("SELECT twice(21), twice('ab'), twice(NULL)") { [$0.value(0), $0.value(1), $0.value(2)] } == [42, "abab", nil])
    }

    @Test func `an error never quotes a stored value`() throws {
        let db = try Connection.inMemory()
        try db.execute("CREATE TABLE t (v TEXT UNIQUE) STRICT")
        try db.execute("INSERT INTO t VALUES ('canary')")
        let error = #expect(throws: SQLiteError.self) { try db.execute("INSERT INTO t SELECT v FROM t") }
        #expect(error.map { "\($0)".contains("canary") } == false)
    }
}
