import CordonCatalog
import CordonValues

/// Turns records of one CSV file into rows of one catalog table.
struct RowReading {
    /// A row that was not made: the catalog column at fault and why.
    struct Fault: Error, Hashable {
        let column: String?
        let reason: RejectionReason
    }

    private enum Step {
        case field(Int, FieldStep)
        case rowNumber
        case constant(Value)
    }

    private let steps: [Step]
    private let width: Int

    /// `header` is the file's first record. A mapped column that it lacks, and a name that stands twice in it, are errors.
    init(_ mapping: TableMapping, header: CSVRecord, place: String) throws(Diagnostic) {
        let names = header.fields.map(\.trimmedOfBlanks)
        width = names.count
        steps = try mapping.columns.map { (column) throws(Diagnostic) in
            switch column.origin {
            case .rowNumber: .rowNumber
            case .constant(let value): .constant(value)
            case .absent: .constant(.null)
            case .source(let reading):
                .field(
                    try Self.position(of: reading.name, in: names, place: place, column: column.column.name),
                    FieldStep(column.column, reading, decimalComma: mapping.decimalComma))
            }
        }
    }

    private static func position(
        of name: String, in header: [String], place: String, column: String
    ) throws(Diagnostic) -> Int {
        guard let found = header.firstIndex(of: name) else {
            let nearest = header.nearest(to: name).map { "Did you mean '\($0)'?" }
            throw Diagnostic(
                .mappingInvalid, "The header of '\(place)' has no column '\(name)', from which '\(column)' is read.",
                hint: nearest ?? "Check the mapping and the delimiter.")
        }
        guard !header[(found + 1)...].contains(name) else {
            throw Diagnostic(.mappingInvalid, "The header of '\(place)' has the column '\(name)' twice.", hint: "Rename one of them.")
        }
        return found
    }

    /// The row of a record, in the catalog's column order. `number` is its place among the table's data records, from 1.
    func row(_ record: CSVRecord, number: Int64) throws(Fault) -> [Value] {
        guard record.fields.count == width else { throw Fault(column: nil, reason: .fieldCount) }
        var row: [Value] = []
        row.reserveCapacity(steps.count)
        for step in steps {
            switch step {
            case .rowNumber: row.append(.integer(number))
            case .constant(let value): row.append(value)
            // `position` is below the header's width, which this record has.
            case .field(let position, let field): row.append(try field.value(record.fields[position]))
            }
        }
        return row
    }
}

/// The steps of ``SourceReading`` on one field.
private struct FieldStep {
    private let column: CatalogColumn
    private let trims: Bool
    private let nulls: Set<String>
    private let replacements: [String: String]
    private let reading: FieldReading
    private let codes: Set<Value>

    init(_ column: CatalogColumn, _ source: SourceReading, decimalComma: Bool) {
        self.column = column
        trims = source.trims
        nulls = Set(source.nulls)
        replacements = source.replacements
        reading = FieldReading(column, decimalComma: decimalComma, dates: source.dates)
        if case .category(let codes) = column.role { self.codes = Set(codes.map(\.value)) } else { codes = [] }
    }

    func value(_ field: String) throws(RowReading.Fault) -> Value {
        let text = trims ? field.trimmedOfBlanks : field
        if nulls.contains(text) {
            guard column.nullable else { throw RowReading.Fault(column: column.name, reason: .missing) }
            return .null
        }
        guard let value = reading.value(replacements[text] ?? text) else {
            throw RowReading.Fault(column: column.name, reason: .notOfType)
        }
        guard codes.isEmpty || codes.contains(value) else { throw RowReading.Fault(column: column.name, reason: .notInCodes) }
        return value
    }
}

extension String {
    /// Without blanks and tabs at both ends.
    fileprivate var trimmedOfBlanks: String {
        func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
        guard let first = utf8.first, let last = utf8.last, isBlank(first) || isBlank(last) else { return self }
        let start = utf8.drop(while: isBlank)
        guard let end = start.lastIndex(where: { !isBlank($0) }) else { return "" }
        return String(start[...end]) ?? self
    }
}
