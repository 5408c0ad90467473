import CordonValues

/// The boundary's cells after disclosure control: what the ledger stores and what the outside of a question is evaluated on. Only
/// ``Disclosure`` makes one, or reads back one that it made.
public struct ReleasedBoundary: Sendable, Hashable {
    /// The groups that are shown, in canonical key order.
    let groups: [ReleasedGroup]
    /// True when there are groups whose keys are not shown.
    let hasRemainder: Bool
    /// The rules that decided.
    public let rules: DisclosureRules

    init(groups: [ReleasedGroup], hasRemainder: Bool, rules: DisclosureRules) {
        self.groups = groups
        self.hasRemainder = hasRemainder
        self.rules = rules
    }
}

struct ReleasedGroup: Sendable, Hashable {
    let keys: [Value]
    /// One per aggregate of the boundary.
    let cells: [Cell]
}
