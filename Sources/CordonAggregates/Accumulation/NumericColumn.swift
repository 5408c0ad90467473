import CordonValues

/// Exact sums of numerics per group, and of their squares where asked.
struct NumericColumn: Sendable {
    private let keepsSquares: Bool
    private var sums: [NumericSum?] = []
    private var moments: [NumericMoments?] = []

    init(keepsSquares: Bool) { self.keepsSquares = keepsSquares }

    mutating func addGroup() {
        if keepsSquares { moments.append(.zero) } else { sums.append(.zero) }
    }

    /// A group that has left the range of its state stays out of it.
    mutating func add(_ value: Rational, group: Int) {
        if keepsSquares {
            moments[group] = NumericMoments(value).flatMap { moments[group]?.merged(with: $0) }
        } else {
            sums[group] = NumericSum(value).flatMap { sums[group]?.merged(with: $0) }
        }
    }

    func state(group: Int) -> AggregateState {
        keepsSquares
            ? moments[group].map { .numericMoments($0) } ?? .overflowed
            : sums[group].map { .numericSum($0) } ?? .overflowed
    }
}
