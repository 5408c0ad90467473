/// A group of fewer than T patients shows nothing, whatever its columns count: that none of four patients has a condition, or that
/// no value was recorded for them, describes four patients.
struct SmallGroupRule: PrimaryRule {
    let parameters: DisclosureRules
    let name = "small-group"
    let value = "on"

    func objects(to cell: CellFacts) -> Bool { parameters.isSmall(cell.patients) }
}
