import CordonValues

/// How what one hospital holds becomes the tables of a catalog. Only ``init(file:catalog:)``, ``init(yaml:place:catalog:)`` and
/// ``byName(_:)`` make one, so a value of this type names every table and every column of its catalog exactly once.
public struct Mapping: Sendable, Hashable {
    public let catalog: String
    /// In the catalog's order.
    public let tables: [TableMapping]
    /// SHA-256 of the file's bytes, lower-case hexadecimal.
    public let hash: String
}

/// Where the rows of one catalog table come from.
public struct TableMapping: Sendable, Hashable {
    public enum Rows: Sendable, Hashable {
        /// CSV files, relative to the folder that is loaded; their rows are one after the other.
        case files([String])
        /// A table or view of the SQLite file that is loaded.
        case relation(String)
        /// The file, table or view that has the catalog table's name, in any case; without one the table is empty.
        case byName
    }

    public let table: CatalogTable
    public let rows: Rows
    /// How the text of CSV files is cut into fields; nil: found out from the header.
    public let dialect: CSVDialect?
    /// Numbers are written `1,5`, not `1.5`.
    public let decimalComma: Bool
    /// In the catalog table's column order.
    public let columns: [ColumnMapping]

    /// The rows as files, for a mapping that names files.
    public var files: [String] { if case .files(let files) = rows { files } else { [] } }
}

/// How the text of a CSV file is cut into fields.
public struct CSVDialect: Sendable, Hashable {
    /// One ASCII character: comma, semicolon, tab or bar.
    public let delimiter: UInt8
    /// Fields may stand in double quotes (RFC 4180). Without, a quote is a character like any other, as in the vocabulary files that
    /// OHDSI's Athena writes.
    public let hasQuotes: Bool

    public init(delimiter: UInt8, hasQuotes: Bool = true) {
        self.delimiter = delimiter
        self.hasQuotes = hasQuotes
    }
}

/// Where the values of one catalog column come from and how their text reads.
public struct ColumnMapping: Sendable, Hashable {
    public let column: CatalogColumn
    public let origin: Origin

    public enum Origin: Sendable, Hashable {
        /// A column of the source, which must be there.
        case source(SourceReading)
        /// The source's column of this name in any case. Where it is missing and the catalog allows it, NULL in every row.
        case byName(SourceReading)
        /// 1, 2, 3, … over the data records of all files of the table, rejected ones counted, so that a key does not depend on which
        /// records were rejected.
        case rowNumber
        /// The same value in every row.
        case constant(Value)
        /// The hospital does not have it: NULL in every row.
        case absent
    }
}

/// How the text of one field becomes a value; the steps apply in the order of the properties.
public struct SourceReading: Sendable, Hashable {
    /// The name in the source's header.
    public let name: String
    /// Blanks and tabs at both ends are dropped.
    public let trims: Bool
    /// Spellings that mean NULL, compared as text.
    public let nulls: [String]
    /// Spellings that mean another spelling.
    public let replacements: [String: String]
    /// Nil: found out from the column's first values.
    public let dates: DateEncoding?
}

/// How a source writes days.
public enum DateEncoding: String, Sendable, Hashable, CaseIterable {
    /// `YYYY-MM-DD` or `YYYYMMDD`; a time of day after it (`T` or a blank between) is dropped.
    case iso
    /// Seconds since 1970-01-01T00:00Z.
    case unixSeconds = "unix-seconds"
    /// Days since noon of 1 January 4713 BC, as astronomers and SQLite count; the day changes at .5.
    case julianDay = "julian-day"
}
