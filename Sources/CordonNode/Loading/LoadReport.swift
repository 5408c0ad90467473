import CordonCatalog
import CordonValues

/// What a load read, took and rejected, by table. Numbers, names and reasons; no values.
public struct LoadReport: Sendable, Hashable {
    public var tables: [TableReport] = []

    public struct TableReport: Sendable, Hashable {
        public let table: String
        /// Data lines read, blank ones not counted.
        public var lines = 0
        public var rows = 0
        public var rejectedLines = 0
        /// How often each reason struck, with the column where one is at fault.
        public var reasons: [Reason: Int] = [:]
        /// Per column: values outside the catalog's declared bounds. They are loaded.
        public var outOfBounds: [String: Int] = [:]
        /// Columns, of those that are read from a file, without any value or with the same one in every row.
        public var uniform: [UniformColumn] = []

        public var rejectedShare: Double { lines == 0 ? 0 : Double(rejectedLines) / Double(lines) }
    }

    public struct Reason: Sendable, Hashable, CustomStringConvertible {
        public let column: String?
        public let sentence: String

        public var description: String { column.map { "\($0) \(sentence)" } ?? "the line \(sentence)" }
    }

    public var rejectedLines: Int { tables.reduce(0) { $0 + $1.rejectedLines } }

    /// True when a person should look: lines rejected, values out of bounds, an empty table, a column without variation.
    public var hasWarnings: Bool {
        tables.contains { $0.rejectedLines > 0 || !$0.outOfBounds.isEmpty || $0.rows == 0 || !$0.uniform.isEmpty }
    }

    /// For a terminal, one line per fact.
    public var summary: [String] {
        tables.flatMap { table -> [String] in
            var lines = ["\(table.table): \(table.rows) rows from \(table.lines) lines, \(table.rejectedLines) rejected"]
            for (reason, count) in table.reasons.sorted(by: { ($1.value, $0.key.description) < ($0.value, $1.key.description) }) {
                lines.append("  \(count) × \(reason)")
            }
            for (column, count) in table.outOfBounds.sorted(by: { $0.key < $1.key }) {
                lines.append("  \(column): \(count) values outside the catalog's bounds (loaded)")
            }
            lines += table.uniform.map { "  \($0)" }
            if table.rows == 0 { lines.append("  the table is empty") }
            return lines
        }
    }
}

/// A column that says nothing about any patient, which is usually a mistake in the export or the mapping.
public struct UniformColumn: Sendable, Hashable, CustomStringConvertible {
    public enum Kind: String, Sendable, Hashable {
        case empty = "has no value in any row"
        case constant = "has the same value wherever it has one"
    }

    public let column: String
    public let kind: Kind

    public var description: String { "\(column) \(kind.rawValue)" }
}
