import CordonAggregates
import CordonQuery
import CordonValues

/// Disclosure control: from a merged table to what may be shown. The only way from one to the other.
public struct Disclosure: Sendable {
    /// The largest product of declared key domains that is filled up with groups nobody is in.
    static let largestFilledDomain = 10_000

    let rules: DisclosureRules

    public init(rules: DisclosureRules) { self.rules = rules }

    /// Decides every cell of `merged`, which answers `boundary`.
    ///
    /// - Claim: no cell is shown that reveals the size of a set of 1 to T − 1 patients by itself, through its complement in its
    ///   group, or through totals and sums of other cells of the answer (``ComplementarySuppression``). Keys of groups that show nothing are not shown unless
    ///   their domain is declared.
    /// - Requires: contributors were counted by the nodes as distinct patients.
    /// - Does not stop: subtraction between the answers of different questions.
    public func release(_ merged: MergedTable, boundary: Boundary) -> ReleasedBoundary {
        let cells = merged.keys.indices.map { group in
            boundary.aggregates.indices.map { facts(merged, boundary, group: group, column: $0) }
        }
        let primaryRules = PrimaryRules(rules)
        let primary = cells.map { row in row.map(primaryRules.object) }
        // Patients first, then the group's number, which is canonical key order.
        let order = cells.indices.sorted { (merged.patients[$0], $0) < (merged.patients[$1], $1) }
        let complementary = ComplementarySuppression(
            parameters: rules, groupsPartitionPatients: boundary.groupsPartitionPatients)
        let hidden = complementary.hidden(cells: cells, primary: primary, order: order)
        let groups = merged.keys.indices.map { group in
            ReleasedGroup(
                keys: merged.keys[group],
                cells: boundary.aggregates.indices.map { column in
                    cell(merged, boundary, group, column, hidden: hidden[group][column])
                })
        }
        return KeyPresence(boundary: boundary, rules: rules).decide(groups)
    }

    private func facts(_ merged: MergedTable, _ boundary: Boundary, group: Int, column: Int) -> CellFacts {
        let aggregate = boundary.aggregates[column]
        let counted = merged.columns[column]
        let (patients, contributors, nonZero) = (merged.patients[group], counted.contributors[group], counted.nonZero[group])
        // No sum overflows: who has rows of both kinds is among those of each.
        return CellFacts(
            patients: patients, contributors: contributors, passed: patients - contributors + counted.partlyMissing[group],
            nonZero: nonZero, zero: contributors - nonZero + counted.partlyZero[group], hospitals: Int(counted.hospitals[group]),
            needs: aggregate.disclosure, countsGroup: aggregate.countsGroup,
            hasRepeats: counted.partlyMissing[group] > 0
                || contributors > 0 && (counted.states[group].rows ?? .max) > contributors,
            countsPatients: aggregate.specification.function == .countPatients)
    }

    private func cell(_ merged: MergedTable, _ boundary: Boundary, _ group: Int, _ column: Int, hidden: Bool) -> Cell {
        switch boundary.aggregates[column].specification.function {
        case .minimum, .maximum: return .withheld
        case .countRows, .count, .countPatients, .sum, .average, .variancePopulation, .varianceSample, .deviationPopulation,
            .deviationSample:
            if hidden { return .suppressed }
            return merged.finish(column: column, group: group).map(Cell.showing) ?? .withheld
        }
    }
}
