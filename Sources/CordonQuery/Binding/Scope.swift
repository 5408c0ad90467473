import CordonCatalog
import CordonValues

/// One relation that names can mean: a table, or a subquery with an alias.
struct BoundRelation: Sendable {
    let alias: String
    let columns: [BoundColumn]
    /// Nil for a subquery.
    let table: CatalogTable?
    let span: Range<Int>
    /// What the columns of LATERAL stand for: see ``LateralPart``.
    var values: [BoundExpression?]?

    func columns(named name: String) -> [BoundColumn] { columns.filter { $0.column.name == name } }

    /// What the columns are, in order; none stands for a key that LATERAL picked.
    func expressions(_ span: Range<Int>) -> [(column: BoundColumn, expression: BoundExpression?)] {
        columns.indices.map { expression($0, span) }
    }

    /// The same of the columns with a name.
    func expressions(named name: String, _ span: Range<Int>) -> [(column: BoundColumn, expression: BoundExpression?)] {
        columns.indices.filter { columns[$0].column.name == name }.map { expression($0, span) }
    }

    private func expression(_ index: Int, _ span: Range<Int>) -> (column: BoundColumn, expression: BoundExpression?) {
        guard let values else { return (columns[index], .column(columns[index], span)) }
        return (columns[index], values.indices.contains(index) ? values[index]?.at(span) : nil)
    }
}

/// The relations that a clause can name, and those of the queries around it.
struct Scope: Sendable {
    private(set) var relations: [BoundRelation] = []
    /// What an unqualified name of a USING stands for.
    private(set) var merged: [(name: String, expression: BoundExpression, aliases: Set<String>)] = []
    /// Keys of these relations: what a correlated subquery is tied to.
    var keys: [LocalKey] = []
    /// The scope of the query around this one, whose names correlated subqueries use.
    private let outer: [Scope]

    init(outer: Scope? = nil) { self.outer = outer.map { [$0] } ?? [] }

    var enclosing: Scope? { outer.first }

    /// These relations, without the queries around.
    var alone: Scope {
        var alone = Scope()
        (alone.relations, alone.merged, alone.keys) = (relations, merged, keys)
        return alone
    }

    /// Keys of all the queries around this scope.
    var enclosingKeys: [LocalKey] { enclosing.map { $0.keys + $0.enclosingKeys } ?? [] }

    func relation(alias: String) -> BoundRelation? { relations.first { $0.alias == alias } }

    mutating func add(_ relation: BoundRelation) throws(Diagnostic) {
        guard self.relation(alias: relation.alias) == nil else {
            let example = relation.table.map { "\($0.name) AS \(relation.alias)_2" } ?? "(SELECT …) AS \(relation.alias)_2"
            throw Diagnostic(
                .duplicateAlias, "The name \(relation.alias) stands for two tables.", span: relation.span,
                hint: "Give one of them an alias: \(example).")
        }
        relations.append(relation)
    }

    mutating func add(_ other: Scope) throws(Diagnostic) {
        for relation in other.relations { try add(relation) }
        merged += other.merged
        keys += other.keys
    }

    /// The relations on the side of an outer join that may be absent.
    mutating func makeAbsent(_ other: Scope) {
        let aliases = Set(other.relations.map(\.alias))
        relations = relations.map { relation in
            guard aliases.contains(relation.alias) else { return relation }
            return BoundRelation(
                alias: relation.alias, columns: relation.columns.map { $0.mayBeAbsent() }, table: relation.table, span: relation.span)
        }
    }

    /// Keys that are never NULL in the rows that are left.
    mutating func makePresent(_ expressions: [TypedExpression]) {
        for index in keys.indices where expressions.contains(keys[index].expression) { keys[index].isNonNull = true }
    }

    /// From here on the unqualified name means the expression, and no longer the columns of the relations that are there now.
    mutating func merge(_ name: String, as expression: BoundExpression) {
        merged.removeAll { $0.name == name }
        merged.append((name, expression, Set(relations.filter { !$0.columns(named: name).isEmpty }.map(\.alias))))
    }

    /// A USING has made one of the column and another.
    func isMerged(_ column: BoundColumn, in relation: BoundRelation) -> Bool {
        merged.contains { $0.name == column.column.name && $0.aliases.contains(relation.alias) }
    }

    /// What an unqualified name can mean in this scope alone.
    func meanings(of name: String, _ span: Range<Int>) -> [BoundExpression] {
        let columns = relations.flatMap { relation in
            relation.expressions(named: name, span).filter { !isMerged($0.column, in: relation) }
        }
        return merged.filter { $0.name == name }.map(\.expression) + columns.compactMap(\.expression)
    }
}
