import CordonAggregates

/// Whether a cell's figure over few values gives away how many patients have one: of the cell itself, or of those by whom its patients differ from those of another figure.
struct ValueNumbers {
    private let parameters: DisclosureRules
    private let powers: Int
    /// The numbers of patients follow from the figures, or may be made to.
    private let isStrict: Bool

    init(_ cell: CellFacts, _ parameters: DisclosureRules) {
        self.parameters = parameters
        powers = cell.powersOfValues
        isStrict = cell.needs.hasMadeValues || cell.hasRepeats
    }

    func areGiven(by values: ValueDifference) -> Bool {
        let entries = values.entered + values.left
        // Nothing is small where one patient is enough.
        guard parameters.threshold > 1, !entries.isEmpty else { return false }
        if isStrict || entries.count <= powers + 1 { return entries.contains(where: isSmall) }
        guard entries.contains(where: { $0.patients < parameters.threshold }) else { return false }
        guard let moves = ValueMoves(values.entered.map(\.value), subtracted: values.left.map(\.value), powers: powers) else { return entries.contains(where: isSmall) }
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
