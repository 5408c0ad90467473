import CordonCatalog
import CordonValues

/// What is proved of a relation: whose its rows are, by which keys one can tell, and in which order they come.
///
/// Claim of every rule in this folder: the rows of the relation over the union of all hospitals are the rows that the hospitals have
/// each for themselves, taken together. A key here is one that names something of one hospital (a patient, a stay): in the union
/// it is understood with the hospital's name, so that equal keys are always of one hospital.
struct Locality: Sendable {
    var property: LocalityProperty
    /// Columns that hold a key of the hospital whose row it is, or NULL.
    var keys: [LocalKey]
    /// The patient whose row it is; nil where none is reached.
    var patient: BoundExpression?
    /// Expressions that order the rows totally, whatever hospital they are of; nil where none are known.
    var rowKey: [BoundExpression]?
    var proof: LocalityProof

    /// Patients' rows that are not tied to a row of a query around.
    var isLocal: Bool { property == .patientLocal || property == .nodeLocal }

    func holdsKey(_ expression: TypedExpression) -> LocalKey? { keys.first { $0.expression == expression } }
}

struct LocalKey: Sendable, Hashable {
    let expression: TypedExpression
    let entity: KeyEntity
    var isNonNull: Bool
    /// As the question names it.
    let name: String

    var isPatient: Bool { entity == .patient }
}

extension LocalityProof {
    init(_ relation: String, _ property: LocalityProperty, _ rule: String, _ premises: [LocalityProof] = []) {
        self.init(relation: relation, property: property, rule: rule, premises: premises)
    }
}

extension Locality {
    /// A table as the catalog declares it.
    static func scan(
        _ table: CatalogTable, _ columns: [BoundColumn], alias: String, _ catalog: Catalog, _ span: Range<Int>
    ) -> Locality {
        func expression(_ name: String) -> BoundExpression? { columns.first { $0.planName == name }.map { .column($0, span) } }
        let name = alias == table.name ? alias : "\(table.name) \(alias)"
        let rowKey = table.rowKey.compactMap(expression)
        let keys = columns.filter(\.isKey).map {
            LocalKey(
                expression: .column($0.reference, $0.column.type), entity: KeyEntity($0.column, catalog),
                isNonNull: !$0.column.nullable, name: "\(alias).\($0.column.name)")
        }
        switch table.kind {
        case .patientLocal(let key, _):
            let rule = "The catalog says that each row of \(table.name) belongs to the patient in \(key)."
            return Locality(
                property: .patientLocal, keys: keys, patient: expression(key), rowKey: rowKey,
                proof: LocalityProof(name, .patientLocal, rule))
        case .nodeOwned:
            let rule = "The catalog says that each row of \(table.name) belongs to one hospital."
            return Locality(
                property: .nodeLocal, keys: keys, patient: nil, rowKey: rowKey, proof: LocalityProof(name, .nodeLocal, rule))
        case .replicated:
            let rule = "The catalog says that \(table.name) is the same at every hospital."
            return Locality(property: .replicated, keys: [], patient: nil, rowKey: rowKey, proof: LocalityProof(name, .replicated, rule))
        }
    }

    /// Rows that the question writes itself.
    static func written(_ name: String, _ rule: String, rowKey: [BoundExpression]?) -> Locality {
        Locality(property: .replicated, keys: [], patient: nil, rowKey: rowKey, proof: LocalityProof(name, .replicated, rule))
    }
}
