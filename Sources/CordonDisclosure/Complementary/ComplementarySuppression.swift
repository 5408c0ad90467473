import CordonQuery
import CordonValues

/// Complementary suppression within one answer, until nothing changes:
///
/// 1. ``ImpliedMargin``: in every column hidden cells protect each other against the total over all groups.
/// 2. ``GroupRelations``: no hidden cell is a sum or difference of shown ones of its group.
/// 3. ``MarginLines``: cells of several grouping sets do not give each other away.
/// 4. Where the number of a group's patients is hidden, the whole row is: a mean of whole numbers gives its denominator away.
///
/// Cells are only ever hidden, so it ends. What it does not stop: margins over one of several keys that another question asks for, differences between two shown
/// cells that are no cell of the answer, and subtraction between questions.
struct ComplementarySuppression {
    /// The names that results list, in the order above.
    static let names = [ImpliedMargin.name, GroupRelations.name, MarginLines.name, "whole-rows"]
    let margin: ImpliedMargin
    let relations: GroupRelations
    let lines: MarginLines
    /// Of each group the grouping set.
    private let sets: [Int]

    /// `keys` are those of the groups.
    init(_ boundary: Boundary, keys: [[Value]], parameters: DisclosureRules) {
        margin = ImpliedMargin(parameters: parameters, groupsPartitionPatients: boundary.groupsPartitionPatients)
        lines = MarginLines(boundary, keys: keys, parameters: parameters)
        sets = keys.map { key in
            guard boundary.groupingSets.count > 1, case .integer(let set)? = key.first else { return 0 }
            return Int(clamping: set)
        }
        relations = GroupRelations()
    }

    /// `cells[group][column]` and which of them the primary rules hide; returns all that are hidden. `order` lists the groups from
    /// the smallest: of cells that protect equally well, the smaller is hidden.
    func hidden(cells: [[CellFacts]], primary: [[Bool]], order: [Int]) -> [[Bool]] {
        var hidden = primary
        var guarded = primary
        var previous: [[Bool]]
        repeat {
            previous = hidden
            for members in Dictionary(grouping: order, by: { sets[$0] }).sorted(by: { $0.key < $1.key }).map(\.value) {
                margin.protect(&hidden, cells: cells, guarded: guarded, order: members)
            }
            lines.protect(&hidden, cells: cells, order: order)
            for group in cells.indices where hidden[group].contains(true) {
                let before = hidden[group]
                relations.protect(&hidden[group], row: cells[group])
                for column in before.indices where hidden[group][column] && !before[column] { guarded[group][column] = true }
                hideRowWithoutSize(&hidden[group], row: cells[group])
            }
        } while hidden != previous
        return hidden
    }

    private func hideRowWithoutSize(_ hidden: inout [Bool], row: [CellFacts]) {
        guard row.indices.contains(where: { hidden[$0] && row[$0].countsGroup && row[$0].patients > 0 }) else { return }
        hidden = hidden.map { _ in true }
    }
}
