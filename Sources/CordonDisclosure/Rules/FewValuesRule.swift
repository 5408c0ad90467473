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
        // Nothing is small where one patient is enough.
        guard parameters.threshold > 1, case .few(let entries)? = cell.values, !entries.isEmpty else { return false }
        let isDetermined = cell.needs.hasMadeValues || cell.hasRepeats || entries.count <= cell.powersOfValues + 1
        if isDetermined { return entries.contains(where: isSmall) }
        guard entries.contains(where: { $0.patients < parameters.threshold }) else { return false }
        guard let moves = ValueMoves(entries.map(\.value), powers: cell.powersOfValues) else { return entries.contains(where: isSmall) }
        let patients = entries.map(\.patients)
        return patients.indices.contains { patients[$0] < parameters.threshold && !isUnknown($0, patients, moves) }
    }

    private func isSmall(_ entry: ValueTally.Entry) -> Bool {
        entry.patients < parameters.threshold || parameters.siteResults.isEmpty && Int(entry.hospitals) < parameters.minimumHospitals
    }

    /// The protection levels are those of a hidden number of patients: `docs/disclosure/attacker.md`.
    private func isUnknown(_ place: Int, _ patients: [Int64], _ moves: ValueMoves) -> Bool {
        let most = moves.farthest(place, .up, from: patients)
        guard most >= parameters.threshold else { return false }
        let least = moves.farthest(place, .down, from: patients)
        return least < patients[place] && most - least >= parameters.threshold - 1
    }
}
