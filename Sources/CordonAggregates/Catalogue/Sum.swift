import BigInt
import CordonValues

extension AggregateDefinition {
    /// SUM(x).
    ///
    /// State: rows and the exact sum (``WholeSum``, ``DoubleSum``, ``NumericSum``). Merge: exact addition. Finish: NULL for no
    /// rows; over `integer` a bigint, withheld beyond 64 bits; over `bigint` and `numeric` an exact numeric; over `double` the
    /// double nearest to the exact sum, withheld beyond the largest one.
    /// Disclosure: one large contribution shows through; over conditions the sum is a count.
    static let sum = AggregateDefinition(
        function: .sum, stateKind: stateKind,
        resultType: { argument in
            switch argument {
            case .integer: .bigint
            case .double: .double
            case .bigint, .numeric, .boolean, .text, .date, .timestamp, nil: .numeric
            }
        },
        finish: { state, specification in
            switch state {
            case .wholeSum(let state): finish(state, specification)
            case .doubleSum(let state): state.rows == 0 ? .null : state.sum.nearest().map { .double($0) }
            case .numericSum(let state):
                state.rows == 0 ? .null : Rational(state.sum, over: state.denominator).map { .numeric($0) }
            case .none, .count, .wholeMoments, .doubleMoments, .numericMoments, .overflowed: nil
            }
        },
        family: .moment)

    private static func finish(_ state: WholeSum, _ specification: AggregateSpecification) -> Value? {
        if state.rows == 0 { return .null }
        guard specification.argument == .integer else { return .numeric(Rational(BigInt(state.sum))) }
        return Int64(exactly: state.sum).map { .integer($0) }
    }

    /// The state of SUM and AVG.
    @Sendable static func stateKind(_ argument: ValueType?) -> StateKind? {
        switch argument {
        case .integer, .bigint: .wholeSum
        case .double: .doubleSum
        case .numeric: .numericSum
        case .boolean, .text, .date, .timestamp, nil: nil
        }
    }
}
