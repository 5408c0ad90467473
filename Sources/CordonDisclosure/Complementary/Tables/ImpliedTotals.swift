import CordonAggregates
import CordonQuery
import CordonValues

/// Totals and margins that nobody has asked for and that follow from the groups of an answer: where one is almost the same as what was answered before, or makes almost a whole and its parts with two others, it must
/// not follow (``DifferenceRule``).
struct ImpliedTotals {
    private let boundary: Boundary
    private let keys: [[Value]]
    private let history: ReleaseHistory
    private let difference: DifferenceRule

    init(_ boundary: Boundary, keys: [[Value]], _ history: ReleaseHistory, _ parameters: DisclosureRules) {
        self.boundary = boundary
        self.keys = keys
        self.history = history
        difference = DifferenceRule(parameters: parameters)
    }

    /// `line` is one of `table`.
    func mustBeHidden(_ line: CrossTable.Line, of table: CrossTable, column: Int) -> Bool {
        guard line.group == nil, difference.parameters.threshold > 1, let atom = line.atoms.first else { return false }
        let set = RevealedSet.contributors.number(column: boundary.columnWithSets(of: column))
        let unions = UnionName.all(of: keys[table.groups[atom]], set: set, groupingSets: boundary.groupingSets)
        let figure = boundary.aggregates[column].figure
        return unions.first { $0.position == line.key }.map { difference.objects(to: history.earlier(union: $0), history.combinations(union: $0), figure: figure) } ?? false
    }
}
