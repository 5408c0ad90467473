/// What a permit leaves of the rows and dates of patients that its questions see.
public struct PermittedRows: Sendable, Hashable {
    /// Each is ANDed wherever a question reads its table; a table may have several.
    public let filters: [RowFilter]
    public let dates: DateResolution

    /// All rows, and dates to the day.
    public static let all = PermittedRows(filters: [], dates: .day)

    public init(filters: [RowFilter], dates: DateResolution) {
        self.filters = filters
        self.dates = dates
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
