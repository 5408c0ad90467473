import CordonDisclosure
import CordonTrust
import CordonValues

extension InstanceReader {
    private static let ruleMembers = [
        "threshold", "zeros", "complement", "groups", "dominance", "p", "unions", "singletons", "secondary_zeros", "protection",
    ]

    func rules(_ json: StrictJSON) throws(Diagnostic) -> InstanceRules {
        let part = try InstanceObject(json, "`rules`", known: Self.ruleMembers)
        var rules = InstanceRules()
        rules.threshold = try part.whole("threshold") ?? 0
        if let zeros = try part.text("zeros") {
            guard let policy = ZeroPolicy(rawValue: zeros) else { throw part.invalid("zeros", "be publish or protect") }
            rules.zeros = policy
        }
        rules.complements = try part.flag("complement") ?? false
        rules.groups = try part.flag("groups") ?? false
        rules.unions = try part.flag("unions") ?? false
        rules.singletons = try part.flag("singletons") ?? false
        rules.zerosMayProtect = try part.flag("secondary_zeros") ?? false
        for element in try part.array("dominance") ?? [] { rules.dominance.append(try dominance(element)) }
        if let share = part["p"] { rules.prior = try hundredths(share, part, "p") }
        if let protection = part["protection"] { rules.defaultLevels = try levels(protection, of: part) }
        return rules
    }

    private func dominance(_ json: StrictJSON) throws(Diagnostic) -> InstanceRules.Dominance {
        let part = try InstanceObject(json, "a dominance rule", known: ["n", "k"])
        guard let count = try part.whole("n"), (1...100).contains(count) else { throw part.invalid("n", "be 1 to 100") }
        return InstanceRules.Dominance(count: Int(count), share: try hundredths(try part.required("k"), part, "k"))
    }
}
