import CordonQuery
import CordonValues

/// Complementary suppression within one answer, until nothing changes:
///
/// 1. Where groups divide the patients, ``TableSuppression``: no hidden cell can be computed, or confined too closely, from the shown ones of its
///    column, of all grouping sets, and the margins. Where a patient may be in several groups, ``ImpliedMargin`` and ``MarginLines``.
/// 2. ``GroupRelations``: no hidden cell is a sum or difference of shown ones of its group.
/// 3. Where the number of a group's patients is hidden, the whole row is: a mean of whole numbers gives its denominator away.
///
/// Cells are only ever hidden, so it ends. What it does not stop: differences between two shown cells that are no cell of the answer, and
/// subtraction between questions beyond margins over one key and none.
struct ComplementarySuppression {
    /// The names that results list, in the order above.
    static let names = [TableSuppression.name, ImpliedMargin.name, MarginLines.name, GroupRelations.name, "whole-rows"]

    private let relations: GroupRelations
    private var between: Between
    /// Of each group the grouping set.
    private let sets: [Int]

    /// How cells of different groups are kept from giving each other away.
    private enum Between {
        case tables(TableSuppression)
        case lines(ImpliedMargin, MarginLines)
    }

    /// `keys` are those of the groups, `history` what was answered before. Fails with `too-many-groups`.
    init(
        _ boundary: Boundary, keys: [[Value]], after history: ReleaseHistory, parameters: DisclosureRules, method: @escaping SuppressionMethod,
        until deadline: ContinuousClock.Instant
    ) throws(Diagnostic) {
        relations = GroupRelations(parameters: parameters)
        if boundary.groupsPartitionPatients {
            between = .tables(TableSuppression(ImpliedTotals(boundary, keys: keys, history, parameters), CrossTable.all(boundary, keys: keys), parameters: parameters, method: method, until: deadline))
        } else {
            try MarginLines.check(boundary, keys: keys)
            between = .lines(ImpliedMargin(parameters: parameters), MarginLines(boundary, keys: keys, parameters: parameters))
        }
        sets = keys.map { key in
            guard boundary.groupingSets.count > 1, case .integer(let set)? = key.first else { return 0 }
            return Int(clamping: set)
        }
    }

    /// `cells[group][column]`, which of them the primary rules hide, and which are hidden already; returns all that are hidden. `order` lists the groups from
    /// the smallest: of cells that protect equally well, the smaller is hidden. Fails with `too-many-groups`.
    mutating func hidden(cells: [[CellFacts]], primary: [[Bool]], before: [[Bool]], order: [Int]) throws(Diagnostic) -> [[Bool]] {
        var hidden = zip(primary, before).map { zip($0, $1).map { $0 || $1 } }
        var guarded = primary
        var previous: [[Bool]]
        repeat {
            previous = hidden
            try protectBetween(&hidden, cells: cells, guarded: guarded, order: order)
            for group in cells.indices where hidden[group].contains(true) {
                let before = hidden[group]
                relations.protect(&hidden[group], row: cells[group])
                for column in before.indices where hidden[group][column] && !before[column] { guarded[group][column] = true }
                hideRowWithoutSize(&hidden[group], row: cells[group])
            }
        } while hidden != previous
        return hidden
    }

    private mutating func protectBetween(
        _ hidden: inout [[Bool]], cells: [[CellFacts]], guarded: [[Bool]], order: [Int]
    ) throws(Diagnostic) {
        switch between {
        case .tables(var tables):
            try tables.protect(&hidden, cells: cells, guarded: guarded)
            between = .tables(tables)
        case .lines(let margin, let lines):
            for members in Dictionary(grouping: order, by: { sets[$0] }).sorted(by: { $0.key < $1.key }).map(\.value) {
                margin.protect(&hidden, cells: cells, guarded: guarded, order: members)
            }
            lines.protect(&hidden, cells: cells, order: order)
        }
    }

    private func hideRowWithoutSize(_ hidden: inout [Bool], row: [CellFacts]) {
        guard row.indices.contains(where: { hidden[$0] && row[$0].countsGroup && row[$0].patients > 0 }) else { return }
        hidden = hidden.map { _ in true }
    }
}
