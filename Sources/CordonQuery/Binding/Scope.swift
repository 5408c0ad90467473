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
    let values: [BoundExpression?]?
    /// Where the first column of each name stands.
    private let places: [String: Int]
    /// Where all columns of the names that stand several times do.
    private var repeated: [String: [Int]] = [:]

    init(alias: String, columns: [BoundColumn], table: CatalogTable?, span: Range<Int>, values: [BoundExpression?]? = nil) {
        self.alias = alias
        self.columns = columns
        self.table = table
        self.span = span
        self.values = values
        var places = [String: Int](minimumCapacity: columns.count)
        for (index, column) in columns.enumerated() {
            if let first = places[column.name] { repeated[column.name, default: [first]].append(index) } else { places[column.name] = index }
        }
        self.places = places
    }

    func hasColumn(named name: String) -> Bool { places[name] != nil }

    private func positions(named name: String) -> [Int] { repeated[name] ?? places[name].map { [$0] } ?? [] }

    /// What the columns are, in order; none stands for a key that LATERAL picked.
    func expressions(_ span: Range<Int>) -> [(column: BoundColumn, expression: BoundExpression?)] {
        columns.indices.map { expression($0, span) }
    }

    /// The same of the columns with a name.
    func expressions(named name: String, _ span: Range<Int>) -> [(column: BoundColumn, expression: BoundExpression?)] {
        places[name] == nil ? [] : positions(named: name).map { expression($0, span) }
    }

    private func expression(_ index: Int, _ span: Range<Int>) -> (column: BoundColumn, expression: BoundExpression?) {
        guard let values else { return (columns[index], .column(columns[index], span)) }
        return (columns[index], values.indices.contains(index) ? values[index]?.at(span) : nil)
    }
}

/// The relations that a clause can name, and those of the queries around it.
struct Scope: Sendable {
    private(set) var relations: [BoundRelation] = []
    /// What the unqualified names of USING stand for; two where two joins beside each other each have merged the name.
    private var mergedByName: [String: [Merged]] = [:]
    /// How many names have been merged.
    private var merges = 0
    /// Keys of these relations: what a correlated subquery is tied to.
    var keys: [LocalKey] = []
    /// The scope of the query around this one, whose names correlated subqueries use.
    private let outer: [Scope]

    /// What an unqualified name of a USING stands for, and the relations whose columns it no longer means.
    struct Merged: Sendable {
        let name: String
        let expression: BoundExpression
        let aliases: Set<String>
        /// Of those of one scope the order.
        fileprivate var number: Int
    }

    init(outer: Scope? = nil) { self.outer = outer.map { [$0] } ?? [] }

    var enclosing: Scope? { outer.first }

    /// These relations, without the queries around.
    var alone: Scope {
        var alone = Scope()
        (alone.relations, alone.mergedByName, alone.merges, alone.keys) = (relations, mergedByName, merges, keys)
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
        for known in other.merged { append(known) }
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
        mergedByName[name] = nil
        let aliases = Set(relations.indices.filter { relations[$0].hasColumn(named: name) }.map { relations[$0].alias })
        append(Merged(name: name, expression: expression, aliases: aliases, number: 0))
    }

    private mutating func append(_ known: Merged) {
        var known = known
        known.number = merges
        merges += 1
        mergedByName[known.name, default: []].append(known)
    }

    /// What was merged, in order.
    var merged: [Merged] { mergedByName.values.joined().sorted { $0.number < $1.number } }

    /// A USING has made one of the column and another.
    func isMerged(_ column: BoundColumn, in relation: BoundRelation) -> Bool {
        mergedByName[column.name]?.contains { $0.aliases.contains(relation.alias) } ?? false
    }

    /// What an unqualified name can mean in this scope alone.
    func meanings(of name: String, _ span: Range<Int>) -> [BoundExpression] {
        var meanings = mergedByName[name]?.map(\.expression) ?? []
        for index in relations.indices where relations[index].hasColumn(named: name) {
            for (column, expression) in relations[index].expressions(named: name, span) {
                if let expression, !isMerged(column, in: relations[index]) { meanings.append(expression) }
            }
        }
        return meanings
    }
}
