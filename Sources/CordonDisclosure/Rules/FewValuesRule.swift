import CordonAggregates

/// A sum, mean, spread or shape over at most ``ValueTally/most`` different values tells how many patients have each value, as far as a reader can
/// compute it: each of these numbers is itself a cell.
///
/// - Where the question makes the values, where a patient has several rows, and where the values are so few that the figures determine the numbers,
///   each value has T patients from the minimum number of hospitals.
/// - Of a column as it stands with more values a reader has n, Σv and Σv² (``CellFacts/powersOfValues``). A value of fewer than T patients may
///   then be there, if there are other patients with the same figures that leave its number as unknown as complementary suppression asks:
///   one fewer, T, and T − 1 apart. See `docs/disclosure/values.md`.
struct FewValuesRule: PrimaryRule {
    let parameters: DisclosureRules
    let name = "few-values"
    var value: String { String(parameters.threshold) }

    func objects(to cell: CellFacts) -> Bool {
        guard case .few(let entries)? = cell.values else { return false }
        return ValueNumbers(cell, parameters).areGiven(by: ValueDifference(entered: entries, left: []))
    }
}
