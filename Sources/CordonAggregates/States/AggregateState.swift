import CordonValues

/// The mergeable state of one aggregate column of one group.
///
/// Merging is associative and commutative with ``identity(of:)`` as its identity, and a state is canonical: however the rows are
/// split over nodes and in whatever order their states merge, the result is the same value with the same bytes.
public enum AggregateState: Sendable, Hashable {
    /// Nothing crosses the boundary (MIN, MAX).
    case none
    /// A number of rows, or of distinct patients.
    case count(Int64)
    case wholeSum(WholeSum)
    indirect case wholeMoments(WholeMoments)
    indirect case doubleSum(DoubleSum)
    indirect case doubleMoments(DoubleMoments)
    indirect case numericSum(NumericSum)
    indirect case numericMoments(NumericMoments)
    /// The rows left the range that the state can hold; the cell is withheld. Absorbs everything it merges with. What causes it
    /// (a row beyond the range, a total that only grows) does not depend on the partition either.
    case overflowed

    public static func identity(of kind: StateKind) -> AggregateState {
        switch kind {
        case .none: .none
        case .count: .count(0)
        case .wholeSum: .wholeSum(.zero)
        case .wholeMoments: .wholeMoments(.zero)
        case .doubleSum: .doubleSum(.zero)
        case .doubleMoments: .doubleMoments(.zero)
        case .numericSum: .numericSum(.zero)
        case .numericMoments: .numericMoments(.zero)
        }
    }

    /// Nil for an overflowed state, which stands in a column of any kind.
    public var kind: StateKind? {
        switch self {
        case .none: StateKind.none
        case .count: .count
        case .wholeSum: .wholeSum
        case .wholeMoments: .wholeMoments
        case .doubleSum: .doubleSum
        case .doubleMoments: .doubleMoments
        case .numericSum: .numericSum
        case .numericMoments: .numericMoments
        case .overflowed: nil
        }
    }

    /// How many rows the state is of (of a count of patients: patients); nil where it does not say.
    public var rows: Int64? {
        switch self {
        case .none, .overflowed: nil
        case .count(let rows): rows
        case .wholeSum(let state): state.rows
        case .wholeMoments(let state): state.rows
        case .doubleSum(let state): state.rows
        case .doubleMoments(let state): state.rows
        case .numericSum(let state): state.rows
        case .numericMoments(let state): state.rows
        }
    }

    /// States of different kinds never stand in tables of one layout; should they meet all the same, the cell is withheld.
    public func merged(with other: AggregateState) -> AggregateState {
        switch (self, other) {
        case (.none, .none): .none
        case (.count(let left), .count(let right)): .merging(left, right)
        case (.wholeSum(let left), .wholeSum(let right)): left.merged(with: right).map { .wholeSum($0) } ?? .overflowed
        case (.wholeMoments(let left), .wholeMoments(let right)): left.merged(with: right).map { .wholeMoments($0) } ?? .overflowed
        case (.doubleSum(let left), .doubleSum(let right)): left.merged(with: right).map { .doubleSum($0) } ?? .overflowed
        case (.doubleMoments(let left), .doubleMoments(let right)):
            left.merged(with: right).map { .doubleMoments($0) } ?? .overflowed
        case (.numericSum(let left), .numericSum(let right)): left.merged(with: right).map { .numericSum($0) } ?? .overflowed
        case (.numericMoments(let left), .numericMoments(let right)):
            left.merged(with: right).map { .numericMoments($0) } ?? .overflowed
        case (.none, _), (.count, _), (.wholeSum, _), (.wholeMoments, _), (.doubleSum, _), (.doubleMoments, _), (.numericSum, _),
            (.numericMoments, _), (.overflowed, _):
            .overflowed
        }
    }

    private static func merging(_ left: Int64, _ right: Int64) -> AggregateState {
        let (sum, overflow) = left.addingReportingOverflow(right)
        return overflow ? .overflowed : .count(sum)
    }

    /// The exact result, NULL where SQL says so; nil when the cell must be withheld (overflow, or nothing crossed the boundary). A
    /// state of another kind than the specification's is withheld too.
    public func finish(_ specification: AggregateSpecification) -> Value? {
        guard kind == specification.stateKind else { return nil }
        return specification.function.definition.finish(self, specification)
    }
}
