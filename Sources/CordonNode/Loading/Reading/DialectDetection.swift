import CordonCatalog
import CordonValues

/// Finds out how a CSV file is cut into fields: by the delimiter that makes most of the table's columns of its header.
enum DialectDetection {
    static func dialect(of part: SourcePart, for mapping: TableMapping) throws(Diagnostic) -> CSVDialect {
        guard case .file = part else { return CSVDialect(delimiter: UInt8(ascii: ",")) }
        let wanted = Set(mapping.columns.compactMap { $0.origin.sourceName?.lowercased() })
        var best = (dialect: CSVDialect(delimiter: UInt8(ascii: ",")), columns: 0)
        for delimiter in [UInt8(ascii: ","), 0x09, UInt8(ascii: ";"), UInt8(ascii: "|")] {
            let header = try part.open(CSVDialect(delimiter: delimiter)).header
            let columns = header.count { wanted.contains($0.lowercased()) }
            guard columns > best.columns else { continue }
            best = (CSVDialect(delimiter: delimiter, hasQuotes: try quotes(part, delimiter)), columns)
        }
        return best.dialect
    }

    /// Files cut by tabs have no quotes unless their header has: Athena writes `"` inside names without doubling it.
    private static func quotes(_ part: SourcePart, _ delimiter: UInt8) throws(Diagnostic) -> Bool {
        guard delimiter == 0x09 else { return true }
        return try part.open(CSVDialect(delimiter: delimiter, hasQuotes: false)).header.contains { $0.hasPrefix("\"") }
    }
}

extension ColumnMapping.Origin {
    /// The name of the source's column that is read.
    var sourceName: String? {
        switch self {
        case .source(let reading), .byName(let reading): reading.name
        case .rowNumber, .constant, .absent: nil
        }
    }
}
