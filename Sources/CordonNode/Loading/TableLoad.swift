import CordonCatalog
import CordonValues

/// Loads one catalog table from its CSV files, record by record.
struct TableLoad {
    private let mapping: TableMapping
    private let folder: String
    private var keys: KeyWatch
    private var uniformity: [Uniformity]
    private let bounds: [BoundsWatch?]
    private(set) var report: LoadReport.TableReport
    private var number: Int64 = 0

    init(_ mapping: TableMapping, folder: String) {
        self.mapping = mapping
        self.folder = folder
        keys = KeyWatch(mapping)
        uniformity = mapping.columns.map { Uniformity(isWatched: $0.origin.isSource) }
        bounds = mapping.columns.map { BoundsWatch($0.column) }
        report = LoadReport.TableReport(table: mapping.table.name)
    }

    /// Opens every file and reads its header, so that a wrong mapping is found before anything is loaded.
    func check() throws(Diagnostic) {
        for file in mapping.files { _ = try open(file) }
    }

    /// Hands every accepted row, in the catalog's column order, to `take`, and every rejected record to `reject`.
    mutating func run(
        take: ([Value]) throws(Diagnostic) -> Void, reject: (Rejection) throws(Diagnostic) -> Void,
        progress: (Int) -> Void
    ) throws(Diagnostic) {
        var before = 0
        for file in mapping.files {
            var (reader, rows) = try open(file)
            while let item = try reader.next() {
                if report.lines & 0xFFF == 0 { progress(before + reader.position) }
                if let rejection = try handle(item, rows, file, take) { try reject(rejection) }
            }
            before += reader.position
        }
        progress(before)
        report.uniform = zip(mapping.columns, uniformity).compactMap { column, watch in
            watch.kind(rows: report.rows).map { UniformColumn(column: column.column.name, kind: $0) }
        }
    }

    private func open(_ file: String) throws(Diagnostic) -> (CSVReader, RowReading) {
        var reader = try CSVReader(path: "\(folder)/\(file)", delimiter: mapping.delimiter)
        guard case .record(let header)? = try reader.next() else {
            throw Diagnostic(.fileUnreadable, "'\(file)' does not start with a header line.", hint: "Name the columns in the first line.")
        }
        return (reader, try RowReading(mapping, header: header, place: file))
    }

    private mutating func handle(
        _ item: CSVItem, _ rows: RowReading, _ file: String, _ take: ([Value]) throws(Diagnostic) -> Void
    ) throws(Diagnostic) -> Rejection? {
        number += 1
        switch item {
        case .fault(let fault):
            report.lines += fault.lines
            return note(Rejection(file: file, line: fault.line, lines: fault.lines, column: nil, reason: fault.reason))
        case .record(let record):
            report.lines += record.lines
            let row: [Value]
            do throws(RowReading.Fault) {
                row = try newRow(record, rows)
            } catch {
                return note(Rejection(file: file, line: record.line, lines: record.lines, column: error.column, reason: error.reason))
            }
            watch(row)
            try take(row)
            return nil
        }
    }

    private mutating func newRow(_ record: CSVRecord, _ rows: RowReading) throws(RowReading.Fault) -> [Value] {
        let row = try rows.row(record, number: number)
        guard keys.isNew(row) else { throw RowReading.Fault(column: nil, reason: .duplicateKey) }
        return row
    }

    private mutating func watch(_ row: [Value]) {
        report.rows += 1
        for (index, value) in row.enumerated() where index < uniformity.count && !value.isNull {
            uniformity[index].see(value)
            if let bounds = bounds[index], !bounds.holds(value) {
                report.outOfBounds[mapping.columns[index].column.name, default: 0] += 1
            }
        }
    }

    private mutating func note(_ rejection: Rejection) -> Rejection {
        report.rejectedLines += rejection.lines
        report.reasons[LoadReport.Reason(column: rejection.column, sentence: rejection.reason.rawValue), default: 0] += 1
        return rejection
    }
}
