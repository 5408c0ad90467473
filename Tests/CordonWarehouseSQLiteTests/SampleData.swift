import CordonCatalog
import CordonTestSupport
import CordonValues
import CordonWarehouse
import CordonWarehouseSQLite

/// A catalog with every type, and rows with everything that has ever gone wrong with one.
enum SampleData {
    static func catalog(patientKey: ValueType = .bigint) -> Catalog {
        let patient = CatalogColumn(name: "patient_id", type: patientKey, role: .patient, title: "Patient", nullable: false)
        let columns = ValueType.allCases.flatMap { type in
            ["a", "b"].map { CatalogColumn(name: "\(type.rawValue)_\($0)", type: type, role: .category(codes: []), title: "Sample") }
        }
        let row = CatalogColumn(name: "row_id", type: .bigint, role: .nodeKey, title: "Row", nullable: false)
        return Catalog(
            name: "sample", version: "1", title: "Sample",
            tables: [
                CatalogTable(
                    name: "person", title: "One row for each", kind: .patientLocal(patientKey: "patient_id", rowKey: ["patient_id"]),
                    columns: [patient] + columns),
                CatalogTable(
                    name: "sample", title: "Several rows for each", kind: .patientLocal(patientKey: "patient_id", rowKey: ["row_id"]),
                    columns: [row, patient] + columns),
            ], hash: String(repeating: "ab", count: 32))
    }

    static func values(of type: ValueType) -> [Value] {
        switch type {
        case .boolean: [.boolean(true), .boolean(false)]
        case .integer: [0, 1, -1, 2, 7, -7, 31, 2_147_483_647, -2_147_483_648].map(Value.integer)
        case .bigint: [0, 1, -1, 3, -10, 2_147_483_648, 9_007_199_254_740_993, Int64.max, Int64.min, Int64.min + 1].map(Value.integer)
        case .numeric:
            ["0", "1", "-1", "0.5", "-2.5", "2.5", "3.75", "1e-30", "123456789012345678901234567890.5"].compactMap { Rational(decimal: $0) }
                .map(Value.numeric)
        case .double:
            [0, -0.0, 1, -1, 0.1, 2.5, -2.5, 3.5, 1e308, -1e308, .leastNonzeroMagnitude, 1e-200, 1e15, 9.3e18, 123_456_789.125].map { Value.double($0) }
        case .text:
            ["", "a", "A", "ab", "é", "e\u{301}", "ß", "100%", "a_b", "a\\b", "12", "12x", "2024-02-29", "true", "日本語", "%", "0.5"].map(Value.text)
        case .date:
            ["1970-01-01", "1969-12-31", "2024-02-29", "2023-03-31", "0001-01-01", "9999-12-31"].compactMap(CalendarDate.init(iso:)).map(Value.date)
        case .timestamp:
            ["1970-01-01", "1969-12-31 23:59:59.999999", "2024-02-29 12:30:00.5", "2023-03-31 00:00:01", "0001-01-01", "9999-12-31 23:59:59"]
                .compactMap(CalendarTimestamp.init(text:)).map(Value.timestamp)
        }
    }

    static func tables(
        _ catalog: Catalog, patients: Int, rows: Int, using random: inout SeededRandom, patientKey: (Int) -> Value = { .integer(Int64($0) * 1_000_003) }
    ) -> [String: [[Value]]] {
        func cells(_ random: inout SeededRandom) -> [Value] {
            ValueType.allCases.flatMap { type in
                (0..<2).map { _ in Int.random(in: 0..<5, using: &random) == 0 ? .null : values(of: type).randomElement(using: &random) ?? .null }
            }
        }
        let persons = (0..<patients).map { [patientKey($0)] + cells(&random) }
        let samples = (0..<rows).map { row in
            [.integer(Int64(row)), patientKey(Int.random(in: 0..<max(patients, 1) + 3, using: &random))] + cells(&random)
        }
        return ["person": persons, "sample": samples]
    }

    static func write(_ tables: [String: [[Value]]], _ catalog: Catalog, to directory: String) throws -> SQLiteWarehouse {
        let writer = try SnapshotWriter(directory: directory, catalog: catalog, number: 1)
        for table in catalog.tables {
            try writer.begin(table.name)
            for row in tables[table.name] ?? [] { try writer.insert(row) }
        }
        _ = try writer.commit(cutoff: .last)
        return try SnapshotFolder(directory: directory).current(catalog: catalog)
    }
}
