import CordonValues

/// What a network's warehouses look like: the tables and columns that questions may name, and what disclosure control has to
/// know about each. Every hospital maps its own data to it.
public struct Catalog: Sendable, Hashable {
    /// Short name, for example `heart-registry`.
    public let name: String
    /// The catalog's own version, for example `1.0`.
    public let version: String
    /// One line for people.
    public let title: String
    public let tables: [CatalogTable]
    /// SHA-256 of the file's bytes, lower-case hexadecimal; charters name catalogs by it.
    public let hash: String

    public init(name: String, version: String, title: String, tables: [CatalogTable], hash: String) {
        self.name = name
        self.version = version
        self.title = title
        self.tables = tables
        self.hash = hash
    }

    public func table(named name: String) -> CatalogTable? { tables.first { $0.name == name } }

    /// The table and the column that `table.column` names.
    public func column(source: String) -> (table: CatalogTable, column: CatalogColumn)? {
        for table in tables where source.hasPrefix(table.name + ".") {
            if let column = table.columns.first(where: { "\(table.name).\($0.name)" == source }) { return (table, column) }
        }
        return nil
    }
}

/// One table of a catalog.
public struct CatalogTable: Sendable, Hashable {
    /// Whose rows these are.
    public enum Kind: Sendable, Hashable {
        /// Each row belongs to one patient, named by `patientKey`. `rowKey` orders rows totally and names one row.
        case patientLocal(patientKey: String, rowKey: [String])
        /// The same rows at every node (a vocabulary, a calendar).
        case replicated(rowKey: [String])
        /// Each row belongs to one node and to no patient (a care site, a provider). It is reached only through keys of that node:
        /// pooled with the rows of other nodes it would meet patients of theirs.
        case nodeOwned(rowKey: [String])
    }

    public let name: String
    public let title: String
    public let kind: Kind
    public let columns: [CatalogColumn]
    /// Lists of columns by which questions look rows up, each an index of a warehouse that has indexes. They change how long an answer
    /// takes, never what it is.
    public let indexes: [[String]]

    public init(name: String, title: String, kind: Kind, columns: [CatalogColumn], indexes: [[String]] = []) {
        self.name = name
        self.title = title
        self.kind = kind
        self.columns = columns
        self.indexes = indexes
    }

    public func column(named name: String) -> CatalogColumn? { columns.first { $0.name == name } }

    public var patientKey: String? {
        guard case .patientLocal(let key, _) = kind else { return nil }
        return key
    }

    public var rowKey: [String] {
        switch kind {
        case .patientLocal(_, let rowKey), .replicated(let rowKey), .nodeOwned(let rowKey): rowKey
        }
    }

    /// The column of whole numbers that names one row among all rows, where there is one: rows are looked up by it.
    public var wholeRowKey: String? {
        guard rowKey.count == 1, let column = column(named: rowKey[0]), column.type == .integer || column.type == .bigint else { return nil }
        return column.nullable ? nil : column.name
    }

    /// True when a patient has at most one row here, so that any grouping of its rows partitions patients.
    public var isOneRowPerPatient: Bool {
        guard case .patientLocal(let key, let rowKey) = kind else { return false }
        return rowKey == [key]
    }
}

/// One column of a catalog table.
public struct CatalogColumn: Sendable, Hashable {
    public let name: String
    public let type: ValueType
    public let role: ColumnRole
    /// UCUM code or plain word for measures, for example `mg/dL`.
    public let unit: String?
    public let title: String
    public let nullable: Bool

    public init(name: String, type: ValueType, role: ColumnRole, unit: String? = nil, title: String, nullable: Bool = true) {
        self.name = name
        self.type = type
        self.role = role
        self.unit = unit
        self.title = title
        self.nullable = nullable
    }

    /// It is declared to have no more different values than these.
    public func hasAtMost(_ number: Int) -> Bool {
        switch role {
        case .category(let codes): !codes.isEmpty && codes.count <= number
        case .measure(_, let bounds?):
            type.isWhole && bounds.upperBound - bounds.lowerBound < Rational(Int64(number))
        case .measure, .date, .patient, .nodeKey, .identifier, .text: false
        }
    }
}

/// What a question may do with a column (DESIGN section 4).
public enum ColumnRole: Sendable, Hashable {
    /// The privacy unit. Only in key = key and COUNT(DISTINCT …).
    case patient
    /// Unique within one node only. As `patient`.
    case nodeKey
    /// May be a group key. A code list makes the domain declared: every value of it is shown.
    case category(codes: [CategoryCode])
    /// Aggregated; a group key only through FLOOR or width_bucket no finer than `bin`. `bounds` is the declared [low, high].
    case measure(bin: Rational?, bounds: ClosedRange<Rational>?)
    /// A group key only at `grain` or coarser.
    case date(grain: DateGrain)
    /// Never readable by a question, in any clause.
    case identifier
    /// Free text: never readable by a question, in any clause.
    case text

    /// The word that catalogs write and people read.
    public var word: String {
        switch self {
        case .patient: "patient"
        case .nodeKey: "node-key"
        case .category: "category"
        case .measure: "measure"
        case .date: "date"
        case .identifier: "identifier"
        case .text: "text"
        }
    }
}

/// One value of a declared domain. `value` is never NULL and has the column's type.
public struct CategoryCode: Sendable, Hashable {
    public let value: Value
    public let label: String

    public init(value: Value, label: String) {
        self.value = value
        self.label = label
    }
}

public enum DateGrain: String, Sendable, Hashable, CaseIterable {
    case day, week, month, quarter, year
}
