import CordonCatalog
import CordonValues

/// What a load read, took and rejected, by table. Numbers, names and reasons; no values.
public struct LoadReport: Sendable, Hashable {
    public var tables: [TableReport] = []
    /// The table that says who is a patient.
    public var patientTable: String?

    public struct TableReport: Sendable, Hashable {
        public let table: String
        /// True when the source has no file or relation of its name.
        public let isMissing: Bool
        /// Data lines read, blank ones not counted.
        public var lines = 0
        public var rows = 0
        public var rejectedLines = 0
        /// How often each reason struck, with the column where one is at fault.
        public var reasons: [Reason: Int] = [:]
        /// Per column: values outside the catalog's declared bounds. They are loaded.
        public var outOfBounds: [String: Int] = [:]
        /// Rows of patients that the patient table does not have. They are loaded.
        public var strangers = 0
        /// Columns, of those that the mapping names, without any value or with the same one in every row.
        public var uniform: [UniformColumn] = []
        /// The same of columns that are found by their name: a catalog as wide as OMOP's always has some.
        public var uniformByName: [UniformColumn] = []
        /// Columns of the source that the catalog's table does not have.
        public var ignoredColumns: [String] = []
        /// How columns write days, where that was found out and is not ISO text.
        public var foundDates: [String: DateEncoding] = [:]

        init(table: String, isMissing: Bool = false) {
            self.table = table
            self.isMissing = isMissing
        }

        public var rejectedShare: Double { lines == 0 ? 0 : Double(rejectedLines) / Double(lines) }

        mutating func note(_ part: PartReading) {
            ignoredColumns += part.ignored.filter { !ignoredColumns.contains($0) }
            foundDates.merge(part.foundDates) { first, _ in first }
        }

        /// True when a person should look.
        var hasWarnings: Bool {
            rejectedLines > 0 || !outOfBounds.isEmpty || strangers > 0 || !uniform.isEmpty || rows == 0 && !isMissing
        }
    }

    public struct Reason: Sendable, Hashable, CustomStringConvertible {
        public let column: String?
        public let sentence: String

        public var description: String { column.map { "\($0) \(sentence)" } ?? "the line \(sentence)" }
    }

    public var rejectedLines: Int { tables.reduce(0) { $0 + $1.rejectedLines } }

    /// True when a person should look: lines rejected, values out of bounds, rows of unknown patients, an empty table, a mapped column
    /// without variation.
    public var hasWarnings: Bool { tables.contains(where: \.hasWarnings) }

    /// For a terminal, one line per fact.
    public var summary: [String] {
        let missing = tables.filter(\.isMissing).map(\.table)
        let lines = tables.filter { !$0.isMissing }.flatMap { $0.summary(patientTable: patientTable ?? "patient") }
        return missing.isEmpty ? lines : lines + ["not there, and left empty: \(missing.joined(separator: ", "))"]
    }
}

extension LoadReport.TableReport {
    fileprivate func summary(patientTable: String) -> [String] {
        var facts = ["\(table): \(rows) rows from \(lines) lines, \(rejectedLines) rejected"]
        for (reason, count) in reasons.sorted(by: { ($1.value, $0.key.description) < ($0.value, $1.key.description) }) {
            facts.append("  \(count) × \(reason)")
        }
        for (column, count) in outOfBounds.sorted(by: { $0.key < $1.key }) {
            facts.append("  \(column): \(count) values outside the catalog's bounds (loaded)")
        }
        if strangers > 0 { facts.append("  \(strangers) rows of patients that '\(patientTable)' does not have (loaded)") }
        for (column, encoding) in foundDates.sorted(by: { $0.key < $1.key }) { facts.append("  \(column) writes days as \(encoding.rawValue)") }
        if !ignoredColumns.isEmpty { facts.append("  not in the catalog, and not read: \(ignoredColumns.joined(separator: ", "))") }
        facts += uniform.map { "  \($0)" }
        for kind in UniformColumn.Kind.allCases {
            let columns = uniformByName.filter { $0.kind == kind }.map(\.column)
            if !columns.isEmpty { facts.append("  \(kind.rawValue): \(columns.joined(separator: ", "))") }
        }
        if rows == 0 { facts.append("  the table is empty") }
        return facts
    }
}

/// A column that says nothing about any patient, which is usually a mistake in the export or the mapping.
public struct UniformColumn: Sendable, Hashable, CustomStringConvertible {
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        case empty = "has no value in any row"
        case constant = "has the same value wherever it has one"
    }

    public let column: String
    public let kind: Kind

    public var description: String { "\(column) \(kind.rawValue)" }
}
