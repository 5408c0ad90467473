import CordonCatalog
import CordonValues

/// Loads one catalog table from its parts, record by record.
struct TableLoad {
    private let mapping: TableMapping
    private let parts: [SourcePart]
    private let patientIndex: Int?
    private var keys: KeyWatch
    private var uniformity: [Uniformity]
    private let bounds: [BoundsWatch?]
    private(set) var report: LoadReport.TableReport
    private var number: Int64 = 0

    init(_ mapping: TableMapping, from source: LoadSource) throws(Diagnostic) {
        self.mapping = mapping
        parts = try source.parts(of: mapping)
        patientIndex = mapping.table.columns.firstIndex { $0.name == mapping.table.patientKey }
        keys = KeyWatch(mapping)
        uniformity = mapping.columns.map { Uniformity(isWatched: $0.origin.isRead) }
        bounds = mapping.columns.map { BoundsWatch($0.column) }
        report = LoadReport.TableReport(table: mapping.table.name, isMissing: parts.isEmpty)
    }

    /// Opens every part and reads its header, so that a wrong mapping is found before anything is loaded.
    func check() throws(Diagnostic) {
        for part in parts { _ = try PartReading(part, mapping) }
    }

    /// Hands every accepted row, in the catalog's column order, to `take`, and every rejected record to `reject`. Rows of patients who object
    /// are as if they were not there. `patients` learns of this table's patients, or says which of them it does not know.
    mutating func run(
        patients: inout PatientRegister, objections: inout ObjectionFilter?, take: ([Value]) throws(Diagnostic) -> Void, reject: (Rejection) throws(Diagnostic) -> Void,
        progress: (Int) -> Void
    ) throws(Diagnostic) {
        var before = 0
        for part in parts {
            var reading = try PartReading(part, mapping)
            report.note(reading)
            while let item = try reading.reader.next() {
                if report.lines & 0xFFF == 0 { progress(before + reading.reader.position) }
                switch try handle(item, reading.rows, part.place) {
                case .row(let row):
                    if let patientIndex, objections?.leavesOut(row[patientIndex]) == true { continue }
                    watch(row, &patients)
                    try take(row)
                case .rejection(let rejection): try reject(rejection)
                }
            }
            before += reading.reader.position
        }
        progress(before)
        for (column, watch) in zip(mapping.columns, uniformity) {
            guard let kind = watch.kind(rows: report.rows) else { continue }
            let uniform = UniformColumn(column: column.column.name, kind: kind)
            if case .source = column.origin { report.uniform.append(uniform) } else { report.uniformByName.append(uniform) }
        }
    }

    private enum Outcome {
        case row([Value])
        case rejection(Rejection)
    }

    private mutating func handle(_ item: SourceItem, _ rows: RowReading, _ place: String) throws(Diagnostic) -> Outcome {
        number += 1
        switch item {
        case .fault(let fault):
            report.lines += fault.lines
            return note(Rejection(file: place, line: fault.line, lines: fault.lines, column: nil, reason: fault.reason))
        case .record(let record):
            report.lines += record.lines
            do throws(RowReading.Fault) {
                let row = try rows.row(record, number: number)
                guard keys.isNew(row) else { throw RowReading.Fault(column: nil, reason: .duplicateKey) }
                return .row(row)
            } catch {
                return note(Rejection(file: place, line: record.line, lines: record.lines, column: error.column, reason: error.reason))
            }
        }
    }

    private mutating func watch(_ row: [Value], _ patients: inout PatientRegister) {
        report.rows += 1
        for (index, value) in row.enumerated() where index < uniformity.count && !value.isNull {
            uniformity[index].see(value)
            if let bounds = bounds[index], !bounds.holds(value) {
                report.outOfBounds[mapping.columns[index].column.name, default: 0] += 1
            }
        }
        guard let patientIndex, patients.table != nil else { return }
        if patients.table == mapping.table.name {
            patients.enter(row[patientIndex])
        } else if !patients.knows(row[patientIndex]) {
            report.strangers += 1
        }
    }

    private mutating func note(_ rejection: Rejection) -> Outcome {
        report.rejectedLines += rejection.lines
        report.reasons[LoadReport.Reason(column: rejection.column, sentence: rejection.reason.rawValue), default: 0] += 1
        return .rejection(rejection)
    }
}
