import BigInt
import CordonValues

/// An exact state of numerics, or of whole numbers, that is kept by merging the states of single rows. Once out of range it stays
/// NULL.
protocol InnerNumericState: InnerState {
    associatedtype State
    var state: State? { get set }
    static func row(_ value: Rational, _ second: Rational) -> State?
    static func negated(_ state: State) -> State
    static func merged(_ left: State, _ right: State) -> State?
    static func boundary(_ state: State) -> AggregateState
}

extension InnerNumericState {
    mutating func add(_ value: Value, _ second: Value) {
        guard let value = value.exactNumber else { return }
        let row = Self.row(value, second.exactNumber ?? .zero)
        state = state.flatMap { state in row.flatMap { Self.merged(state, $0) } }
    }

    mutating func remove(_ value: Value, _ second: Value) {
        guard let value = value.exactNumber else { return }
        let row = Self.row(value, second.exactNumber ?? .zero).map(Self.negated)
        state = state.flatMap { state in row.flatMap { Self.merged(state, $0) } }
    }

    func result(_ specification: AggregateSpecification) -> Value {
        state.map { finished(Self.boundary($0), specification) } ?? .null
    }
}

extension Value {
    /// A whole number or a numeric as the number that it is.
    var exactNumber: Rational? {
        switch self {
        case .integer(let whole): Rational(whole)
        case .numeric(let number): number
        case .null, .boolean, .double, .text, .date, .timestamp: nil
        }
    }
}

struct InnerNumericSum: InnerNumericState {
    var state: NumericSum? = .zero

    static func row(_ value: Rational, _: Rational) -> NumericSum? { NumericSum(value) }
    static func negated(_ state: NumericSum) -> NumericSum {
        NumericSum(rows: -state.rows, denominator: state.denominator, sum: -state.sum)
    }
    static func merged(_ left: NumericSum, _ right: NumericSum) -> NumericSum? { left.merged(with: right) }
    static func boundary(_ state: NumericSum) -> AggregateState { .numericSum(state) }
}

struct InnerNumericMoments: InnerNumericState {
    var state: NumericMoments? = .zero

    static func row(_ value: Rational, _: Rational) -> NumericMoments? { NumericMoments(value) }
    static func negated(_ state: NumericMoments) -> NumericMoments {
        NumericMoments(rows: -state.rows, denominator: state.denominator, sum: -state.sum, squares: -state.squares)
    }
    static func merged(_ left: NumericMoments, _ right: NumericMoments) -> NumericMoments? { left.merged(with: right) }
    static func boundary(_ state: NumericMoments) -> AggregateState { .numericMoments(state) }
}

struct InnerNumericPowers: InnerNumericState {
    var state: NumericPowers? = .zero

    static func row(_ value: Rational, _: Rational) -> NumericPowers? { NumericPowers(value) }
    static func negated(_ state: NumericPowers) -> NumericPowers { state.negated }
    static func merged(_ left: NumericPowers, _ right: NumericPowers) -> NumericPowers? { left.merged(with: right) }
    static func boundary(_ state: NumericPowers) -> AggregateState { .numericPowers(state) }
}

struct InnerNumericPairs: InnerNumericState {
    var state: NumericPairs? = .zero

    static func row(_ value: Rational, _ second: Rational) -> NumericPairs? { NumericPairs(value, second) }
    static func negated(_ state: NumericPairs) -> NumericPairs { state.negated }
    static func merged(_ left: NumericPairs, _ right: NumericPairs) -> NumericPairs? { left.merged(with: right) }
    static func boundary(_ state: NumericPairs) -> AggregateState { .numericPairs(state) }
}
