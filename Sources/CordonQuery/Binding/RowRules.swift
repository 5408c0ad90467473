import CordonCatalog
import CordonValues

/// The permit's row filters, read and checked, its date resolution, and what it makes of values out of bounds: what becomes of a table wherever a question
/// reads it.
///
/// Claim: a filter keeps each row with its patient, at every hospital the rows that it would keep in one warehouse. Argument: it is bound as the
/// WHERE of a query over its table alone, under the same rules as any question's, and so every subquery of it is replicated, tied to the
/// row around it, or a set of keys in which the row's own key is looked for. What a filter reads is itself unfiltered, so that no filter
/// rests on another and none on itself.
struct RowRules {
    let dates: DateResolution
    let outOfBounds: OutOfBounds?
    private let conditions: [String: [SyntaxExpression]]

    static let none = RowRules(dates: .day, outOfBounds: nil, conditions: [:])

    private init(dates: DateResolution, outOfBounds: OutOfBounds?, conditions: [String: [SyntaxExpression]]) {
        self.dates = dates
        self.outOfBounds = outOfBounds
        self.conditions = conditions
    }

    /// Refuses, with `permit-invalid`, filters that do not fit the catalog. Needs the 8 MiB stack.
    init(_ rows: PermittedRows, _ catalog: Catalog) throws(Diagnostic) {
        var conditions: [String: [SyntaxExpression]] = [:]
        for (index, filter) in rows.filters.enumerated() {
            do throws(Diagnostic) {
                conditions[filter.table, default: []].append(try Self.checked(filter, catalog))
            } catch {
                throw Diagnostic(
                    .permitInvalid, "Row filter \(index + 1) of the permit, of the table \(filter.table), cannot be applied: \(error.message)",
                    hint: "The data authority has to sign a permit whose filters fit the catalog \(catalog.name).")
            }
        }
        self.init(dates: rows.dates, outOfBounds: rows.outOfBounds, conditions: conditions)
    }

    private static func checked(_ filter: RowFilter, _ catalog: Catalog) throws(Diagnostic) -> SyntaxExpression {
        guard let table = catalog.table(named: filter.table) else { throw Diagnostic(.permitInvalid, "The catalog has no such table.") }
        guard table.patientKey != nil else { throw Diagnostic(.permitInvalid, "Its rows belong to no patient.") }
        let condition = try read(filter.condition)
        _ = try bound([condition], over: table, relation: 0, BindingSession(catalog, firstRelation: 1))
        return condition
    }

    /// A condition and nothing behind it: no GROUP BY, no UNION, no second statement.
    private static func read(_ condition: String) throws(Diagnostic) -> SyntaxExpression {
        let syntax = try SyntaxReader.query(try SourceText("SELECT 1 WHERE " + condition))
        guard case .select(let select) = syntax.body, let filter = select.filter, select.items.count == 1, select.from.isEmpty,
            select.distinct == nil, select.grouping.isEmpty, select.having == nil, select.windows.isEmpty, syntax.commonTables.isEmpty,
            syntax.order.isEmpty, syntax.limit == nil, syntax.offset == nil
        else { throw Diagnostic(.permitInvalid, "It is not one condition.") }
        return filter
    }

    func hasFilters(_ table: CatalogTable) -> Bool { conditions[table.name] != nil }

    /// What the rows of a table meet, bound in a session of its own; nil without filters.
    func condition(of table: CatalogTable, relation: Int, _ session: BindingSession) throws(Diagnostic) -> TypedExpression? {
        guard let conditions = conditions[table.name] else { return nil }
        return InsideBuilder.conjunction(try Self.bound(conditions, over: table, relation: relation, session))
    }

    private static func bound(
        _ conditions: [SyntaxExpression], over table: CatalogTable, relation: Int, _ session: BindingSession
    ) throws(Diagnostic) -> [BoundExpression] {
        let columns = table.columns.map { BoundColumn($0, of: table, relation: relation) }
        var scope = Scope()
        try scope.add(BoundRelation(alias: table.name, columns: columns, table: table, span: 0..<0))
        scope.keys = Locality.scan(table, columns, alias: table.name, session.catalog, 0..<0).keys
        var binder = ExpressionBinder(session, scope: scope, commonTables: CommonTables())
        var bound: [BoundExpression] = []
        for condition in conditions { bound += try binder.conjuncts(condition, in: .filter) }
        for condition in bound {
            try session.check(condition)
            try session.refuseValues(in: condition)
        }
        try session.settle()
        return bound
    }
}
