import CordonAggregates
import CordonQuery
import CordonValues

/// The boundary's cells after disclosure control: what the ledger stores and what the outside of a question is evaluated on. Only
/// ``Disclosure`` makes one, or reads back one that it made.
public struct ReleasedBoundary: Sendable, Hashable {
    /// The groups that are shown, in canonical key order.
    let groups: [ReleasedGroup]
    /// True when there are groups whose keys are not shown.
    let hasRemainder: Bool
    /// The parameters of the rules that decided.
    public let rules: DisclosureRules
    /// The rules that decided, as results list them. A stored release keeps those of its time.
    private(set) var applied: [AppliedRule]
    /// What the cells of each aggregate are; one that is not listed is exact.
    let kinds: [ReleasedColumn.Kind]
    /// Nothing of it is shown, and some of it because it is about almost the same patients as an earlier answer.
    public let isBlocked: Bool
    /// Sets of patients that it shows and nobody was shown before (``ShownSets``).
    public private(set) var newSets = 0
    /// Cells were left out because of the study's budget (``CellBudget``).
    public private(set) var isSpent = false
    /// Of sets with T patients and more at a hospital, which have the same there as a set of an earlier answer (``SetName``): by hospital, then by name.
    var alike: [String: [String: String]] = [:]
    /// Of each column the one whose sets stand for its own (``Boundary/columnWithSets(of:)``); empty where that was not kept.
    var columnsWithSets: [Int] = []
    /// Of each column which figure of which column of the catalog it is (``BoundaryAggregate/figure``); empty where none is, or where that was not kept.
    var figures: [String?] = []
    /// What its sets of patients are by the question's words; nil where that was not kept.
    var definitions: CellDefinitions?

    /// Decided just now, by all rules that there are.
    init(
        groups: [ReleasedGroup], hasRemainder: Bool, rules: DisclosureRules, kinds: [ReleasedColumn.Kind] = [], isBlocked: Bool = false
    ) {
        self.init(groups: groups, hasRemainder: hasRemainder, rules: rules, applied: rules.applied, kinds: kinds, isBlocked: isBlocked)
    }

    init(
        groups: [ReleasedGroup], hasRemainder: Bool, rules: DisclosureRules, applied: [AppliedRule], kinds: [ReleasedColumn.Kind] = [],
        isBlocked: Bool = false
    ) {
        self.isBlocked = isBlocked
        self.kinds = kinds.allSatisfy { $0 == .exact } ? [] : kinds
        self.groups = groups
        self.hasRemainder = hasRemainder
        self.rules = rules
        self.applied = applied
    }

    /// Counted against the study's budget: so many new sets, or cells left out.
    mutating func count(newSets: Int, isSpent: Bool) {
        self.newSets = newSets
        self.isSpent = isSpent
        applied.append(AppliedRule(name: CellBudget.name, value: isSpent ? "spent" : "on"))
    }

    /// As the ledger keeps it.
    mutating func restore(newSets: Int, isSpent: Bool) {
        self.newSets = newSets
        self.isSpent = isSpent
    }

    /// The column, and those that are known to have the same sets.
    func columns(withSetsOf column: Int) -> [Int] { Set(columnsWithSets.indices.filter { columnsWithSets[$0] == column }).union([column]).sorted() }

    /// At most so many sets of patients it is about.
    var mostSets: Int { groups.reduce(0) { $0 + 2 * $1.cells.count { !$0.state.isHidden } } }
}

struct ReleasedGroup: Sendable, Hashable {
    let keys: [Value]
    /// One per aggregate of the boundary.
    let cells: [Cell]
    /// The aggregates whose cell is hidden because it is about almost the same patients as another, and for nothing else.
    var nearOnly: Set<Int> = []
    /// Of each aggregate how many hospitals have patients in each ``RevealedSet``, without zeros at the end.
    var hospitals: [[UInt16]] = []
    /// Of each aggregate how large each ``RevealedSet`` is at least, without zeros at the end: T doubled so many times less one; 0 tells nothing.
    var sizes: [[UInt8]] = []
    /// Of each aggregate the ``RevealedSet``s of a hidden cell that keep nothing secret, a bit for each: nobody has to be kept from them later.
    var harmless: [UInt8] = []
    /// Of each hospital with somebody in the group and each aggregate how many patients it has in each ``RevealedSet``: see ``SizeBounds``. Empty where three answers are
    /// not kept apart.
    var sites: [String: [[UInt8]]] = [:]

    func isHarmless(_ set: RevealedSet, column: Int) -> Bool {
        harmless.indices.contains(column) && harmless[column] & (1 << set.rawValue) != 0
    }

    /// The cell that a numbered set belongs to is shown; false for groups together.
    func shows(_ set: Int) -> Bool {
        guard let (column, _) = RevealedSet.of(number: set), cells.indices.contains(column) else { return false }
        return !cells[column].state.isHidden
    }
}
