import CordonCatalog
import CordonValues

/// The way from a question's text to a federated query: text checks, grammar, binding, roles, locality, decomposition.
///
/// It reads no data and keeps no state; the same text, catalog and permit give the same query on every machine, which is how a node and the
/// coordinator agree on a layout. `rows` is what the permit leaves of patients' rows and dates, `mode` the one it names: whoever has a permit gives its own. No text
/// makes it trap.
public enum Planner {
    /// Plans on one of the few threads that have a large stack, and waits for it.
    public static func plan(_ sql: String, catalog: Catalog, rows: PermittedRows = .all, mode: ReleaseMode = .merged) throws(Refusal) -> FederatedQuery {
        try delivered(DeepStack.run { outcome(catalog, rows, mode) { () throws(Diagnostic) in try SourceText(sql) } })
    }

    /// The same without blocking a thread of the caller's task pool.
    public static func plan(_ sql: String, catalog: Catalog, rows: PermittedRows = .all, mode: ReleaseMode = .merged) async throws(Refusal) -> FederatedQuery {
        try delivered(await DeepStack.run { outcome(catalog, rows, mode) { () throws(Diagnostic) in try SourceText(sql) } })
    }

    /// Plans a text that came as bytes, which need not be UTF-8.
    public static func plan(utf8: [UInt8], catalog: Catalog) throws(Refusal) -> FederatedQuery {
        try delivered(DeepStack.run { outcome(catalog, .all, .merged) { () throws(Diagnostic) in try SourceText(utf8: utf8) } })
    }

    /// Refuses, with `permit-invalid`, a permit whose row filters do not fit the catalog.
    public static func check(_ rows: PermittedRows, catalog: Catalog) throws(Diagnostic) {
        let outcome = DeepStack.run { Result { () throws(Diagnostic) in _ = try RowRules(rows, catalog) } }
        guard let outcome else { throw noThread }
        try outcome.get()
    }

    private static var noThread: Diagnostic {
        Diagnostic(.internalFailure, "The system has no thread to plan the question.", hint: "Try again later.")
    }

    private static func delivered(_ outcome: Result<FederatedQuery, Refusal>?) throws(Refusal) -> FederatedQuery {
        guard let outcome else { throw Refusal(noThread) }
        return try outcome.get()
    }

    private static func outcome(
        _ catalog: Catalog, _ rows: PermittedRows, _ mode: ReleaseMode, _ source: () throws(Diagnostic) -> SourceText
    ) -> Result<FederatedQuery, Refusal> {
        do throws(Diagnostic) {
            let rules = rows == .all ? .none : try RowRules(rows, catalog)
            let syntax = try SyntaxReader.query(try source())
            return Result { () throws(Refusal) in try QuestionBinder.plan(syntax, catalog, rules).leaving(in: mode) }
        } catch {
            return .failure(Refusal(error))
        }
    }
}
