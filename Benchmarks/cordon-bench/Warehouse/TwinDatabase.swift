import CordonCatalog
import CordonSQLite
import CordonValues
import CordonWarehouseSQLite
import Foundation

/// Two databases with the same rows: one as a hospital's OMOP database stands in SQLite, one as a node loads it.
final class TwinDatabase {
    private let catalog: Catalog
    private let raw: Connection
    private let snapshot: SnapshotWriter

    init(folder: String, catalog: Catalog) throws {
        self.catalog = catalog
        try FileManager.default.createDirectory(atPath: "\(folder)/snapshots", withIntermediateDirectories: true)
        guard !FileManager.default.fileExists(atPath: "\(folder)/omop.sqlite") else {
            throw Diagnostic(.conflict, "'\(folder)' holds a database already.", hint: "Name another folder.")
        }
        raw = try Connection(path: "\(folder)/omop.sqlite", mode: .create)
        snapshot = try SnapshotWriter(directory: "\(folder)/snapshots", catalog: catalog, number: 1)
        try raw.executeScript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -200000; BEGIN")
        for table in catalog.tables {
            let columns = table.columns.map { "\"\($0.name)\" \(Self.type($0.type))" }.joined(separator: ", ")
            try raw.execute("CREATE TABLE \"\(table.name)\" (\(columns))")
        }
    }

    /// As OHDSI's definition for SQLite writes types, days as ISO text.
    private static func type(_ type: ValueType) -> String {
        switch type {
        case .integer, .bigint, .boolean: "INTEGER"
        case .double, .numeric: "REAL"
        case .text, .date, .timestamp: "TEXT"
        }
    }

    /// The rows of one table, written with `fill`, which is given a sink.
    func table(_ name: String, _ fill: (TableSink) throws -> Void) throws {
        guard let table = catalog.table(named: name) else { throw Diagnostic(.unknownTable, "There is no table '\(name)'.") }
        try snapshot.begin(name)
        let places = table.columns.map { _ in "?" }.joined(separator: ", ")
        let statement = try raw.prepare("INSERT INTO \"\(name)\" VALUES (\(places))")
        try fill(TableSink(table, statement, snapshot))
    }

    /// OMOP's usual indexes (its DDL for PostgreSQL has the same), statistics for SQLite's planner, and the snapshot's end.
    func finish(cutoff: CalendarDate) throws {
        for table in catalog.tables {
            guard let key = table.rowKey.first, table.rowKey.count == 1 else { continue }
            try raw.execute("CREATE UNIQUE INDEX \"xpk_\(table.name)\" ON \"\(table.name)\" (\"\(key)\")")
        }
        let indexed = [
            "person": ["gender_concept_id"], "observation_period": ["person_id"], "visit_occurrence": ["person_id", "visit_concept_id"],
            "condition_occurrence": ["person_id", "condition_concept_id", "visit_occurrence_id"],
            "drug_exposure": ["person_id", "drug_concept_id", "visit_occurrence_id"],
            "measurement": ["person_id", "measurement_concept_id", "visit_occurrence_id"],
            "concept_ancestor": ["ancestor_concept_id", "descendant_concept_id"],
        ]
        for (table, columns) in indexed.sorted(by: { $0.key < $1.key }) {
            for column in columns { try raw.execute("CREATE INDEX \"idx_\(table)_\(column)\" ON \"\(table)\" (\"\(column)\")") }
        }
        try raw.executeScript("COMMIT; ANALYZE")
        _ = try snapshot.commit(cutoff: cutoff)
    }
}

/// Takes the rows of one table.
final class TableSink {
    private let table: CatalogTable
    private let statement: Statement
    private let snapshot: SnapshotWriter
    private let positions: [String: Int]
    private var row: [Value]
    private static let days = (0..<20_000).map { CalendarDate(daysSince1970: $0)?.description ?? "" }

    fileprivate init(_ table: CatalogTable, _ statement: consuming Statement, _ snapshot: SnapshotWriter) {
        self.table = table
        self.statement = statement
        self.snapshot = snapshot
        positions = Dictionary(uniqueKeysWithValues: table.columns.enumerated().map { ($1.name, $0) })
        row = table.columns.map { $0.nullable ? .null : $0.type.isNumber ? .integer(0) : .text("") }
    }

    /// Writes one row: the columns named, the others empty.
    func write(_ values: KeyValuePairs<String, Value>) throws {
        for (name, value) in values {
            guard let position = positions[name] else { throw Diagnostic(.unknownColumn, "There is no column '\(name)' in '\(table.name)'.") }
            row[position] = value
        }
        for (index, value) in row.enumerated() {
            switch value {
            case .null: try statement.bindNull(at: index)
            case .integer(let number): try statement.bind(integer: number, at: index)
            case .double(let number): try statement.bind(double: number.value, at: index)
            case .text(let text): try statement.bind(text: text, at: index)
            case .date(let day):
                let number = Int(day.daysSince1970)
                try statement.bind(text: Self.days.indices.contains(number) ? Self.days[number] : day.description, at: index)
            case .boolean(let truth): try statement.bind(integer: truth ? 1 : 0, at: index)
            case .numeric, .timestamp: throw Diagnostic(.typeMismatch, "'\(table.name)' has no such values here.")
            }
        }
        try statement.run()
        try snapshot.insert(row)
    }
}
