import CPgQuery
import CordonValues
import Foundation

/// PostgreSQL 15's own grammar, through libpg_query. The caller has bounded length and depth and gives an 8 MiB stack.
enum Grammar {
    static func tree(of source: SourceText) throws(Diagnostic) -> JSONNode {
        // The text holds no NUL, so the C string is the whole of it.
        let result = source.text.withCString { pg_query_parse($0) }
        defer { pg_query_free_parse_result(result) }
        if let error = result.error { throw diagnostic(error.pointee, source) }
        guard let tree = result.parse_tree else {
            throw Diagnostic(.internalFailure, "The SQL grammar returned no tree.")
        }
        let length = strlen(tree)
        return try tree.withMemoryRebound(to: UInt8.self, capacity: length) { (start) throws(Diagnostic) -> JSONNode in
            do throws(JSONTrouble) {
                return try JSONText.read(UnsafeBufferPointer(start: start, count: length))
            } catch {
                throw trouble(error)
            }
        }
    }

    private static func trouble(_ trouble: JSONTrouble) -> Diagnostic {
        switch trouble {
        case .tooDeep: Nesting.tooDeep
        case .malformed: Diagnostic(.internalFailure, "The SQL grammar's tree cannot be read.")
        }
    }

    /// The grammar's cursor counts characters from 1; 0 means that it knows no place.
    private static func diagnostic(_ error: PgQueryError, _ source: SourceText) -> Diagnostic {
        let message = error.message.map { String(cString: $0) } ?? "syntax error"
        let sentence = message.prefix(1).uppercased() + message.dropFirst() + "."
        let length = source.text.unicodeScalars.count
        let cursor = Int(error.cursorpos)
        let span: Range<Int>? = cursor > 0 && cursor <= length + 1 ? wordSpan(at: cursor - 1, in: source) : nil
        return Diagnostic(
            .syntax, sentence, span: span, hint: "Questions are written in PostgreSQL's SQL: SELECT … FROM … WHERE … GROUP BY ….")
    }

    private static func wordSpan(at scalar: Int, in source: SourceText) -> Range<Int> {
        let rest = source.text.unicodeScalars.dropFirst(scalar).prefix(63)
        let word = rest.prefix { $0.properties.isAlphabetic || $0 == "_" || ("0"..."9").contains($0) }
        return scalar..<(scalar + max(1, min(word.count, rest.count)))
    }
}

/// How deep a question may nest. The first bound protects the grammar's C code, the second every recursive walk of ours, the
/// release of trees included.
enum Nesting {
    static let grammarLimit = 500
    static let treeLimit = 200

    /// The grammar's scanner takes five nanoseconds for each.
    static let operatorReads = 1_000_000

    /// Characters of operators, outside texts and comments: each is a call to bind, to prove and to write.
    static let operators = 12_000

    static let tooLong = Diagnostic(
        .tooLong, "The question has more than \(operators) characters of operators.",
        hint: "Write IN (…) instead of many comparisons, and compute constants before you ask.")

    static let tooManyOperators = Diagnostic(
        .tooDeep, "The question has too many comments or operators without anything between them.", hint: "Leave the comments out.")

    static let tooDeep = Diagnostic(
        .tooDeep, "The question nests more than \(treeLimit) levels deep.",
        hint: "Shorten chains of operators and nested brackets: write IN (…) instead of many comparisons.")
}
