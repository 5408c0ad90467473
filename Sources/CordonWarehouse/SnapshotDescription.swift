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

    public init(id: String, number: Int64, cutoff: CalendarDate, loaded: Int64, catalogHash: String, rows: [String: Int64]) {
        self.id = id
        self.number = number
        self.cutoff = cutoff
        self.loaded = loaded
        self.catalogHash = catalogHash
        self.rows = rows
    }

    /// All rows of all tables.
    public var totalRows: Int64 { rows.values.reduce(0, +) }
}
