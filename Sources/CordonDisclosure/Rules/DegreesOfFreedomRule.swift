/// Figures that are fitted to the data have at least ten degrees of freedom left: contributors less the parameters that stand in the
/// figure (a mean for a spread, a line for a correlation or regression). With few left, the figure and the means beside it
/// leave one patient little room. A line that every row lies on is never shown: it would give y of everybody whose x is known.
///
/// Ten is the `safe_dof_threshold` of ACRO (Green, Ritchie, Smith, *ACRO: semi-automated checking of research outputs*, 2023).
struct DegreesOfFreedomRule: PrimaryRule {
    static let least: Int64 = 10

    let parameters: DisclosureRules
    let name = "degrees-of-freedom"
    let value = String(least)

    func objects(to cell: CellFacts) -> Bool {
        // Nothing is small where one patient is enough.
        guard cell.fittedParameters > 0, cell.sets.contributors > 0, parameters.threshold > 1 else { return false }
        return cell.isExactFit || cell.sets.contributors - cell.fittedParameters < Self.least
    }
}
