import CordonCatalog
import CordonValues

/// One scan of the question.
struct BoundRelation: Sendable {
    let number: Int
    let alias: String
    let table: CatalogTable
    let span: Range<Int>
}

/// The relations that a clause can name.
struct Scope: Sendable {
    private(set) var relations: [BoundRelation] = []
    /// Columns of the right side of a USING, which unqualified names skip: the left side's stands for both.
    private var merged: Set<ColumnReference> = []

    func relation(alias: String) -> BoundRelation? { relations.first { $0.alias == alias } }

    mutating func add(_ relation: BoundRelation) throws(Diagnostic) {
        guard self.relation(alias: relation.alias) == nil else {
            throw Diagnostic(
                .duplicateAlias, "The name \(relation.alias) stands for two tables.", span: relation.span,
                hint: "Give one of them an alias: \(relation.table.name) AS \(relation.alias)_2.")
        }
        relations.append(relation)
    }

    mutating func add(_ other: Scope) throws(Diagnostic) {
        for relation in other.relations { try add(relation) }
        merged.formUnion(other.merged)
    }

    mutating func merge(_ column: BoundColumn) { merged.insert(column.reference) }

    /// The columns that an unqualified name can mean.
    func columns(named name: String) -> [BoundColumn] {
        relations.compactMap { relation in
            guard let column = relation.table.column(named: name) else { return nil }
            let bound = BoundColumn(relation: relation.number, table: relation.table, column: column)
            return merged.contains(bound.reference) ? nil : bound
        }
    }
}
