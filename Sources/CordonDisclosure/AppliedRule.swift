/// What a result says of one rule that decided over its cells.
public struct AppliedRule: Sendable, Hashable, Codable {
    public let name: String
    public let value: String

    init(name: String, value: String) {
        self.name = name
        self.value = value
    }
}

extension DisclosureRules {
    /// Every rule that ``Disclosure`` applies with these parameters, in its order. `protocol/result.md` says what each name means.
    var applied: [AppliedRule] {
        PrimaryRules.all(self).map { AppliedRule(name: $0.name, value: $0.value) }
            + (ComplementarySuppression.names + (combinations == .all ? [AtomSuppression.name] : [])).map { AppliedRule(name: $0, value: "on") }
            + [AppliedRule(name: "zeros", value: zeros.rawValue)]
            + (rounding.map { [AppliedRule(name: CellRounding.name, value: String($0))] } ?? [])
            + (combinations == .pairs ? [] : [AppliedRule(name: "combinations", value: combinations.name)])
            + (outOfBounds.map { [AppliedRule(name: "out-of-bounds", value: $0.rawValue)] } ?? [])
            + memberHospitals.sorted().map { AppliedRule(name: "without-member", value: $0) }
            + (mode == .merged ? [] : [AppliedRule(name: "mode", value: mode.rawValue)])
    }
}
