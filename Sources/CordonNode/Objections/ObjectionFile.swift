import CordonCatalog
import CordonValues

/// A file of identifiers of patients: one a line, or a column of a CSV file.
struct ObjectionFile {
    let path: String
    /// Nil for a file without a header whose lines are the identifiers.
    let column: String?

    /// In the order of the file; empty fields and blank lines are left out. A line that cannot be read refuses the file, since a patient might
    /// stand there.
    func patients() throws(Diagnostic) -> [String] {
        guard let column else {
            var lines = try CSVReader(path: path, dialect: CSVDialect(delimiter: 0x0A, hasQuotes: false))
            return try rest(of: &lines, at: 0)
        }
        for delimiter in [UInt8(ascii: ","), 0x09, UInt8(ascii: ";"), UInt8(ascii: "|")] {
            var reader = try CSVReader(path: path, dialect: CSVDialect(delimiter: delimiter))
            guard case .record(let header)? = try reader.next() else { continue }
            let names = header.fields.map { Self.text($0).lowercased() }
            if let position = names.firstIndex(of: column.lowercased()) { return try rest(of: &reader, at: position) }
        }
        throw Diagnostic(
            .fileUnreadable, "'\(path)' has no column \(column) in its first line.",
            hint: "Name a column of the file with --column, or leave it out for one identifier a line.")
    }

    private func rest(of reader: inout CSVReader, at position: Int) throws(Diagnostic) -> [String] {
        var patients: [String] = []
        while let item = try reader.next() {
            guard case .record(let record) = item, record.fields.indices.contains(position) else { throw unreadable(item) }
            let patient = Self.text(record.fields[position])
            if !patient.isEmpty { patients.append(patient) }
        }
        return patients
    }

    private static func text(_ field: SourceField) -> String { if case .text(let text) = field { text.trimmedOfBlanks } else { "" } }

    private func unreadable(_ item: SourceItem) -> Diagnostic {
        let line = switch item {
        case .record(let record): record.line
        case .fault(let fault): fault.line
        }
        return Diagnostic(.fileUnreadable, "Line \(line) of '\(path)' cannot be read.", hint: "Correct it: nothing of the file was taken.")
    }
}
