import CordonCatalog

/// What a key names. Keys of different things may have the same number and mean nothing by it.
enum KeyEntity: Sendable, Hashable {
    case patient
    /// A row of a patients' table, such as a stay: it belongs to one patient.
    case record(table: String)
    /// Something of the hospital that many patients may have, such as a care site.
    case shared(String)
    /// A row of some table, the key does not say of which: `cost_event_id`.
    case any

    /// A key is one of the table whose row key it is named after: `visit_occurrence_id`, also `preceding_visit_occurrence_id`.
    init(_ column: CatalogColumn, _ catalog: Catalog) {
        guard column.role != .patient else {
            self = .patient
            return
        }
        let owner = catalog.tables.first { table in
            guard table.rowKey.count == 1, let key = table.rowKey.first else { return false }
            return column.name == key || column.name.hasSuffix("_\(key)")
        }
        switch owner?.kind {
        case .patientLocal: self = .record(table: owner?.name ?? column.name)
        case .nodeOwned, .replicated: self = .shared(owner?.name ?? column.name)
        case nil: self = .any
        }
    }

    /// What an equality of keys of both names; nil where it compares different things.
    func shared(with other: KeyEntity) -> KeyEntity? { self == other ? self : self == .any || other == .any ? .any : nil }

    /// Of a column that holds keys of both.
    func joined(with other: KeyEntity) -> KeyEntity { self == other ? self : .any }

    /// Rows that have it in common belong to one patient.
    var isOfOnePatient: Bool {
        switch self {
        case .patient, .record: true
        case .shared, .any: false
        }
    }
}
