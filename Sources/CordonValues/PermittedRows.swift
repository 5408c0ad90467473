/// What a permit leaves of the rows, dates and values of patients that its questions see.
public struct PermittedRows: Sendable, Hashable {
    /// Each is ANDed wherever a question reads its table; a table may have several.
    public let filters: [RowFilter]
    public let dates: DateResolution
    /// What becomes of values outside the catalog's bounds; nil: they are read as they are.
    public let outOfBounds: OutOfBounds?

    /// All rows, dates to the day, and all values.
    public static let all = PermittedRows(filters: [], dates: .day)

    public init(filters: [RowFilter], dates: DateResolution, outOfBounds: OutOfBounds? = nil) {
        self.filters = filters
        self.dates = dates
        self.outOfBounds = outOfBounds
    }
}

/// A condition that the rows of a table meet, as SQL over the columns of that table: `age >= 18`, `patient_id IN (SELECT …)`.
public struct RowFilter: Sendable, Hashable {
    public let table: String
    public let condition: String

    public init(table: String, condition: String) {
        self.table = table
        self.condition = condition
    }
}

/// How finely dates and timestamps of patients are read: as they are, or as the first moment of their month or year.
public enum DateResolution: String, Sendable, Hashable, CaseIterable {
    case day, month, year
}
