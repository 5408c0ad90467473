import CordonCatalog
import CordonValues

/// Where some rows of a table are: one CSV file, or one relation of a SQLite file.
enum SourcePart {
    case file(folder: String, name: String)
    case relation(SourceDatabase, String)

    /// Names the part in reports and errors.
    var place: String {
        switch self {
        case .file(_, let name): name
        case .relation(_, let name): name
        }
    }

    /// A reader at the first record after the header, and the header.
    func open(_ dialect: CSVDialect) throws(Diagnostic) -> (reader: RecordReader, header: [String]) {
        switch self {
        case .file(let folder, let name):
            var reader = try CSVReader(path: "\(folder)/\(name)", dialect: dialect)
            guard case .record(let header)? = try reader.next() else {
                throw Diagnostic(
                    .fileUnreadable, "'\(name)' does not start with a header line.", hint: "Name the columns in the first line.")
            }
            return (.csv(reader), header.fields.map { if case .text(let name) = $0 { name.trimmedOfBlanks } else { "" } })
        case .relation(let database, let name):
            let reader = try database.reader(of: name)
            return (.relation(reader), reader.header)
        }
    }
}

/// Reads the records of one part.
enum RecordReader {
    case csv(CSVReader)
    case relation(RelationReader)

    mutating func next() throws(Diagnostic) -> SourceItem? {
        switch self {
        case .csv(var reader):
            defer { self = .csv(reader) }
            return try reader.next()
        case .relation(let reader): return try reader.next()
        }
    }

    /// Bytes taken from the file so far; 0 for a relation.
    var position: Int {
        switch self {
        case .csv(let reader): reader.position
        case .relation: 0
        }
    }
}
