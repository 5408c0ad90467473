import CordonValues

extension PartialColumn {
    /// True when some rows of the group's contributors, so many of them with arguments that are not zero, or with both kinds, have
    /// its state in a column of the given specification. An overflowed state fits any column that can overflow.
    func isPossible(_ specification: AggregateSpecification, group: Int) -> Bool {
        let state = states[group]
        if state == .overflowed { return specification.stateKind != .none && contributors[group] > 0 }
        guard state.kind == specification.stateKind else { return false }
        switch state {
        case .none: return contributors[group] == 0
        case .count(let rows):
            guard nonZero[group] == contributors[group], partlyZero[group] == 0 else { return false }
            return specification.function == .countPatients ? rows == contributors[group] : have(rows, group)
        case .wholeSum(let state):
            return have(state.rows, group) && state.isPossible && (nonZero[group] > 0 || state.sum == 0)
        case .wholeMoments(let state):
            return have(state.rows, group) && state.isPossible && (nonZero[group] > 0) == (state.squares != .zero)
        case .doubleSum(let state):
            return have(state.rows, group) && state.isPossible && (nonZero[group] > 0 || state.sum == .zero)
        case .doubleMoments(let state):
            return have(state.rows, group) && state.isPossible && (nonZero[group] > 0) == (state.squares != .zero)
        case .numericSum(let state):
            return have(state.rows, group) && state.isPossible && (nonZero[group] > 0 || state.sum == 0)
        case .numericMoments(let state):
            return have(state.rows, group) && state.isPossible && (nonZero[group] > 0) == (state.squares != 0)
        case .overflowed: return false
        }
    }

    /// Every contributor has a row, two where one is zero and one is not, and every row has a contributor.
    private func have(_ rows: Int64, _ group: Int) -> Bool {
        let (least, overflow) = contributors[group].addingReportingOverflow(partlyZero[group])
        return !overflow && rows >= least && (rows == 0) == (contributors[group] == 0)
    }
}
