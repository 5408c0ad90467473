import CordonCatalog
import CordonValues

extension Planner {
    /// Binds the one expression of `SELECT expression FROM tables`, for tests that compare expressions without a question around them.
    package static func expression(_ sql: String, catalog: Catalog) throws(Refusal) -> TypedExpression {
        let outcome = DeepStack.run { () -> Result<TypedExpression, Refusal> in
            do throws(Diagnostic) {
                return .success(try bound(sql, catalog))
            } catch {
                return .failure(Refusal(error))
            }
        }
        guard let outcome else { throw Refusal(Diagnostic(.internalFailure, "The system has no thread to plan the question.")) }
        return try outcome.get()
    }

    private static func bound(_ sql: String, _ catalog: Catalog) throws(Diagnostic) -> TypedExpression {
        let syntax = try SyntaxReader.query(try SourceText(sql))
        guard case .select(let select) = syntax.body, let item = select.items.first else {
            throw Diagnostic(.syntax, "There is no expression.")
        }
        let session = BindingSession(catalog)
        let query = QueryBinder(session: session, commonTables: CommonTables(), outer: nil)
        let from = try FromBinder(query).bind(select.from)
        var binder = ExpressionBinder(session, scope: from.scope, commonTables: CommonTables())
        let expression = try binder.bind(item.expression, in: .filter)
        return (expression.isUntyped ? try binder.typed(expression, as: .text) : expression).typed
    }
}
