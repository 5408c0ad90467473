import CordonCatalog
import CordonValues

/// Which column of one part's header each catalog column is read from.
struct HeaderBinding {
    /// One per catalog column; nil where nothing is read from the source.
    let positions: [Int?]
    /// Number of columns in the source.
    let width: Int
    /// Columns of the source that the table has no use for.
    let ignored: [String]

    /// A mapped column that the header lacks, and one that stands twice in it, are errors. A column that is found by its name may be
    /// missing where the catalog allows NULL.
    init(_ mapping: TableMapping, header: [String], place: String) throws(Diagnostic) {
        positions = try mapping.columns.map { (column) throws(Diagnostic) in
            switch column.origin {
            case .rowNumber, .constant, .absent: return nil
            case .source(let reading):
                return try Self.required(header.indices.filter { header[$0] == reading.name }, reading.name, column, header, place)
            case .byName(let reading):
                let wanted = reading.name.lowercased()
                let found = header.indices.filter { header[$0].lowercased() == wanted }
                if found.isEmpty, column.column.nullable { return nil }
                return try Self.required(found, reading.name, column, header, place)
            }
        }
        width = header.count
        let used = Set(positions.compactMap { $0 })
        ignored = header.indices.filter { !used.contains($0) }.map { header[$0] }
    }

    private static func required(
        _ found: [Int], _ name: String, _ column: ColumnMapping, _ header: [String], _ place: String
    ) throws(Diagnostic) -> Int {
        guard let first = found.first else {
            let nearest = header.nearest(to: name).map { "Did you mean '\($0)'?" }
            throw Diagnostic(
                .mappingInvalid, "The header of '\(place)' has no column '\(name)', from which '\(column.column.name)' is read.",
                hint: nearest ?? "Check the mapping and the delimiter.")
        }
        guard found.count == 1 else {
            throw Diagnostic(.mappingInvalid, "The header of '\(place)' has the column '\(name)' twice.", hint: "Rename one of them.")
        }
        return first
    }
}
