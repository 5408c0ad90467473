import CordonCatalog
import CordonQuery
import CordonValues
import Testing

/// Texts that nobody writes in good faith: each is a refusal, none a crash.
@Suite struct HostileTextTests {
    private let catalog: Catalog

    init() throws { catalog = try Catalog.shipped("heart-registry") }

    private func code(_ sql: String) -> DiagnosticCode? {
        do throws(Refusal) {
            _ = try Planner.plan(sql, catalog: catalog)
            return nil
        } catch {
            return error.first.code
        }
    }

    private func condition(_ text: String) -> DiagnosticCode? { code("SELECT count(*) FROM patient WHERE \(text)") }

    private func repeated(_ text: String, _ count: Int) -> String { String(repeating: text, count: count) }

    @Test func `200 kB of parentheses are too long`() {
        #expect(code(repeated("(", 200_000)) == .tooLong)
    }

    @Test(arguments: [501, 5_000, 60_000])
    func `open parentheses are too deep`(count: Int) {
        #expect(code("SELECT " + repeated("(", count)) == .tooDeep)
    }

    @Test func `balanced parentheses up to the grammar's limit are read`() {
        #expect(code("SELECT \(repeated("(", 300))count(*)\(repeated(")", 300)) FROM patient") == nil)
        #expect(condition("\(repeated("(", 30_000))age > 1\(repeated(")", 30_000))") == .tooDeep)
    }

    @Test(arguments: ["+", "-", "*", "||", "=", "::int::int+"])
    func `chains of 5,000 operators are too deep`(operation: String) {
        #expect(code("SELECT 1" + repeated("\(operation)1", 5_000)) == .tooDeep)
    }

    @Test(arguments: ["NOT ", "- ", "+ ", "~ ", "CASE WHEN ", "(SELECT ", "a(", "a[", "CASE ", "NOT(", "EXISTS (SELECT "])
    func `prefixes that nest are too deep`(prefix: String) {
        #expect(code("SELECT " + repeated(prefix, 60_000 / prefix.utf8.count)) == .tooDeep)
    }

    @Test(arguments: [" UNION SELECT 1", " EXCEPT SELECT 1", " INTERSECT SELECT 1"])
    func `chains of set operators are too deep`(operation: String) {
        #expect(code("SELECT 1" + repeated(operation, 3_000)) == .tooDeep)
    }

    @Test func `chains of joins are too deep`() {
        #expect(code("SELECT count(*) FROM patient" + repeated(" JOIN patient USING (patient_id)", 1_900)) == .tooDeep)
    }

    @Test func `deep CASE is too deep, complete or not`() {
        let text = repeated("CASE WHEN TRUE THEN ", 600) + "1" + repeated(" END", 600)
        #expect(condition("\(text) = 1") == .tooDeep)
        #expect(condition(repeated("CASE WHEN TRUE THEN ", 210) + "1" + repeated(" END", 210) + " = 1") == .tooDeep)
        #expect(condition(repeated("CASE WHEN TRUE THEN ", 12) + "1" + repeated(" END", 12) + " = 1") == nil)
    }

    @Test func `brackets hidden from a careless scanner are counted`() {
        // Each prefix would open or close a string for a scanner that misreads it.
        for prefix in ["E'\\'' || ", "'\\' || ", "$$'$$ || ", "$a$ $b$ $a$ || ", "\"'\" || ", "/* ' /* */ ' */ ", "-- '\n", "U&'\\0027' || ", "E'a'\n'\\'' || "] {
            #expect(code("SELECT " + prefix + repeated("NOT ", 9_000)) == .tooDeep)
        }
        // Labels that look like the end of a CASE do not end one.
        #expect(code("SELECT " + repeated("CASE WHEN t.end THEN (SELECT 1 end) ", 1_500)) == .tooDeep)
    }

    @Test func `long flat conditions are read`() {
        let list = (0..<12_000).map(String.init).joined(separator: ",")
        #expect(condition("age IN (\(list))") == nil)
        #expect(condition((0..<4_000).map { "age=\($0)" }.joined(separator: " OR ")) == nil)
        #expect(condition((0..<4_000).map { "age>-\($0)" }.joined(separator: " AND ")) == nil)
        #expect(condition("age IN (\((0..<60_000).map(String.init).joined(separator: ",")))") == .tooLong)
    }

    @Test func `bytes that are not UTF-8 are refused`() {
        for bytes: [UInt8] in [[0xFF], [0xC3], [0xED, 0xA0, 0x80], [0xC0, 0x80], [0xF5, 0x80, 0x80, 0x80]] {
            let error = #expect(throws: Refusal.self) {
                try Planner.plan(utf8: Array("SELECT '".utf8) + bytes + Array("'".utf8), catalog: catalog)
            }
            #expect(error?.first.code == .notUTF8)
        }
        let long = #expect(throws: Refusal.self) { try Planner.plan(utf8: Array(repeating: 0xFF, count: 70_000), catalog: catalog) }
        #expect(long?.first.code == .tooLong)
    }

    @Test func `escapes that make bad text are refused by the grammar`() {
        for text in ["E'\\xff'", "E'\\uD800'", "U&'\\D800'", "E'\\u0000'", "E'\\000'"] {
            #expect(code("SELECT \(text), count(*) FROM patient") == .syntax)
        }
    }

    @Test func `a NUL character is refused at its place`() {
        let error = #expect(throws: Refusal.self) { try Planner.plan("SELECT 'ä\0'", catalog: catalog) }
        #expect(error?.first.code == .syntax)
        #expect(error?.first.span == 9..<10)
    }

    @Test(arguments: ["", " ", "\n\t", ";", ";;;", "-- nothing", "/* nothing */", "/* open"])
    func `texts without a statement are refused`(text: String) {
        #expect([.notOneStatement, .syntax].contains(code(text)))
    }

    @Test func `questions with too many parts are refused`() {
        #expect(code("SELECT " + (0..<600).map { "sum(\($0))" }.joined(separator: ",") + " FROM patient") == .unsupported)
        #expect(code("SELECT 0" + (0..<490).map { "+sum(\($0))" }.joined() + " FROM patient") == .tooDeep)
        #expect(code("SELECT count(*) FROM patient a" + (0..<40).map { ", patient b\($0)" }.joined() + " WHERE " + (0..<40).map { "a.patient_id = b\($0).patient_id" }.joined(separator: " AND ")) == .unsupported)
        #expect(code("SELECT count(*) FROM patient a" + (0..<300).map { ", patient b\($0)" }.joined()) == .unsupported)
        #expect(code("SELECT count(*) FROM patient GROUP BY " + (0..<40).map { "sex+\($0)" }.joined(separator: ",")) == .unsupported)
        #expect(code("SELECT count(*) FROM patient GROUP BY " + (0..<8_000).map { _ in "sex" }.joined(separator: ",")) == nil)
    }

    @Test func `parts that are written out several times do not explode`() {
        var between = "age > 1"
        for _ in 0..<90 { between = "(\(between)) BETWEEN FALSE AND TRUE" }
        #expect(condition(between) == .tooLong)
        var cases = "age"
        for _ in 0..<60 { cases = "CASE \(cases) WHEN 1 THEN 1 WHEN 2 THEN 2 WHEN 3 THEN 3 END" }
        #expect(condition("\(cases) = 1") == .tooLong)
        let names = "GROUP BY " + (0..<8_000).map { _ in "x" }.joined(separator: ",")
        let wide = "age IN (" + (0..<2_000).map(String.init).joined(separator: ",") + ") AS x"
        #expect(code("SELECT \(wide), count(*) FROM patient \(names)") == .tooLong)
        #expect(condition("((age BETWEEN 1 AND 2) BETWEEN FALSE AND TRUE) BETWEEN FALSE AND TRUE") == nil)
    }

    @Test func `every prefix of a question is refused or accepted`() throws {
        let sql = """
            SELECT floor(p.age / 10) * 10 AS "bänd", count(*) FILTER (WHERE s.chol > 1.5e2), CASE WHEN p.sex = '1' THEN avg(s.age) END
            FROM patient p JOIN patient s USING (patient_id) WHERE p.cp IN (1, 2) AND p.age BETWEEN 3 AND -(4) GROUP BY 1, p.sex
            HAVING count(*) > 5 ORDER BY 1 DESC NULLS LAST LIMIT 5 OFFSET 2
            """
        _ = try Planner.plan(sql, catalog: catalog)
        for length in 0..<sql.unicodeScalars.count {
            _ = code(String(sql.unicodeScalars.prefix(length)))
        }
    }
}
