import CordonValues

/// Builds one aggregate column of a partial, row by row, for a warehouse that groups by hash. Columns of numbers inside: one look
/// at the kind of state per row, no value per group until the finish.
///
/// Group and patient numbers are the caller's own, dense from 0. Every row of a group is either added or, where an argument is NULL
/// or its FILTER does not hold, passed over with ``pass(group:patient:)``. A value of another kind than the argument's type withholds
/// its cell.
public struct AggregateAccumulator: Sendable {
    private let specification: AggregateSpecification
    private let kind: StateKind
    private let tellsZeros: Bool
    /// Of a count: every row contributes, so that the contributors are the group's patients.
    public let takesEveryRow: Bool
    private var rows: [Int64] = []
    private var misfit: Set<Int> = []
    private var marks = PatientMarks()
    /// Nil in columns that tell no contributions.
    private let contribution: ContributionScale?
    private var totals = PatientTotals()
    /// Nil in columns that do not tell values.
    private var values: ValueTallyColumn?
    private var wholes: WholeColumn
    private var doubles: DoubleColumn
    private var numerics: NumericColumn
    private var pairs: PairColumn
    private var powers: PowerColumn
    private var tallies: TallyColumn
    private var scale: BinScale
    /// Of a condition.
    private var trueRows: [Int64] = []

    /// `takesEveryRow` promises of a count that no row is ever passed over; then contributors need no counting of their own.
    public init(_ specification: AggregateSpecification, takesEveryRow: Bool = false) {
        self.specification = specification
        self.takesEveryRow = takesEveryRow && specification.stateKind == .count
        kind = specification.stateKind
        contribution = ContributionScale(specification)
        values = specification.tellsValues ? ValueTallyColumn() : nil
        tellsZeros = specification.function.tellsZeros
        wholes = WholeColumn(keepsSquares: kind == .wholeMoments)
        doubles = DoubleColumn(keepsSquares: kind == .doubleMoments)
        numerics = NumericColumn(keepsSquares: kind == .numericMoments)
        pairs = PairColumn(specification)
        powers = PowerColumn(kind)
        tallies = TallyColumn(kind)
        scale = BinScale(specification)
    }

    public mutating func addGroup() {
        if kind == .none {
            rows.append(0)
            return
        }
        if !takesEveryRow { marks.addGroup() }
        if contribution != nil { totals.addGroup() }
        values?.addGroup()
        switch kind {
        case .none, .count: break
        case .wholeSum, .wholeMoments: wholes.addGroup()
        case .doubleSum, .doubleMoments: doubles.addGroup()
        case .numericSum, .numericMoments: numerics.addGroup()
        case .numericPairs, .doublePairs: pairs.addGroup()
        case .numericPowers, .doublePowers: powers.addGroup()
        case .truths: trueRows.append(0)
        case .keys, .values, .categories, .bins:
            // Their states count rows themselves, or not at all.
            tallies.addGroup()
            return
        }
        rows.append(0)
    }

    /// One row that does not contribute.
    public mutating func pass(group: Int, patient: Int) {
        if kind != .none { marks.add(.passing, group: group, patient: patient) }
    }

    /// One row of a count.
    public mutating func add(group: Int, patient: Int) {
        switch kind {
        case .none: return
        case .count:
            if contribution != nil { totals.add(1, group: group, patient: patient) }
            if takesEveryRow { rows[group] &+= 1 } else { note(.contributing, group, patient) }
        case .wholeSum, .wholeMoments, .doubleSum, .doubleMoments, .numericSum, .numericMoments, .numericPairs, .doublePairs,
            .numericPowers, .doublePowers, .truths, .keys, .values, .categories, .bins:
            withhold(group, patient)
        }
    }

    /// One row with its argument, or its two.
    public mutating func add(_ value: Value, _ second: Value? = nil, group: Int, patient: Int) {
        if value.isNull || second?.isNull == true {
            pass(group: group, patient: patient)
            return
        }
        switch kind {
        case .keys, .values, .categories: add(category: value, group: group, patient: patient)
        case .numericPairs, .doublePairs: add(pair: value, second ?? .null, group: group, patient: patient)
        case .truths: add(truth: value, group: group, patient: patient)
        case .none, .count, .wholeSum, .wholeMoments, .doubleSum, .doubleMoments, .numericSum, .numericMoments, .numericPowers,
            .doublePowers, .bins:
            switch value {
            case .integer(let value): add(integer: value, group: group, patient: patient)
            case .double(let value): add(double: value.value, group: group, patient: patient)
            case .numeric(let value): add(numeric: value, group: group, patient: patient)
            case .date(let value) where kind == .bins: add(integer: Int64(value.daysSince1970), group: group, patient: patient)
            case .timestamp(let value) where kind == .bins:
                add(integer: value.microsecondsSince1970, group: group, patient: patient)
            case .null, .boolean, .text, .date, .timestamp: add(group: group, patient: patient)
            }
        }
    }

    public mutating func add(integer value: Int64, group: Int, patient: Int) {
        switch kind {
        case .wholeSum, .wholeMoments:
            wholes.add(value, group: group)
            contribute(contribution?.units(of: value), group, patient)
            tell(.integer(value), group, patient)
            note(isZero: value == 0, group, patient)
        case .numericSum, .numericMoments:
            numerics.add(Rational(value), group: group)
            contribute(contribution?.units(of: value), group, patient)
            tell(.numeric(Rational(value)), group, patient)
            note(isZero: value == 0, group, patient)
        case .numericPowers:
            powers.add(Rational(value), group: group)
            let isNumeric = specification.argument == .numeric
            tell(isNumeric ? .numeric(Rational(value)) : .integer(value), group, patient)
            note(isZero: value == 0, group, patient)
        case .bins: add(bin: scale.isDiscrete || specification.argument == .numeric ? scale.bin(of: value) : nil, group, patient)
        case .truths: add(truth: .boolean(value != 0), group: group, patient: patient)
        case .keys, .values, .categories: add(category: .integer(value), group: group, patient: patient)
        case .none, .count, .doubleSum, .doubleMoments, .numericPairs, .doublePairs, .doublePowers: add(group: group, patient: patient)
        }
    }

    public mutating func add(double value: Double, group: Int, patient: Int) {
        switch kind {
        case .doubleSum, .doubleMoments:
            doubles.add(value, group: group)
            contribute(contribution?.units(of: value), group, patient)
            tell(value, group, patient)
            note(isZero: value == 0, group, patient)
        case .doublePowers:
            powers.add(value, group: group)
            tell(value, group, patient)
            note(isZero: value == 0, group, patient)
        case .bins: add(bin: specification.argument == .double ? scale.bin(of: value) : nil, group, patient)
        case .none, .count, .wholeSum, .wholeMoments, .numericSum, .numericMoments, .numericPairs, .doublePairs, .numericPowers, .truths,
            .keys, .values, .categories:
            add(group: group, patient: patient)
        }
    }

    public mutating func add(numeric value: Rational, group: Int, patient: Int) {
        switch kind {
        case .numericSum, .numericMoments:
            numerics.add(value, group: group)
            contribute(contribution?.units(of: value), group, patient)
            tell(.numeric(value), group, patient)
            note(isZero: value == .zero, group, patient)
        case .numericPowers:
            powers.add(value, group: group)
            tell(.numeric(value), group, patient)
            note(isZero: value == .zero, group, patient)
        case .bins: add(bin: specification.argument == .numeric ? scale.bin(of: value) : nil, group, patient)
        case .none, .count, .wholeSum, .wholeMoments, .doubleSum, .doubleMoments, .numericPairs, .doublePairs, .doublePowers, .truths,
            .keys, .values, .categories:
            add(group: group, patient: patient)
        }
    }

    private mutating func add(category value: Value, group: Int, patient: Int) {
        guard specification.takes(value) else { return withhold(group, patient) }
        tallies.add(value, group: group, patient: patient)
        marks.add(.contributing, group: group, patient: patient)
    }

    private mutating func add(pair y: Value, _ x: Value, group: Int, patient: Int) {
        guard pairs.add(y, x, group: group) else { return withhold(group, patient) }
        note(.contributing, group, patient)
    }

    private mutating func add(truth value: Value, group: Int, patient: Int) {
        guard case .boolean(let isTrue) = value else { return withhold(group, patient) }
        if isTrue { trueRows[group] &+= 1 }
        note(isZero: !isTrue, group, patient)
    }

    private mutating func add(bin: Int64?, _ group: Int, _ patient: Int) {
        guard let bin else { return withhold(group, patient) }
        tallies.add(bin: bin, group: group, patient: patient)
        marks.add(.contributing, group: group, patient: patient)
    }

    private mutating func contribute(_ units: UInt128?, _ group: Int, _ patient: Int) {
        if let units { totals.add(units, group: group, patient: patient) }
    }

    private mutating func tell(_ value: @autoclosure () -> Value, _ group: Int, _ patient: Int) {
        if values != nil { values?.add(value(), group: group, patient: patient) }
    }

    /// What is not finite is not counted by value.
    private mutating func tell(_ value: Double, _ group: Int, _ patient: Int) {
        if value.isFinite { tell(.double(value), group, patient) } else { values?.stop(group: group) }
    }

    private mutating func note(isZero: Bool, _ group: Int, _ patient: Int) {
        note([.contributing, isZero ? .zero : .nonZero], group, patient)
    }

    private mutating func note(_ mark: PatientMark, _ group: Int, _ patient: Int) {
        rows[group] &+= 1
        marks.add(mark, group: group, patient: patient)
    }

    private mutating func withhold(_ group: Int, _ patient: Int) {
        misfit.insert(group)
        marks.add(tellsZeros ? [.contributing, .nonZero] : .contributing, group: group, patient: patient)
    }
}

extension AggregateAccumulator {
    /// The column, its groups in the given order: `order[i]` is the number of the group that comes i-th, and `patients[i]` how many
    /// patients have rows in it.
    public func finish(order: [Int], patients: [Int64]) -> PartialColumn {
        let tops = contribution == nil ? nil : totals.top()
        let contributions = tops.map { tops in order.map { tops[$0] } }
        if takesEveryRow {
            let counts = specification.function == .countPatients ? patients : order.map { rows[$0] }
            return PartialColumn(
                states: counts.map(AggregateState.count), contributors: patients, nonZero: patients, contributions: contributions,
                verdicts: Array(repeating: 0, count: order.count))
        }
        let states = order.map(state)
        let verdicts = Array(repeating: 0 as UInt8, count: order.count)
        if kind == .none {
            let nobody = Array(repeating: 0 as Int64, count: order.count)
            return PartialColumn(states: states, contributors: nobody, nonZero: nobody, verdicts: verdicts)
        }
        let counted = order.map { marks.count(.contributing, group: $0) }
        // Each of a group's patients has rows of one of the two kinds; who has both is counted in both.
        let both = order.indices.map { counted[$0] + marks.count(.passing, group: order[$0]) - patients[$0] }
        // Of a state that left its range nothing is told.
        let tallies = values.map { values in zip(order, states).map { $1 == .overflowed ? ValueTally.many : values.tally(group: $0) } }
        guard tellsZeros else {
            return PartialColumn(
                states: states, contributors: counted, partlyMissing: both, nonZero: counted, contributions: contributions, verdicts: verdicts)
        }
        let nonZero = order.map { marks.count(.nonZero, group: $0) }
        return PartialColumn(
            states: states, contributors: counted, partlyMissing: both, nonZero: nonZero,
            partlyZero: order.indices.map { nonZero[$0] + marks.count(.zero, group: order[$0]) - counted[$0] }, contributions: contributions,
            values: tallies, verdicts: verdicts)
    }

    /// What the rows of each patient of each group do, once for each pair. Nothing where every row counts, or where nobody is counted: then
    /// the contributors are the group's patients, or nobody.
    public func forEachPatient(_ body: (_ group: Int, _ patient: Int, _ marks: PatientMark) -> Void) {
        if !takesEveryRow, kind != .none { marks.forEach(body) }
    }

    private func state(group: Int) -> AggregateState {
        if misfit.contains(group) { return .overflowed }
        return switch kind {
        case .none: .none
        case .count: .count(specification.function == .countPatients ? marks.count(.contributing, group: group) : rows[group])
        case .wholeSum, .wholeMoments: wholes.state(group: group, rows: rows[group])
        case .doubleSum, .doubleMoments: doubles.state(group: group, rows: rows[group])
        case .numericSum, .numericMoments: numerics.state(group: group)
        case .numericPairs, .doublePairs: pairs.state(group: group, rows: rows[group])
        case .numericPowers, .doublePowers: powers.state(group: group)
        case .truths: .truths(TruthCounts(rows: rows[group], trueRows: trueRows[group]))
        case .keys, .values, .categories, .bins: tallies.state(group: group)
        }
    }
}
