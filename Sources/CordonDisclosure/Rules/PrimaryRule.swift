/// One reason for which a cell may not be shown on its own account. A rule is a value; the cell is shown when no rule objects.
protocol PrimaryRule: Sendable {
    /// The name that results list.
    var name: String { get }
    /// What results say beside the name.
    var value: String { get }
    func objects(to cell: CellFacts) -> Bool
}

/// The rules that a cell is held to, in the order of DESIGN section 6.
struct PrimaryRules: Sendable {
    let rules: [any PrimaryRule]

    /// Without the rule of that name, if one is named. Under a site floor each hospital has applied them all, and what is left is what no hospital can
    /// know: how many hospitals a cell is of, and which were asked before.
    init(_ parameters: DisclosureRules, except name: String? = nil) {
        let held: [any PrimaryRule] = parameters.mode == .siteFloor
            ? [MinimumHospitalsRule(parameters: parameters), DifferenceRule(parameters: parameters)] : Self.all(parameters)
        rules = held.filter { $0.name != name }
    }

    static func all(_ parameters: DisclosureRules) -> [any PrimaryRule] {
        [
            SmallGroupRule(parameters: parameters),
            ContributorThresholdRule(parameters: parameters),
            MinimumHospitalsRule(parameters: parameters),
            DominanceRule(parameters: parameters),
            FewValuesRule(parameters: parameters),
            StrengthRule(parameters: parameters),
            DegreesOfFreedomRule(parameters: parameters),
            UncountedRule(parameters: parameters),
            DifferenceRule(parameters: parameters),
        ]
    }

    func object(to cell: CellFacts) -> Bool { rules.contains { $0.objects(to: cell) } }
}
