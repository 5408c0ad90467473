import CordonCatalog
import CordonQuery
import CordonValues

/// SQLite's SQL for the inside of a part of a question.
public enum SQLiteDialect {
    /// The order of numerics, whose text does not sort as their value: it has to be registered before a statement is prepared.
    public static let numericCollation = "cordon_numeric"

    /// The statement that each node runs. Its text depends on the question and the catalog alone, so that everybody can show it; of the
    /// node's own there is only CURRENT_DATE, `cutoff`, among its arguments. Without one the text shows `:current_date`.
    public static func sql(for part: FederatedPart, catalog: Catalog, cutoff: CalendarDate? = nil) -> LocalStatement {
        var writer = SelectWriter(cutoff)
        let (inside, boundary) = OneSidedJoins.rewritten(part)
        writer.begin(inside, catalog)
        let patient = writer.column(boundary.patient, named: "patient")
        let keys = boundary.keys.enumerated().map { writer.column($1.expression, named: "key_\($0 + 1)") }
        let aggregates = boundary.aggregates.enumerated().map { index, aggregate in
            AggregateParts(
                argument: aggregate.argument.map { writer.column($0, named: "value_\(index + 1)") },
                second: aggregate.second.map { writer.column($0, named: "second_\(index + 1)") },
                filter: aggregate.filter.map { writer.column($0, named: "filter_\(index + 1)") })
        }
        let text = writer.text()
        let expressions = writer.expressions
        return LocalStatement(
            text: text, arguments: expressions.arguments, columns: writer.columns,
            parts: RowParts(patient: patient, keys: keys, aggregates: aggregates),
            routines: expressions.routines.sorted { ($0.name, $0.arguments.count) < ($1.name, $1.arguments.count) },
            aggregates: expressions.aggregates.sorted { $0.name < $1.name }, builtins: expressions.builtins.sorted(),
            commonTables: (expressions.commonTables ?? []).map(\.name))
    }
}

/// Writes the outermost SELECT.
private struct SelectWriter {
    var expressions: SQLiteExpression
    var columns: [LocalColumn] = []
    private var texts: [String] = []
    private var order: JoinOrder?
    private var source = SQLiteExpression.Source()

    init(_ cutoff: CalendarDate?) { expressions = SQLiteExpression(cutoff: cutoff) }

    /// Writes the relations below, before the expressions that read them.
    mutating func begin(_ plan: InsidePlan, _ catalog: Catalog) {
        order = JoinOrder(plan, catalog: catalog)
        if order == nil { source = expressions.source(plan) }
    }

    /// Position of the expression among the result columns; an equal one that is there already is used again.
    mutating func column(_ expression: TypedExpression, named name: String) -> Int {
        let text = expressions.write(expression.folded).text
        if let position = texts.indices.first(where: { texts[$0] == text && columns[$0].type == expression.type }) { return position }
        texts.append(text)
        columns.append(LocalColumn(name: name, type: expression.type))
        return texts.count - 1
    }

    mutating func text() -> String {
        let list = zip(texts, columns).map { "\($0) AS \($1.name)" }.joined(separator: ",\n       ")
        let rest = order.map { nested($0) } ?? expressions.clauses(source)
        return with + "SELECT \(list)" + rest
    }

    private var with: String {
        guard let tables = expressions.commonTables, !tables.isEmpty else { return "" }
        let texts = tables.map { table in
            let names = table.columns.isEmpty ? "" : "(\(table.columns.map(SQLiteExpression.quoted).joined(separator: ", ")))"
            return "\(table.name)\(names) AS (\n\(table.text)\n)"
        }
        return "WITH " + texts.joined(separator: ",\n") + "\n"
    }

    /// Scans alone, in the order that reads the least.
    private mutating func nested(_ order: JoinOrder) -> String {
        var lines = ""
        for (index, step) in order.steps.enumerated() {
            // CROSS JOIN keeps SQLite to this order of nesting.
            let source = "\(SQLiteExpression.quoted(step.table)) AS r\(step.relation)"
            lines += index == 0 ? "\n  FROM \(source)" : "\n  CROSS JOIN \(source)" + on(step.lookups)
        }
        return lines + expressions.clauses(SQLiteExpression.Source(conditions: order.conditions))
    }

    private mutating func on(_ lookups: [TypedExpression]) -> String {
        guard !lookups.isEmpty else { return "" }
        return " ON " + lookups.map { expressions.write($0).text }.joined(separator: " AND ")
    }
}
