import CordonAggregates
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

/// One cell of a released table. When the state is `value` or `zero` there is a value, exact or with its error, or there are bounds;
/// otherwise there is nothing.
public struct Cell: Sendable, Hashable {
    public let state: CellState
    public let value: Value?
    /// The pooled value lies between them.
    public let bounds: Bounds?
    /// How far from `value` the pooled value is at most; nil for an exact value.
    public let error: Double?

    public struct Bounds: Sendable, Hashable {
        public let low: Value
        public let high: Value
    }

    private init(_ state: CellState, _ value: Value?, bounds: Bounds? = nil, error: Double? = nil) {
        self.state = state
        self.value = value
        self.bounds = bounds
        self.error = error
    }

    /// The value can be computed with.
    var isExact: Bool { bounds == nil && error == nil }

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

    /// A cell that shows a result with what it says of its error.
    static func showing(_ result: FinishedValue) -> Cell {
        switch result {
        case .exact(let value): showing(value)
        case .bounded(let low, let high): Cell(.value, nil, bounds: Bounds(low: low, high: high))
        case .estimate(let value, let error): Cell(.value, value, error: error)
        }
    }

    /// A group key. NULL is a value of a key.
    static func key(_ value: Value) -> Cell { Cell(.value, value) }
}
