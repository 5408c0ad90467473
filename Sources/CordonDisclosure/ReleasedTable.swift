import CordonAggregates
import CordonValues

/// The answer to a question as it may be shown to anybody: the only table that reports, APIs and pages accept.
public struct ReleasedTable: Sendable, Hashable {
    public let columns: [ReleasedColumn]
    public let rows: [ReleasedRow]
    /// What disclosure control applied.
    public let rules: [AppliedRule]

    init(columns: [ReleasedColumn], rows: [ReleasedRow], rules: [AppliedRule]) {
        self.columns = columns
        self.rows = rows
        self.rules = rules
    }
}

public struct ReleasedColumn: Sendable, Hashable {
    public enum Kind: String, Sendable, Hashable, Codable {
        /// Made of group keys only.
        case key
        /// Computed exactly from released cells.
        case exact
        /// Rounded, or computed from rounded cells.
        case rounded
        /// A percentile, between bounds; under a site floor a number, exact or between bounds.
        case bounded
        /// A percentile, with its error.
        case estimate

        init(_ kind: AggregateSpecification.ResultKind) {
            switch kind {
            case .exact: self = .exact
            case .bounded: self = .bounded
            case .estimate: self = .estimate
            }
        }
    }

    public let name: String
    public let type: ValueType
    public let kind: Kind
    public let unit: String?
}

public struct ReleasedRow: Sendable, Hashable {
    public enum Mark: String, Sendable, Hashable, Codable {
        /// All groups whose keys are not shown, together.
        case remainder
        /// HAVING reads a hidden cell of this row, so it is kept undecided.
        case havingUndecided = "having-undecided"
        /// ORDER BY reads a hidden cell of this row, so it stands last.
        case orderUndecided = "order-undecided"
    }

    public let cells: [Cell]
    public let marks: [Mark]
}
