import CordonValues

/// Exact sums of the first four powers per group.
struct PowerColumn: Sendable {
    private let isDouble: Bool
    private var numerics: [NumericPowers?] = []
    /// Groups without rows have none.
    private var doubles: [DoubleTally?] = []

    init(_ kind: StateKind) { isDouble = kind == .doublePowers }

    mutating func addGroup() {
        if isDouble { doubles.append(nil) } else { numerics.append(.zero) }
    }

    mutating func add(_ value: Double, group: Int) { doubles[group, default: DoubleTally(.powers)].add(value) }

    mutating func add(_ value: Rational, group: Int) {
        numerics[group] = NumericPowers(value).flatMap { numerics[group]?.merged(with: $0) }
    }

    func state(group: Int) -> AggregateState {
        isDouble
            ? .doublePowers(doubles[group]?.powers ?? .zero) : numerics[group].map { .numericPowers($0) } ?? .overflowed
    }
}
