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
        function: .sum, stateKind: sumKind,
        resultType: { $0.argument == .integer ? .bigint : $0.argument == .double ? .double : .numeric },
        value: { state, specification in
            switch state {
            case .wholeSum(let state): finish(state, specification)
            case .doubleSum(let state): state.rows == 0 ? .null : state.sum.nearest().map { .double($0) }
            case .numericSum(let state):
                state.rows == 0 ? .null : Rational(state.sum, over: state.denominator).map { .numeric($0) }
            case .none, .count, .wholeMoments, .doubleMoments, .numericMoments, .numericPairs, .doublePairs, .numericPowers, .doublePowers, .truths, .keys, .values,
                .categories, .bins, .overflowed:
                nil
            }
        },
        family: .moment)

    private static func finish(_ state: WholeSum, _ specification: AggregateSpecification) -> Value? {
        if state.rows == 0 { return .null }
        guard specification.argument == .integer else { return .numeric(Rational(BigInt(state.sum))) }
        return Int64(exactly: state.sum).map { .integer($0) }
    }

    /// The state of SUM and AVG.
    @Sendable static func sumKind(_ specification: AggregateSpecification) -> StateKind? {
        kind(of: specification.argument, whole: .wholeSum, double: .doubleSum, numeric: .numericSum)
    }

    /// One of three for the three kinds of numbers; nil for what is no number.
    static func kind(of argument: ValueType?, whole: StateKind, double: StateKind, numeric: StateKind) -> StateKind? {
        guard let argument, argument.isNumber else { return nil }
        return argument.isWhole ? whole : argument == .double ? double : numeric
    }
}
