import CordonValues
import Crypto
import Foundation

extension Mapping {
    /// The mapping of a hospital whose data has the catalog's own names: each table from the file, table or view of its name, each
    /// column from the one of its name, in any case. Delimiters and date encodings are found out from the data.
    public static func byName(_ catalog: Catalog) -> Mapping {
        Mapping(
            catalog: catalog.name, tables: catalog.tables.map { .byName($0, nulls: [""]) },
            hash: Hexadecimal.encode(SHA256.hash(data: Data("by name: \(catalog.hash)".utf8))))
    }
}

extension TableMapping {
    static func byName(_ table: CatalogTable, nulls: [String]) -> TableMapping {
        TableMapping(
            table: table, rows: .byName, dialect: nil, decimalComma: false, columns: table.columns.map { .byName($0, nulls: nulls) })
    }
}

extension ColumnMapping {
    static func byName(_ column: CatalogColumn, nulls: [String]) -> ColumnMapping {
        ColumnMapping(
            column: column,
            origin: .byName(SourceReading(name: column.name, trims: true, nulls: nulls, replacements: [:], dates: nil)))
    }
}
