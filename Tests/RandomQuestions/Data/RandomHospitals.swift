import CordonCatalog
import CordonValues

/// Small invented hospitals with what breaks programs: NULLs, repeats, equal days, extremes of every type, texts that only bytes tell apart,
/// keys that are the same number in several hospitals, patients without rows, hospitals without patients.
public struct RandomHospitals: Sendable {
    /// CURRENT_DATE of every hospital.
    static let cutoff = "2021-12-31"

    public let catalog: Catalog
    public var hospitals: [TableRows]

    public init(catalog: Catalog, seed: UInt64, patients: ClosedRange<Int> = 8...30) {
        self.catalog = catalog
        var maker = HospitalMaker(catalog: catalog, draw: Draw(seed: seed))
        let (count, total) = (maker.draw.number(1...7), maker.draw.number(patients))
        // Each patient goes to one of them.
        var sizes = Array(repeating: 0, count: count)
        for _ in 0..<total { sizes[maker.draw.number(0...(count - 1))] += 1 }
        let vocabulary = maker.vocabulary()
        hospitals = sizes.map { maker.hospital(patients: $0).merging(vocabulary) { $1 } }
    }

    init(catalog: Catalog, hospitals: [TableRows]) {
        self.catalog = catalog
        self.hospitals = hospitals
    }

    /// One warehouse with everything. Keys are told apart by their hospital, and keep their order within it.
    public var pooled: TableRows {
        var all: TableRows = [:]
        for (number, tables) in hospitals.enumerated() {
            let names = Self.qualified(tables, catalog, hospital: number)
            for table in catalog.tables {
                guard let rows = tables[table.name] else { continue }
                if case .replicated = table.kind {
                    all[table.name] = rows
                } else {
                    all[table.name, default: []] += rows.map { row in
                        zip(row, table.columns).map { value, column in column.isKey ? names[value] ?? value : value }
                    }
                }
            }
        }
        return all
    }

    private static func qualified(_ tables: TableRows, _ catalog: Catalog, hospital: Int) -> [Value: Value] {
        var keys: Set<Int64> = []
        for table in catalog.tables {
            for row in tables[table.name] ?? [] {
                for (value, column) in zip(row, table.columns) where column.isKey {
                    if case .integer(let key) = value { keys.insert(key) }
                }
            }
        }
        let named = keys.sorted().enumerated().map { (Value.integer($1), Value.integer(Int64(hospital) * 1_000_000_000 + Int64($0))) }
        return Dictionary(uniqueKeysWithValues: named)
    }
}

extension CatalogColumn {
    fileprivate var isKey: Bool { role == .patient || role == .nodeKey }
}
