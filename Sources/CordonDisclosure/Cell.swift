import CordonValues

/// What a reader of a release may know about one cell. Primary and complementary suppression look the same.
public enum CellState: String, Sendable, Hashable, CaseIterable, Codable {
    case value
    /// A true zero.
    case zero
    /// Hidden by disclosure control.
    case suppressed
    /// Not computed or not computable without reading a hidden cell, or not expressible in its type.
    case withheld
    /// SQL's NULL: there is nothing to compute, for example a mean over no values.
    case notApplicable = "not-applicable"

    public var isHidden: Bool { self == .suppressed || self == .withheld }
}

/// One cell of a released table. The value is there exactly when the state is `value` or `zero`.
public struct Cell: Sendable, Hashable {
    public let state: CellState
    public let value: Value?

    private init(_ state: CellState, _ value: Value?) {
        self.state = state
        self.value = value
    }

    static let suppressed = Cell(.suppressed, nil)
    static let withheld = Cell(.withheld, nil)
    static let notApplicable = Cell(.notApplicable, nil)

    /// A cell that shows `value`: `zero` for a number that is 0, `not-applicable` for NULL.
    static func showing(_ value: Value) -> Cell {
        switch value {
        case .null: .notApplicable
        case .integer(0), .numeric(.zero), .double(CanonicalDouble(0)): Cell(.zero, value)
        case .boolean, .integer, .numeric, .double, .text, .date, .timestamp: Cell(.value, value)
        }
    }

    /// A group key. NULL is a value of a key.
    static func key(_ value: Value) -> Cell { Cell(.value, value) }
}
