import CordonAggregates

/// No one or two patients make most of a number of rows, sum, mean or spread. Of contributions x₁ ≥ x₂ ≥ … with the total X,
///
/// - the (2, 90) rule: x₁ + x₂ ≤ 90 % of X;
/// - the p% rule with p = 10: X − x₁ − x₂ ≥ 10 % of x₁, so that the second cannot compute the first to within a tenth. With these
///   parameters it follows from the other; it stands here for parameters of which it does not.
///
/// x₁ and x₂ are the upper edges of their codes, so that the rule objects rather too often (by up to 19 % of x₁) than too rarely. A
/// hospital's own test would not do: with two patients of the cell it always fails, and what passes everywhere passes together.
///
/// Source: Hundepool et al., *Statistical Disclosure Control* (2012), section 4.2.2.
struct DominanceRule: PrimaryRule {
    /// Two patients together.
    static let most = 0.9
    /// What must be left, as a share of the largest.
    static let least = 0.1

    let parameters: DisclosureRules
    let name = "dominance"
    let value = "(2,90) p10"

    func objects(to cell: CellFacts) -> Bool {
        // Nothing is small where one patient is enough.
        guard parameters.threshold > 1 else { return false }
        // Else `sum(x * 1e20)` would make all contributions look alike.
        if cell.hasUnboundedContribution { return true }
        guard let top = cell.contributions, top.largest > 0 else { return false }
        // The total is rounded to a double.
        let total = top.total * (1 - 1e-12)
        return top.largest + top.second > Self.most * total || total - top.largest - top.second < Self.least * top.largest
    }
}
