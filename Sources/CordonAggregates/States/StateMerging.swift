extension AggregateState {
    /// States of different kinds never stand in tables of one layout; should they meet all the same, the cell is withheld.
    public func merged(with other: AggregateState) -> AggregateState {
        merging(other) ?? .overflowed
    }

    /// Nil when the rows leave the range of the state, or the kinds differ.
    private func merging(_ other: AggregateState) -> AggregateState? {
        switch self {
        case .none: if case .none = other { return AggregateState.none }
        case .count(let mine): if case .count(let theirs) = other { return Self.sum(mine, theirs).map { .count($0) } }
        case .keys(let mine): if case .keys(let theirs) = other { return Self.sum(mine, theirs).map { .keys($0) } }
        case .wholeSum(let mine): if case .wholeSum(let theirs) = other { return mine.merged(with: theirs).map { .wholeSum($0) } }
        case .wholeMoments(let mine):
            if case .wholeMoments(let theirs) = other { return mine.merged(with: theirs).map { .wholeMoments($0) } }
        case .doubleSum(let mine): if case .doubleSum(let theirs) = other { return mine.merged(with: theirs).map { .doubleSum($0) } }
        case .doubleMoments(let mine):
            if case .doubleMoments(let theirs) = other { return mine.merged(with: theirs).map { .doubleMoments($0) } }
        case .numericSum(let mine): if case .numericSum(let theirs) = other { return mine.merged(with: theirs).map { .numericSum($0) } }
        case .numericMoments(let mine):
            if case .numericMoments(let theirs) = other { return mine.merged(with: theirs).map { .numericMoments($0) } }
        case .numericPairs(let mine):
            if case .numericPairs(let theirs) = other { return mine.merged(with: theirs).map { .numericPairs($0) } }
        case .doublePairs(let mine): if case .doublePairs(let theirs) = other { return mine.merged(with: theirs).map { .doublePairs($0) } }
        case .numericPowers(let mine):
            if case .numericPowers(let theirs) = other { return mine.merged(with: theirs).map { .numericPowers($0) } }
        case .doublePowers(let mine):
            if case .doublePowers(let theirs) = other { return mine.merged(with: theirs).map { .doublePowers($0) } }
        case .truths(let mine): if case .truths(let theirs) = other { return mine.merged(with: theirs).map { .truths($0) } }
        case .values(let mine): if case .values(let theirs) = other { return mine.merged(with: theirs).map { .values($0) } }
        case .categories(let mine):
            if case .categories(let theirs) = other { return mine.merged(with: theirs, limit: TallyLimit.values).map { .categories($0) } }
        case .bins(let mine):
            if case .bins(let theirs) = other { return mine.merged(with: theirs, limit: TallyLimit.bins).map { .bins($0) } }
        case .overflowed: return nil
        }
        return nil
    }

    private static func sum(_ left: Int64, _ right: Int64) -> Int64? {
        let (sum, overflow) = left.addingReportingOverflow(right)
        return overflow ? nil : sum
    }
}
