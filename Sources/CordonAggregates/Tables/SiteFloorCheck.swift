import CordonValues

extension PartialTable {
    /// What the mode adds. In `siteFloor` a table holds nothing of withheld cells, and of shown ones only what their hospital could publish:
    ///
    /// - verdicts are 0 or ``PartialColumn/withheld``; a withheld cell has no state and no contributors, and a column without states no verdicts;
    /// - nobody is told to be partly missing, and there are no contributions and no tallies of values;
    /// - the patients of a group are those of its largest shown cell (1 where that is nobody's), 0 where none is shown: see ``floorPatients(_:)``;
    /// - of each group something is shown or withheld.
    ///
    /// In `merged` there are no verdicts and no remainder.
    func checkFloor() throws(Diagnostic) {
        guard layout.mode == .siteFloor else {
            guard !hasRemainder, columns.allSatisfy({ $0.verdicts.allSatisfy { $0 == 0 } }) else {
                throw Self.invalid("has verdicts or a remainder, which its mode does not have")
            }
            return
        }
        for (index, column) in columns.enumerated() {
            for group in keys.indices { try checkFloor(column, layout.aggregates[index].stateKind, group, number: index + 1) }
        }
        let telling = columns.indices.filter { layout.aggregates[$0].stateKind != .none }
        for group in keys.indices {
            guard !telling.isEmpty else { throw Self.invalid("has a group of which nothing is said") }
            let shown = telling.filter { !columns[$0].isWithheld(group: group) }.map { columns[$0].contributors[group] }
            guard patients[group] == Self.floorPatients(shown) else {
                throw Self.invalid("counts patients of a group beyond those of its shown cells")
            }
        }
    }

    /// The patients that a group is told to have under a site floor, from the contributors of its shown cells.
    public static func floorPatients(_ contributors: [Int64]) -> Int64 { contributors.max().map { max(1, $0) } ?? 0 }

    private func checkFloor(_ column: PartialColumn, _ kind: StateKind, _ group: Int, number: Int) throws(Diagnostic) {
        let isWithheld = column.isWithheld(group: group)
        guard column.verdicts[group] == 0 || isWithheld, !isWithheld || kind != .none else {
            throw Self.invalid("has verdicts that its layout does not know: column \(number)")
        }
        guard column.partlyMissing[group] == 0, column.contributions[group] == .none, column.values[group] == .none else {
            throw Self.invalid("tells of rows, contributions and values, which its hospital keeps: column \(number)")
        }
        guard !isWithheld || column.contributors[group] == 0 && column.states[group] == .identity(of: kind) else {
            throw Self.invalid("has a withheld cell with a state: column \(number)")
        }
    }
}
