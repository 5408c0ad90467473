import BigInt
import CordonValues

extension AggregateDefinition {
    /// AVG(x).
    ///
    /// State and merge: those of SUM. Finish: NULL for no rows; over whole numbers and numerics the exact quotient; over doubles
    /// the double nearest to the exact sum divided by the rows.
    /// Disclosure: as SUM, with which it shares everything once the count is known.
    static let average = AggregateDefinition(
        function: .average, stateKind: sumKind, resultType: { $0.argument == .double ? .double : .numeric },
        value: { state, _ in
            switch state {
            case .wholeSum(let state): quotient(BigInt(state.sum), over: BigInt(state.rows))
            case .doubleSum(let state): state.rows == 0 ? .null : state.sum.mean(of: state.rows).map { .double($0) }
            case .numericSum(let state): quotient(state.sum, over: state.denominator * BigInt(state.rows))
            case .none, .count, .wholeMoments, .doubleMoments, .numericMoments, .numericPairs, .doublePairs, .numericPowers, .doublePowers, .truths, .keys, .values,
                .categories, .bins, .overflowed:
                nil
            }
        },
        family: .moment)

    /// NULL for no rows.
    private static func quotient(_ sum: BigInt, over rows: BigInt) -> Value {
        Rational(sum, over: rows).map { .numeric($0) } ?? .null
    }
}
