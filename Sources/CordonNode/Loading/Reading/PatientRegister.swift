import CordonCatalog
import CordonValues

/// The patients that a catalog's patient table has: the first table with one row for each. It counts rows of other tables whose
/// patient is not among them, which is a fault of many exports: such rows are loaded, and answer questions that do not join the table.
struct PatientRegister {
    /// The table that says who is a patient; nil when the catalog has none.
    let table: String?
    private var wholes: Set<Int64> = []
    private var others: Set<Value> = []

    init(_ catalog: Catalog) { table = catalog.tables.first(where: \.isOneRowPerPatient)?.name }

    mutating func enter(_ patient: Value) {
        if case .integer(let number) = patient { wholes.insert(number) } else { others.insert(patient) }
    }

    func knows(_ patient: Value) -> Bool {
        if case .integer(let number) = patient { wholes.contains(number) } else { others.contains(patient) }
    }
}
