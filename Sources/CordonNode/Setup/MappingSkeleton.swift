import CordonCatalog
import CordonValues

/// A mapping to start from: every table from a CSV file of its name, every column from one of its name. A catalog as large as OMOP's is
/// not written out: who holds such data holds it under the catalog's names.
public enum MappingSkeleton {
    private static let mostTables = 12

    public static func text(_ catalog: Catalog) -> String {
        catalog.tables.count > mostTables ? short(catalog) : long(catalog)
    }

    private static func short(_ catalog: Catalog) -> String {
        """
        # How this hospital's CSV files or SQLite file become the tables of the catalog \(catalog.name) \(catalog.version).
        # nodes/omop/mapping.yaml shows what can stand here; nodes/mapping-template.yaml explains everything.
        mapping: \(catalog.name)
        # Spellings of a missing value.
        null: [""]
        # Tables and columns that do not stand below are read by their names.
        rest: by-name
        tables: {}

        """
    }

    private static func long(_ catalog: Catalog) -> String {
        var lines = [
            "# How this hospital's CSV files become the tables of the catalog \(catalog.name) \(catalog.version).",
            "# nodes/mapping-template.yaml explains everything that can stand here. What the hospital does not have: {absent: true}.",
            "mapping: \(catalog.name)",
            "# Spellings of a missing value.",
            "null: [\"\"]",
            "tables:",
        ]
        for table in catalog.tables {
            lines += ["  # \(table.title)", "  \(table.name):", "    file: \(table.name).csv", "    columns:"]
            lines += table.columns.map { "      \($0.name): {source: \($0.name)}  # \(facts($0))" }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func facts(_ column: CatalogColumn) -> String {
        var facts = [column.title, column.type.rawValue, column.role.word]
        if let unit = column.unit { facts.append("in \(unit)") }
        if case .category(let codes) = column.role, !codes.isEmpty {
            facts.append("one of " + codes.map { $0.value.written }.joined(separator: ", "))
        }
        if !column.nullable { facts.append("never missing") }
        return facts.joined(separator: "; ")
    }
}

extension Value {
    fileprivate var written: String {
        switch self {
        case .integer(let number): String(number)
        case .text(let text): text
        case .boolean(let truth): String(truth)
        case .date(let day): day.description
        case .timestamp(let time): time.description
        case .null, .numeric, .double: "?"
        }
    }
}
