import CordonCatalog
import CordonQuery
import CordonValues

/// SQLite's SQL for the inside of a question.
public enum SQLiteDialect {
    /// The statement that each node runs. Its text depends on the question and the catalog alone, so that everybody can show it; of the
    /// node's own there is only CURRENT_DATE, `cutoff`, among its arguments. Without one the text shows `:current_date`.
    public static func sql(for query: FederatedQuery, catalog: Catalog, cutoff: CalendarDate? = nil) -> LocalStatement {
        var writer = SelectWriter(cutoff)
        let patient = writer.column(.column(query.boundary.patient, patientType(query, catalog)), named: "patient")
        let keys = query.boundary.keys.enumerated().map { writer.column($1.expression, named: "key_\($0 + 1)") }
        let aggregates = query.boundary.aggregates.enumerated().map { index, aggregate in
            AggregateParts(
                argument: aggregate.argument.map { writer.column($0, named: "value_\(index + 1)") },
                filter: aggregate.filter.map { writer.column($0, named: "filter_\(index + 1)") })
        }
        let text = writer.text(JoinOrder(query.inside, catalog: catalog))
        return LocalStatement(
            text: text, arguments: writer.expressions.arguments, columns: writer.columns,
            parts: RowParts(patient: patient, keys: keys, aggregates: aggregates),
            routines: writer.expressions.routines.sorted { ($0.name, $0.arguments.count) < ($1.name, $1.arguments.count) },
            builtins: writer.expressions.builtins.sorted())
    }

    private static func patientType(_ query: FederatedQuery, _ catalog: Catalog) -> ValueType {
        guard case .table(let relation, let column) = query.boundary.patient, let table = query.inside.table(of: relation) else {
            return .bigint
        }
        return catalog.table(named: table)?.column(named: column)?.type ?? .bigint
    }
}

extension InsidePlan {
    /// The catalog table that a scan reads.
    public func table(of relation: Int) -> String? {
        switch self {
        case .scan(let table, let number): number == relation ? table : nil
        case .filter(let input, _): input.table(of: relation)
        case .join(let left, let right, _): left.table(of: relation) ?? right.table(of: relation)
        }
    }
}

/// Writes the clauses of one SELECT.
private struct SelectWriter {
    var expressions: SQLiteExpression
    var columns: [LocalColumn] = []
    private var texts: [String] = []

    init(_ cutoff: CalendarDate?) { expressions = SQLiteExpression(cutoff: cutoff) }

    /// Position of the expression among the result columns; an equal one that is there already is used again.
    mutating func column(_ expression: TypedExpression, named name: String) -> Int {
        let text = expressions.write(expression.folded).text
        if let position = texts.indices.first(where: { texts[$0] == text && columns[$0].type == expression.type }) { return position }
        texts.append(text)
        columns.append(LocalColumn(name: name, type: expression.type))
        return texts.count - 1
    }

    mutating func text(_ order: JoinOrder) -> String {
        let list = zip(texts, columns).map { "\($0) AS \($1.name)" }.joined(separator: ",\n       ")
        var lines = ["SELECT \(list)"]
        for (index, step) in order.steps.enumerated() {
            // CROSS JOIN keeps SQLite to this order of nesting.
            let source = "\(SQLiteExpression.quoted(step.table)) AS r\(step.relation)"
            lines.append(index == 0 ? "  FROM \(source)" : "  CROSS JOIN \(source)" + on(step.lookups))
        }
        if order.conditions.count == 1, let only = order.conditions.first {
            lines.append(" WHERE " + expressions.write(only).text)
        } else if order.conditions.count > 32 {
            lines.append(" WHERE " + expressions.chain("AND", order.conditions, .and).text)
        } else {
            for (index, condition) in order.conditions.enumerated() {
                lines.append((index == 0 ? " WHERE " : "   AND ") + expressions.write(condition).inside(.and))
            }
        }
        return lines.joined(separator: "\n")
    }

    private mutating func on(_ lookups: [TypedExpression]) -> String {
        guard !lookups.isEmpty else { return "" }
        return " ON " + lookups.map { expressions.write($0).text }.joined(separator: " AND ")
    }
}
