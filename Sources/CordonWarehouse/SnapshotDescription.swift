import CordonCatalog
import CordonValues

/// An immutable, numbered state of a warehouse.
public struct SnapshotDescription: Sendable, Hashable {
    /// 32 hexadecimal digits drawn when the snapshot was begun; no two snapshots share one.
    public let id: String
    /// Grows with each load.
    public let number: Int64
    /// The last day that the data covers; what CURRENT_DATE is.
    public let cutoff: CalendarDate
    /// When the snapshot was finished, in seconds since 1970-01-01 UTC.
    public let loaded: Int64
    /// Hash of the catalog that the snapshot was written by.
    public let catalogHash: String
    /// Number of rows of each catalog table.
    public let rows: [String: Int64]
    /// What the rows of each replicated table are, whatever their order: 64 hexadecimal digits. The same rows at two hospitals have the
    /// same digest.
    public let replicated: [String: String]
    /// The version of the vocabulary as it says of itself; nil where the catalog has none, or the table is empty.
    public let vocabularyVersion: String?
    /// The list of patients who object that was applied; nil where the hospital keeps none.
    public let objections: AppliedObjections?

    public init(
        id: String, number: Int64, cutoff: CalendarDate, loaded: Int64, catalogHash: String, rows: [String: Int64],
        replicated: [String: String] = [:], vocabularyVersion: String? = nil, objections: AppliedObjections? = nil
    ) {
        self.id = id
        self.number = number
        self.cutoff = cutoff
        self.loaded = loaded
        self.catalogHash = catalogHash
        self.rows = rows
        self.replicated = replicated
        self.vocabularyVersion = vocabularyVersion
        self.objections = objections
    }

    /// All rows of all tables.
    public var totalRows: Int64 { rows.values.reduce(0, +) }

    /// How many patients there are at least: the rows of the largest table with one for each of them. 0 where the catalog has no such table.
    public func patients(_ catalog: Catalog) -> Int64 {
        catalog.tables.filter(\.isOneRowPerPatient).compactMap { rows[$0.name] }.max() ?? 0
    }
}

/// A list of patients who object to the use of their data, as it was left out of a snapshot. It is for the hospital itself: of all of it only
/// that there is one may be told to others.
public struct AppliedObjections: Sendable, Hashable {
    /// SHA-256 of the list, lower-case hexadecimal: whether it is another one now.
    public let list: String
    /// How many of its entries had rows.
    public let matched: Int64

    public init(list: String, matched: Int64) {
        self.list = list
        self.matched = matched
    }
}
