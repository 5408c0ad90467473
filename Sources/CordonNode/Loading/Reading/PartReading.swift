import CordonCatalog
import CordonValues

/// One part of a table's source, open at its first record, with all that had to be found out about it.
struct PartReading {
    var reader: RecordReader
    let rows: RowReading
    /// Columns of the source that the table has no use for.
    let ignored: [String]
    /// Encodings of days that were found out and are not ISO text, by catalog column.
    let foundDates: [String: DateEncoding]

    init(_ part: SourcePart, _ mapping: TableMapping) throws(Diagnostic) {
        let dialect = if let declared = mapping.dialect { declared } else { try DialectDetection.dialect(of: part, for: mapping) }
        let (reader, header) = try part.open(dialect)
        let binding = try HeaderBinding(mapping, header: header, place: part.place)
        let undecided = zip(mapping.columns, binding.positions).compactMap { column, position -> UndecidedDate? in
            guard let position, [.date, .timestamp].contains(column.column.type) else { return nil }
            switch column.origin {
            case .source(let reading), .byName(let reading):
                return reading.dates == nil ? UndecidedDate(column: column.column.name, position: position, words: FieldWords(reading)) : nil
            case .rowNumber, .constant, .absent: return nil
            }
        }
        let found = try Self.dates(undecided, part, dialect)
        self.reader = reader
        rows = RowReading(mapping, binding, dates: found)
        ignored = binding.ignored
        let notable = undecided.compactMap { date in found[date.position].map { (date.column, $0) } }.filter { $0.1 != .iso }
        foundDates = Dictionary(notable) { first, _ in first }
    }

    private struct UndecidedDate {
        let column: String
        let position: Int
        let words: FieldWords
    }

    /// By position in the source.
    private static func dates(_ undecided: [UndecidedDate], _ part: SourcePart, _ dialect: CSVDialect) throws(Diagnostic) -> [Int: DateEncoding] {
        guard !undecided.isEmpty else { return [:] }
        var detections = undecided.map { _ in DateDetection() }
        var (reader, _) = try part.open(dialect)
        var seen = 0
        while seen < DateDetection.sample, let item = try reader.next() {
            guard case .record(let record) = item else { continue }
            seen += 1
            for (index, date) in undecided.enumerated() where record.fields.indices.contains(date.position) {
                detections[index].see(date.words.word(record.fields[date.position]))
            }
        }
        var found: [Int: DateEncoding] = [:]
        for (date, detection) in zip(undecided, detections) {
            guard let encoding = detection.encoding else {
                throw Diagnostic(
                    .mappingInvalid, "How '\(date.column)' writes days in '\(part.place)' cannot be told from its first values.",
                    hint: "Declare it in the mapping: \(date.column): {source: NAME, date: \(DateEncoding.allCases.map(\.rawValue).joined(separator: " or "))}.")
            }
            found[date.position] = encoding
        }
        return found
    }
}
