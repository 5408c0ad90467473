import CordonCatalog
import CordonValues

/// A column of a relation of the question: one of a catalog table, or one that a subquery makes.
struct BoundColumn: Sendable {
    let relation: Int
    /// The name in the plan, unique in the relation.
    let planName: String
    /// What the catalog says of the column, or what follows for a derived one: name, type, role, unit.
    let column: CatalogColumn
    /// Nil for a derived column.
    let table: CatalogTable?
    /// Of a derived column an expression over the relations below that has all of its values (but for NULL): its definition, or the
    /// argument of a MIN or LAG.
    let origin: BoundExpression?
    /// One value for each patient, whatever joins multiply.
    let isOnePerPatient: Bool
    /// What naming it reads, where `*` put it into its relation.
    let deferredReads: [ColumnRead]

    var reference: ColumnReference { .table(relation: relation, column: planName) }

    /// Its table or subquery and its name, for telling whether two columns have the same values.
    var sourceName: [String] { [table?.name ?? "#\(relation)", column.name] }

    /// NULL in every row, as the question writes it.
    var isNull: Bool {
        guard let origin else { return false }
        return origin.column?.isNull ?? origin.constant?.isNull ?? false
    }

    var isKey: Bool {
        switch column.role {
        case .patient, .nodeKey: true
        case .category, .measure, .date, .identifier, .text: false
        }
    }

    init(_ column: CatalogColumn, of table: CatalogTable, relation: Int) {
        self.relation = relation
        planName = column.name
        self.column = column
        self.table = table
        origin = nil
        isOnePerPatient = table.isOneRowPerPatient
        deferredReads = []
    }

    init(
        derived column: CatalogColumn, planName: String, relation: Int, origin: BoundExpression?, isOnePerPatient: Bool = false,
        deferredReads: [ColumnRead] = []
    ) {
        self.relation = relation
        self.planName = planName
        self.column = column
        table = nil
        // What would be too large to look at is looked at as it stands, which is stricter.
        self.origin = origin.flatMap { $0.weight <= QuestionLimits.originWeight ? $0 : nil }
        self.isOnePerPatient = isOnePerPatient
        self.deferredReads = deferredReads
    }

    /// The same column under another name, as aliases give.
    func renamed(_ name: String) -> BoundColumn {
        let renamed = CatalogColumn(
            name: name, type: column.type, role: column.role, unit: column.unit, title: column.title, nullable: column.nullable)
        return BoundColumn(
            relation: relation, planName: planName, column: renamed, table: table, origin: origin, isOnePerPatient: isOnePerPatient,
            deferredReads: deferredReads)
    }

    /// The same column on the side of an outer join that may be absent: a patient's rows have its value or NULL.
    func mayBeAbsent() -> BoundColumn {
        BoundColumn(
            relation: relation, planName: planName, column: column, table: table, origin: origin, isOnePerPatient: false,
            deferredReads: deferredReads)
    }

    private init(
        relation: Int, planName: String, column: CatalogColumn, table: CatalogTable?, origin: BoundExpression?, isOnePerPatient: Bool,
        deferredReads: [ColumnRead]
    ) {
        self.relation = relation
        self.planName = planName
        self.column = column
        self.table = table
        self.origin = origin
        self.isOnePerPatient = isOnePerPatient
        self.deferredReads = deferredReads
    }
}
