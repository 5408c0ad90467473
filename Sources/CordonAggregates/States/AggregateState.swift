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
    indirect case numericPairs(NumericPairs)
    indirect case doublePairs(DoublePairs)
    indirect case numericPowers(NumericPowers)
    indirect case doublePowers(DoublePowers)
    case truths(TruthCounts)
    /// A number of distinct node-scoped keys.
    case keys(Int64)
    case values(ValueSet)
    case categories(Tally<Value>)
    case bins(Tally<Int64>)
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
        case .numericPairs: .numericPairs(.zero)
        case .doublePairs: .doublePairs(.zero)
        case .numericPowers: .numericPowers(.zero)
        case .doublePowers: .doublePowers(.zero)
        case .truths: .truths(.zero)
        case .keys: .keys(0)
        case .values: .values(.empty)
        case .categories: .categories(.empty)
        case .bins: .bins(.empty)
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
        case .numericPairs: .numericPairs
        case .doublePairs: .doublePairs
        case .numericPowers: .numericPowers
        case .doublePowers: .doublePowers
        case .truths: .truths
        case .keys: .keys
        case .values: .values
        case .categories: .categories
        case .bins: .bins
        case .overflowed: nil
        }
    }

    /// How many rows the state is of (of a count of patients: patients); nil where it does not say.
    public var rows: Int64? {
        switch self {
        case .none, .overflowed, .keys, .values: nil
        case .count(let rows): rows
        case .wholeSum(let state): state.rows
        case .wholeMoments(let state): state.rows
        case .doubleSum(let state): state.rows
        case .doubleMoments(let state): state.rows
        case .numericSum(let state): state.rows
        case .numericMoments(let state): state.rows
        case .numericPairs(let state): state.rows
        case .doublePairs(let state): state.rows
        case .numericPowers(let state): state.rows
        case .doublePowers(let state): state.rows
        case .truths(let state): state.rows
        case .categories(let tally): tally.rows
        case .bins(let tally): tally.rows
        }
    }

    /// Of two arguments: one is a line of the other in every row.
    public var isExactFit: Bool {
        switch self {
        case .numericPairs(let state): state.spread.isExactFit
        case .doublePairs(let state): state.spread.isExactFit
        case .none, .count, .wholeSum, .wholeMoments, .doubleSum, .doubleMoments, .numericSum, .numericMoments, .numericPowers, .doublePowers,
            .truths, .keys, .values, .categories, .bins, .overflowed:
            false
        }
    }

    /// The exact result, NULL where SQL says so; nil when the cell must be withheld (overflow, or nothing crossed the boundary). A
    /// state of another kind than the specification's is withheld too.
    public func finish(_ specification: AggregateSpecification) -> FinishedValue? {
        guard kind == specification.stateKind else { return nil }
        return specification.function.definition.finish(self, specification)
    }
}
