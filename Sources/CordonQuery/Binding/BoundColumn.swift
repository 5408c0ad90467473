import CordonCatalog
import CordonValues

/// A column of a relation of the question: one of a catalog table, or one that a subquery makes. Expressions that name it share what is
/// known of it.
struct BoundColumn: Sendable {
    private let facts: Facts

    /// Of one column; none changes.
    private final class Facts: Sendable {
        let relation: Int
        let planName: String
        let column: CatalogColumn
        let table: CatalogTable?
        let origin: BoundExpression?
        let isOnePerPatient: Bool
        let deferredReads: [ColumnRead]
        let weighs: Bool
        let typed: TypedExpression

        init(
            _ relation: Int, _ planName: String, _ column: CatalogColumn, _ table: CatalogTable?, _ origin: BoundExpression?,
            isOnePerPatient: Bool, _ deferredReads: [ColumnRead], weighs: Bool
        ) {
            self.relation = relation
            self.planName = planName
            self.column = column
            self.table = table
            self.origin = origin
            self.isOnePerPatient = isOnePerPatient
            self.deferredReads = deferredReads
            self.weighs = weighs
            typed = .column(.table(relation: relation, column: planName), column.type)
        }
    }

    var relation: Int { facts.relation }
    /// The name in the plan, unique in the relation.
    var planName: String { facts.planName }
    /// What the catalog says of the column, or what follows for a derived one: name, type, role, unit.
    var column: CatalogColumn { facts.column }
    /// Nil for a derived column.
    var table: CatalogTable? { facts.table }
    /// Of a derived column an expression over the relations below that has all of its values (but for NULL): its definition, or the
    /// argument of a MIN or LAG.
    var origin: BoundExpression? { facts.origin }
    /// One value for each patient, whatever joins multiply.
    var isOnePerPatient: Bool { facts.isOnePerPatient }
    /// What naming it reads, where `*` put it into its relation.
    var deferredReads: [ColumnRead] { facts.deferredReads }
    /// Conditions inside choose among numbers, or are added to others: how many rows meet them can follow from a sum of it.
    var weighs: Bool { facts.weighs }
    /// The column as an expression of the plan.
    var typed: TypedExpression { facts.typed }

    var reference: ColumnReference { .table(relation: relation, column: planName) }

    var name: String { facts.column.name }
    var type: ValueType { facts.column.type }

    /// Its table or subquery and its name, for telling whether two columns have the same values.
    var sourceName: [String] { [facts.table?.name ?? "#\(relation)", name] }

    /// The same where two values are of one column, for as long as either of them is held.
    var identity: ObjectIdentifier { ObjectIdentifier(facts) }

    /// NULL in every row, as the question writes it.
    var isNull: Bool {
        guard let origin else { return false }
        return origin.column?.isNull ?? origin.constant?.isNull ?? false
    }

    var isKey: Bool {
        switch facts.column.role {
        case .patient, .nodeKey: true
        case .category, .measure, .date, .identifier, .text: false
        }
    }

    init(_ column: CatalogColumn, of table: CatalogTable, relation: Int) {
        facts = Facts(relation, column.name, column, table, nil, isOnePerPatient: table.isOneRowPerPatient, [], weighs: false)
    }

    init(
        derived column: CatalogColumn, planName: String, relation: Int, origin: BoundExpression?, isOnePerPatient: Bool = false,
        deferredReads: [ColumnRead] = [], weighs: Bool = false
    ) {
        // What would be too large to look at is looked at as it stands, which is stricter.
        let known = origin.flatMap { $0.weight <= QuestionLimits.originWeight ? $0 : nil }
        facts = Facts(relation, planName, column, nil, known, isOnePerPatient: isOnePerPatient, deferredReads, weighs: weighs || origin?.weighs ?? false)
    }

    /// The same column under another name, as aliases give.
    func renamed(_ name: String) -> BoundColumn {
        let renamed = CatalogColumn(
            name: name, type: column.type, role: column.role, unit: column.unit, title: column.title, nullable: column.nullable)
        return BoundColumn(Facts(relation, planName, renamed, table, origin, isOnePerPatient: isOnePerPatient, deferredReads, weighs: weighs))
    }

    /// The same column on the side of an outer join that may be absent: a patient's rows have its value or NULL.
    func mayBeAbsent() -> BoundColumn { BoundColumn(Facts(relation, planName, column, table, origin, isOnePerPatient: false, deferredReads, weighs: weighs)) }

    private init(_ facts: Facts) { self.facts = facts }
}
