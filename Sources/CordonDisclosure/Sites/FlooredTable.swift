import CordonAggregates
import CordonQuery
import CordonValues
import CordonWarehouse

/// A hospital's table without what its own release hides.
struct FlooredTable {
    private struct Group {
        let keys: [Value]
        /// In the table; nil where nobody is in it.
        let place: Int?
        /// Of each column whether its cell is shown.
        let isShown: [Bool]
    }

    private let table: PartialTable
    private let boundary: Boundary
    private let groups: [Group]
    private let hasRemainder: Bool

    /// Listed are groups with somebody in them or with a hidden cell. What is not listed has nobody, or belongs to the remainder.
    init(_ table: PartialTable, _ boundary: Boundary, _ released: ReleasedBoundary) {
        self.table = table
        self.boundary = boundary
        let places = Dictionary(table.keys.enumerated().map { ($0.element, $0.offset) }) { first, _ in first }
        groups = released.groups.compactMap { group in
            let place = places[group.keys]
            let isShown = group.cells.map { !$0.state.isHidden }
            let hides = boundary.aggregates.indices.contains { boundary.aggregates[$0].leavesState && !isShown[$0] }
            let isPresent = place.map { table.patients[$0] > 0 } ?? false
            let shows = boundary.aggregates.indices.contains { boundary.aggregates[$0].leavesState && isShown[$0] }
            return hides || isPresent && shows ? Group(keys: group.keys, place: place, isShown: isShown) : nil
        }
        hasRemainder = released.hasRemainder
    }

    func leaving(_ layout: PartialLayout) throws(Diagnostic) -> PartialTable {
        let columns = boundary.aggregates.indices.map(column)
        let patients = groups.indices.map { group in
            PartialTable.floorPatients(
                columns.indices.filter { boundary.aggregates[$0].leavesState && groups[group].isShown[$0] }.map { columns[$0].contributors[group] })
        }
        let leaving = try PartialTable(
            layout: layout, keys: groups.map(\.keys), patients: patients, columns: columns, hasRemainder: hasRemainder)
        return try leaving.comparing(table.comparisons.compactMap(compared))
    }

    private func column(_ index: Int) -> PartialColumn {
        let (aggregate, column) = (boundary.aggregates[index], table.columns[index])
        /// Where the cell is shown and somebody is in the group.
        let places = groups.map { $0.isShown[index] ? $0.place : nil }
        let tellsZeros = aggregate.disclosure.revealsNonZero
        return PartialColumn(
            states: places.map { $0.map { column.states[$0] } ?? .identity(of: aggregate.specification.stateKind) },
            contributors: places.map { $0.map { column.contributors[$0] } ?? 0 },
            // Elsewhere no rule looks at how many have a zero: that somebody has another value is in the state.
            nonZero: places.map { $0.map { tellsZeros || column.nonZero[$0] == 0 ? column.nonZero[$0] : column.contributors[$0] } ?? 0 },
            partlyZero: places.map { $0.map { tellsZeros ? column.partlyZero[$0] : 0 } ?? 0 },
            verdicts: groups.map { aggregate.leavesState && !$0.isShown[index] ? PartialColumn.withheld : 0 })
    }

    /// A comparison as it leaves: that a shown set is the same as one of before, and nothing else. Nil where nothing is told.
    private func compared(_ comparison: SetComparison) -> SetComparison? {
        guard comparison.entered == 0, comparison.left == 0 else { return nil }
        let keys = table.keys[comparison.group]
        let group: Int?
        if let (column, position) = RevealedSet.union(number: comparison.set, in: table.layout) {
            let set = RevealedSet.contributors.number(column: column)
            let union = unions(keys, set).first { $0.position == position }
            group = groups.indices.first { shows($0, column) && union.map(unions(groups[$0].keys, set).contains) == true }
        } else {
            group = RevealedSet.of(number: comparison.set).flatMap { set in groups.indices.first { groups[$0].keys == keys && shows($0, set.column) } }
        }
        return group.map {
            SetComparison(
                group: $0, set: comparison.set, question: comparison.question, part: comparison.part, name: comparison.name,
                earlierSet: comparison.earlierSet, entered: 0, left: 0)
        }
    }

    private func unions(_ keys: [Value], _ set: Int) -> [UnionName] { UnionName.all(of: keys, set: set, groupingSets: boundary.groupingSets) }

    /// A cell is shown of a column that the sets of `column` stand for.
    private func shows(_ group: Int, _ column: Int) -> Bool {
        boundary.aggregates.indices.contains { groups[group].isShown[$0] && boundary.columnWithSets(of: $0) == column }
    }
}

extension BoundaryAggregate {
    /// Something of it crosses the boundary.
    var leavesState: Bool { specification.stateKind != .none }
}
