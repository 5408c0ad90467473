import CordonValues

extension PartialColumn {
    /// True when some rows of the group's contributors, so many of them with arguments that are not zero, or with both kinds, have
    /// its state in a column of the given specification. An overflowed state fits any column that can overflow.
    func isPossible(_ specification: AggregateSpecification, group: Int) -> Bool {
        let state = states[group]
        if state == .overflowed { return specification.stateKind != .none && contributors[group] > 0 }
        guard state.kind == specification.stateKind, specification.function.tellsZeros || hasNoZeros(group) else { return false }
        switch state {
        case .none: return contributors[group] == 0
        case .count(let rows): return specification.function == .countPatients ? rows == contributors[group] : have(rows, group)
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
        case .numericPairs(let state):
            return have(state.rows, group) && state.isPossible(whole: specification.isOfWholeNumbers)
        case .doublePairs(let state): return have(state.rows, group) && state.isPossible
        case .numericPowers(let state):
            return have(state.rows, group) && state.isPossible(whole: specification.isOfWholeNumbers)
                && (nonZero[group] > 0) == (state.squares != 0)
        case .doublePowers(let state):
            return have(state.rows, group) && state.isPossible && (nonZero[group] > 0) == (state.squares != .zero)
        case .truths(let state):
            return have(state.rows, group) && state.isPossible && haveTruths(state, group)
        case .keys(let count): return count >= 0 && (count == 0) == (contributors[group] == 0)
        case .values(let set): return set.isPossible(contributors: contributors[group]) && set.values.allSatisfy(specification.takes)
        case .categories(let tally):
            return tally.isPossible(contributors: contributors[group], limit: TallyLimit.values)
                && tally.entries.allSatisfy { specification.takes($0.key) }
        case .bins(let tally): return tally.isPossible(contributors: contributors[group], limit: TallyLimit.bins)
        case .overflowed: return false
        }
    }

    /// True when the group's contributors can have these contributions: none without contributors, no second with one, one of each of two
    /// rows, and together as many as a count has.
    func hasPossibleContributions(_ specification: AggregateSpecification, group: Int) -> Bool {
        let top = contributions[group]
        guard specification.tellsContributions else { return top == .none }
        guard top.second <= top.largest, top.largest <= TopContributions.largestCode else { return false }
        guard contributors[group] > (top.second > 0 ? 1 : 0) else { return top == .none }
        guard case .count(let rows) = states[group] else { return true }
        let (least, most) = (TopContributions.lowerEdge(top.largest), TopContributions.upperEdge(top.largest))
        return top.largest > 0 && (top.second > 0) == (contributors[group] > 1)
            && least <= Double(rows) && Double(rows) <= most * Double(contributors[group])
    }

    /// True when the group's contributors can have these values: as many have 0 as the column tells, and of an overflowed state nothing is told.
    func hasPossibleValues(_ specification: AggregateSpecification, group: Int) -> Bool {
        let tally = values[group]
        guard specification.tellsValues else { return tally == .none }
        guard states[group] != .overflowed else { return tally == .many }
        guard tally.isPossible(specification, contributors: contributors[group], rows: states[group].rows) else { return false }
        guard case .few(let entries) = tally else { return true }
        let zeros = entries.first { $0.value.isZero }?.patients ?? 0
        return zeros == contributors[group] - nonZero[group] + partlyZero[group]
    }

    private func hasNoZeros(_ group: Int) -> Bool { nonZero[group] == contributors[group] && partlyZero[group] == 0 }

    /// Every contributor has a row, two where one is zero and one is not, and every row has a contributor.
    private func have(_ rows: Int64, _ group: Int) -> Bool {
        let (least, overflow) = contributors[group].addingReportingOverflow(partlyZero[group])
        return !overflow && rows >= least && (rows == 0) == (contributors[group] == 0)
    }

    /// The patients with a true row, and those with a false one, have as many as that takes.
    private func haveTruths(_ state: TruthCounts, _ group: Int) -> Bool {
        let falsePatients = contributors[group] - nonZero[group] + partlyZero[group]
        let falseRows = state.rows - state.trueRows
        return state.trueRows >= nonZero[group] && (state.trueRows == 0) == (nonZero[group] == 0)
            && falseRows >= falsePatients && (falseRows == 0) == (falsePatients == 0)
    }
}

extension AggregateSpecification {
    var isOfWholeNumbers: Bool { argument?.isWhole == true && second.map(\.isWhole) != false }

    /// True for a value of the argument's type that is not NULL.
    func takes(_ value: Value) -> Bool { argument.map { !value.isNull && value.fits($0) } == true }
}

extension AggregateFunction {
    /// True where a column says how many contributors have an argument that is not zero, or, of a condition, that is true. In the
    /// others all of them count as having one.
    public var tellsZeros: Bool {
        switch self {
        case .sum, .average, .variancePopulation, .varianceSample, .deviationPopulation, .deviationSample, .skewness, .kurtosis,
            .kurtosisPopulation, .every, .any:
            true
        case .countRows, .count, .countPatients, .countKeys, .countValues, .covariancePopulation, .covarianceSample, .correlation,
            .regressionSlope, .regressionIntercept, .regressionR2, .regressionCount, .regressionAverageX, .regressionAverageY,
            .regressionSXX, .regressionSYY, .regressionSXY, .mode, .percentileContinuous, .percentileDiscrete, .minimum, .maximum:
            false
        }
    }
}

extension Value {
    fileprivate var isZero: Bool {
        switch self {
        case .integer(let value): value == 0
        case .numeric(let value): value == .zero
        case .double(let value): value.value == 0
        case .null, .boolean, .text, .date, .timestamp: false
        }
    }
}
