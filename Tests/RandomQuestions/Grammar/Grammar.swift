import CordonCatalog

/// Writes questions over the OMOP catalog as researchers write them: the same seed gives the same question everywhere.
///
/// Most keep to what the language accepts. Where SQLite has the same words for a part, the part is written twice, so that a question can be
/// compared with what plain SQLite gives.
struct Grammar {
    let catalog: Catalog
    var draw: Draw
    /// Queries within each other, as deep as they stand now.
    var queryDepth = 0
    /// Conditions of joins that WHERE has to hold.
    var pending: [Piece] = []
    /// WITH queries written so far, and what they give.
    var withs: [Piece] = []
    var named: [(name: String, relation: Relation)] = []
    /// `name=value` of the parameters written so far.
    var parameters: [String] = []
    private var aliases = 0

    init(catalog: Catalog, seed: UInt64) {
        self.catalog = catalog
        draw = Draw(seed: seed)
    }

    mutating func alias(_ letter: String) -> String {
        aliases += 1
        return "\(letter)\(aliases)"
    }

    /// A table of patients under an alias.
    mutating func base() -> Relation { scan(draw.one(TableSketch.patients, or: TableSketch.patients[0])) }

    mutating func scan(_ sketch: TableSketch) -> Relation {
        let alias = alias(String(sketch.name.prefix(1)))
        guard let table = catalog.table(named: sketch.name) else { return Relation(from: "\(sketch.name)", columns: [], rowKey: nil) }
        let columns = sketch.columns.compactMap { name in
            table.column(named: name).map { Column(name: "\(alias).\(name)", kind: Kind($0), isNullable: $0.nullable) }
        }
        return Relation(from: "\(sketch.name) \(alias)", columns: columns, rowKey: table.rowKey.map { "\(alias).\($0)" })
    }
}
