import CordonValues

extension AggregateState {
    /// True when some rows of `contributors` patients, `nonZero` of them with a non-zero argument, have this state in a column of
    /// the given specification. An overflowed state fits any column that can overflow.
    func isPossible(in specification: AggregateSpecification, contributors: Int64, nonZero: Int64) -> Bool {
        if self == .overflowed { return specification.stateKind != .none && contributors > 0 }
        guard kind == specification.stateKind else { return false }
        switch self {
        case .none: return contributors == 0
        case .count(let rows):
            let isExact = specification.function == .countPatients
            return nonZero == contributors && (isExact ? rows == contributors : Self.have(rows, contributors))
        case .wholeSum(let state):
            return Self.have(state.rows, contributors) && state.isPossible && (nonZero > 0 || state.sum == 0)
        case .wholeMoments(let state):
            return Self.have(state.rows, contributors) && state.isPossible && (nonZero > 0) == (state.squares != .zero)
        case .doubleSum(let state):
            return Self.have(state.rows, contributors) && state.isPossible && (nonZero > 0 || state.sum == .zero)
        case .doubleMoments(let state):
            return Self.have(state.rows, contributors) && state.isPossible && (nonZero > 0) == (state.squares != .zero)
        case .numericSum(let state):
            return Self.have(state.rows, contributors) && state.isPossible && (nonZero > 0 || state.sum == 0)
        case .numericMoments(let state):
            return Self.have(state.rows, contributors) && state.isPossible && (nonZero > 0) == (state.squares != 0)
        case .overflowed: return false
        }
    }

    /// Every contributor has a row, and every row a contributor.
    private static func have(_ rows: Int64, _ contributors: Int64) -> Bool {
        rows >= contributors && (rows == 0) == (contributors == 0)
    }
}
