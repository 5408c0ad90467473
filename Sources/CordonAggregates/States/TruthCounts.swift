/// How many rows of a condition are true, and how many false.
public struct TruthCounts: Sendable, Hashable {
    public let rows: Int64
    /// At most `rows`.
    public let trueRows: Int64

    public static let zero = TruthCounts(rows: 0, trueRows: 0)

    public init(rows: Int64, trueRows: Int64) {
        self.rows = rows
        self.trueRows = trueRows
    }

    /// Nil on overflow of the rows.
    public func merged(with other: Self) -> Self? {
        let (rows, many) = rows.addingReportingOverflow(other.rows)
        return many ? nil : TruthCounts(rows: rows, trueRows: .addingSaturating(trueRows, other.trueRows))
    }

    var isPossible: Bool { trueRows >= 0 && trueRows <= rows }
}
