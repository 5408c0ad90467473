import CordonCatalog
import CordonValues

/// Binds a whole question and hands the parts to decomposition.
struct QuestionBinder {
    private let session: BindingSession

    static func plan(_ syntax: SyntaxQuery, _ catalog: Catalog, _ rules: RowRules = .none) throws(Refusal) -> FederatedQuery {
        let session = BindingSession(catalog, rules: rules)
        do throws(Diagnostic) {
            return try QuestionBinder(session: session).plan(syntax)
        } catch {
            session.keep(error)
            let sorted = session.troubles.sorted { ($0.span?.lowerBound ?? .max) < ($1.span?.lowerBound ?? .max) }
            throw Refusal(sorted[0], Array(sorted.dropFirst()))
        }
    }

    private func plan(_ syntax: SyntaxQuery) throws(Diagnostic) -> FederatedQuery {
        let binder = QueryBinder(session: session, commonTables: CommonTables(), outer: nil)
        switch try binder.bind(syntax) {
        case .rows(let query): throw refusal(of: query, syntax)
        case .released(let query):
            var assembly = QuestionAssembly(session: session)
            return try assembly.question(query)
        }
    }

    /// Rows never leave: the outermost SELECT has to aggregate over patients.
    private func refusal(of query: BoundQuery, _ syntax: SyntaxQuery) -> Diagnostic {
        let catalog = session.catalog
        if query.locality.proof.relation == "one row" {
            return Diagnostic(
                .rowLevel, "The question reads no table.", span: syntax.span,
                hint: "Add FROM with a table, for example FROM \(catalog.tables.first?.name ?? "patient").")
        }
        if query.locality.property == .replicated {
            return Diagnostic(
                .crossPatient, "The question reads only tables that are the same at every hospital, so that its counts cannot be added up.",
                span: syntax.span, hint: "Join a table of patients, for example \(catalog.tables.first { $0.patientKey != nil }?.name ?? "patient").")
        }
        return Diagnostic(
            .rowLevel, "The question returns a row for each patient or record, and only aggregates over patients are answered.", span: syntax.span,
            hint: "Aggregate: count(*), avg(x), and GROUP BY for categories.")
    }
}
