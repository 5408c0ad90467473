/// One reason for which a cell may not be shown on its own account. A rule is a value; the cell is shown when no rule objects.
protocol PrimaryRule: Sendable {
    /// The name that results list.
    var name: String { get }
    /// What results say beside the name.
    var value: String { get }
    func objects(to cell: CellFacts) -> Bool
}

/// The whole set, in the order of DESIGN section 6.
struct PrimaryRules: Sendable {
    let rules: [any PrimaryRule]

    /// Without the rule of that name, if one is named.
    init(_ parameters: DisclosureRules, except name: String? = nil) {
        let all: [any PrimaryRule] = [
            SmallGroupRule(parameters: parameters),
            ContributorThresholdRule(parameters: parameters),
            MinimumHospitalsRule(parameters: parameters),
            DominanceRule(parameters: parameters),
            StrengthRule(parameters: parameters),
            DegreesOfFreedomRule(parameters: parameters),
            UncountedRule(parameters: parameters),
            DifferenceRule(parameters: parameters),
        ]
        rules = all.filter { $0.name != name }
    }

    func object(to cell: CellFacts) -> Bool { rules.contains { $0.objects(to: cell) } }
}
