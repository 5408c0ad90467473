/// Complementary suppression within one answer, until nothing changes:
///
/// 1. ``ImpliedMargin``: in every column hidden cells protect each other against the total over all groups.
/// 2. ``GroupRelations``: no hidden cell is a sum or difference of shown ones of its group.
/// 3. Where the number of a group's patients is hidden, the whole row is: a mean of whole numbers gives its denominator away.
///
/// Cells are only ever hidden, so it ends. What it does not stop: margins over one of several keys, differences between two shown
/// cells that are no cell of the answer, and subtraction between questions.
struct ComplementarySuppression {
    /// The names that results list, in the order above.
    static let names = [ImpliedMargin.name, GroupRelations.name, "whole-rows"]
    let margin: ImpliedMargin
    let relations: GroupRelations

    init(parameters: DisclosureRules, groupsPartitionPatients: Bool) {
        margin = ImpliedMargin(parameters: parameters, groupsPartitionPatients: groupsPartitionPatients)
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
            margin.protect(&hidden, cells: cells, guarded: guarded, order: order)
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
