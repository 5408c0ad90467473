import CordonValues

/// Builds one aggregate column of a partial, row by row, for a warehouse that groups by hash. Columns of numbers inside: one look
/// at the kind of state per row, no value per group until the finish.
///
/// Group and patient numbers are the caller's own, dense from 0. Every row of a group is either added or, where its argument is NULL
/// or its FILTER does not hold, passed over with ``pass(group:patient:)``. A value of another kind than the argument's type withholds
/// its cell.
public struct AggregateAccumulator: Sendable {
    private let specification: AggregateSpecification
    private let kind: StateKind
    private var rows: [Int64] = []
    private var misfit: Set<Int> = []
    private var wholes: WholeColumn
    private var doubles: DoubleColumn
    private var numerics: NumericColumn
    private var contributors = PatientCounter()
    private var passed = PatientCounter()
    private var nonZero = PatientCounter()
    private var zero = PatientCounter()

    public init(_ specification: AggregateSpecification) {
        self.specification = specification
        kind = specification.stateKind
        wholes = WholeColumn(keepsSquares: kind == .wholeMoments)
        doubles = DoubleColumn(keepsSquares: kind == .doubleMoments)
        numerics = NumericColumn(keepsSquares: kind == .numericMoments)
    }

    public mutating func addGroup() {
        rows.append(0)
        contributors.addGroup()
        passed.addGroup()
        switch kind {
        case .none, .count: return
        case .wholeSum, .wholeMoments: wholes.addGroup()
        case .doubleSum, .doubleMoments: doubles.addGroup()
        case .numericSum, .numericMoments: numerics.addGroup()
        }
        nonZero.addGroup()
        zero.addGroup()
    }

    /// One row that does not contribute.
    public mutating func pass(group: Int, patient: Int) {
        if kind != .none { passed.add(group: group, patient: patient) }
    }

    /// One row of a count.
    public mutating func add(group: Int, patient: Int) {
        switch kind {
        case .none: return
        case .count: note(group: group, patient: patient)
        case .wholeSum, .wholeMoments, .doubleSum, .doubleMoments, .numericSum, .numericMoments:
            mark(group: group, patient: patient)
        }
    }

    /// One row with its argument.
    public mutating func add(_ value: Value, group: Int, patient: Int) {
        switch value {
        case .null: pass(group: group, patient: patient)
        case .integer(let value): add(integer: value, group: group, patient: patient)
        case .double(let value): add(double: value.value, group: group, patient: patient)
        case .numeric(let value): add(numeric: value, group: group, patient: patient)
        case .boolean, .text, .date, .timestamp: add(group: group, patient: patient)
        }
    }

    public mutating func add(integer value: Int64, group: Int, patient: Int) {
        switch kind {
        case .wholeSum, .wholeMoments:
            wholes.add(value, group: group)
            note(group: group, patient: patient, isZero: value == 0)
        case .numericSum, .numericMoments: add(numeric: Rational(value), group: group, patient: patient)
        case .none, .count, .doubleSum, .doubleMoments: add(group: group, patient: patient)
        }
    }

    public mutating func add(double value: Double, group: Int, patient: Int) {
        switch kind {
        case .doubleSum, .doubleMoments:
            doubles.add(value, group: group)
            note(group: group, patient: patient, isZero: value == 0)
        case .none, .count, .wholeSum, .wholeMoments, .numericSum, .numericMoments: add(group: group, patient: patient)
        }
    }

    public mutating func add(numeric value: Rational, group: Int, patient: Int) {
        switch kind {
        case .numericSum, .numericMoments:
            numerics.add(value, group: group)
            note(group: group, patient: patient, isZero: value == .zero)
        case .none, .count, .wholeSum, .wholeMoments, .doubleSum, .doubleMoments: add(group: group, patient: patient)
        }
    }

    private mutating func note(group: Int, patient: Int) {
        rows[group] &+= 1
        contributors.add(group: group, patient: patient)
    }

    private mutating func note(group: Int, patient: Int, isZero: Bool) {
        note(group: group, patient: patient)
        if isZero { zero.add(group: group, patient: patient) } else { nonZero.add(group: group, patient: patient) }
    }

    private mutating func mark(group: Int, patient: Int) {
        misfit.insert(group)
        note(group: group, patient: patient, isZero: false)
    }

    /// The column, its groups in the given order: `order[i]` is the number of the group that comes i-th, and `patients[i]` how many
    /// patients have rows in it.
    public func finish(order: [Int], patients: [Int64]) -> PartialColumn {
        let counted = order.map { contributors.counts[$0] }
        let states = order.map(state)
        let verdicts = Array(repeating: 0 as UInt8, count: order.count)
        if kind == .none { return PartialColumn(states: states, contributors: counted, nonZero: counted, verdicts: verdicts) }
        // Each of a group's patients has rows of one of the two kinds; who has both is counted in both.
        let both = order.indices.map { counted[$0] + passed.counts[order[$0]] - patients[$0] }
        if kind == .count {
            return PartialColumn(states: states, contributors: counted, partlyMissing: both, nonZero: counted, verdicts: verdicts)
        }
        return PartialColumn(
            states: states, contributors: counted, partlyMissing: both, nonZero: order.map { nonZero.counts[$0] },
            partlyZero: order.indices.map { nonZero.counts[order[$0]] + zero.counts[order[$0]] - counted[$0] }, verdicts: verdicts)
    }

    private func state(group: Int) -> AggregateState {
        if misfit.contains(group) { return .overflowed }
        return switch kind {
        case .none: .none
        case .count: .count(specification.function == .countPatients ? contributors.counts[group] : rows[group])
        case .wholeSum, .wholeMoments: wholes.state(group: group, rows: rows[group])
        case .doubleSum, .doubleMoments: doubles.state(group: group, rows: rows[group])
        case .numericSum, .numericMoments: numerics.state(group: group)
        }
    }
}
