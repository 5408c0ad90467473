/// Every set of patients whose size a cell reveals holds 0 or at least T: its contributors, where the result tells it the patients
/// of the group that do not contribute, and for conditions those that meet it and those that do not.
struct ContributorThresholdRule: PrimaryRule {
    let parameters: DisclosureRules
    let name = "threshold"
    var value: String { String(parameters.threshold) }

    func objects(to cell: CellFacts) -> Bool { cell.measures.contains(where: parameters.isSmall) }
}
