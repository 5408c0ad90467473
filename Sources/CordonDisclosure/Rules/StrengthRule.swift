/// A mode leads every other value by T patients, and a quantile has T patients on its smaller side: fewer than T patients decide neither.
struct StrengthRule: PrimaryRule {
    let parameters: DisclosureRules
    let name = "strength"
    var value: String { String(parameters.threshold) }

    func objects(to cell: CellFacts) -> Bool {
        // Nothing is small where one patient is enough.
        guard let strength = cell.strength, cell.sets.contributors > 0, parameters.threshold > 1 else { return false }
        return strength < Double(parameters.threshold)
    }
}

/// Figures of two arguments, or of higher powers, over conditions and other arguments with few values, and the number of different values
/// of a computed argument, are made of the sizes of sets that no node counts. They are never shown; nor are sums of what a subquery makes of conditions, where
/// it has so many values that ``FewValuesRule`` does not look at them.
struct UncountedRule: PrimaryRule {
    let parameters: DisclosureRules
    let name = "uncounted"
    let value = "on"

    func objects(to cell: CellFacts) -> Bool {
        (cell.needs.revealsUncounted || cell.needs.conditionsBelow && !cell.hasFewValues) && cell.sets.contributors > 0 && parameters.threshold > 1
    }
}
