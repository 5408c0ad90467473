import CordonAggregates

/// Which sets of patients of hidden cells keep nothing secret: a cell that three patients hide is about all patients as well, and who asks for
/// their number later is told.
///
/// - Claim: of an answer, nothing hidden follows from what it shows and the size of a harmless set.
/// - Argument: the cell is hidden on its own account, or nobody would have learnt it, so it protects no other. No other cell of its column is shown,
///   and of its group only what is about the whole group. What is shown of the answer is then no more than if the cell had not been asked for, and a
///   set that is asked for later is compared with that like any other.
struct HarmlessSets {
    private let cells: [[CellFacts]]
    private let isOwnAccount: [[Bool]]
    private let hidden: [[Bool]]
    private let rules: DisclosureRules
    /// Columns of which some cell with patients is shown.
    private let shownColumns: Set<Int>

    /// `cells[group][column]`; which are hidden; which are hidden on their own account, or untold.
    init(cells: [[CellFacts]], hidden: [[Bool]], onOwnAccount isOwnAccount: [[Bool]], rules: DisclosureRules) {
        self.cells = cells
        self.hidden = hidden
        self.isOwnAccount = isOwnAccount
        self.rules = rules
        shownColumns = Set(cells.indices.flatMap { group in
            cells[group].indices.filter { !hidden[group][$0] && cells[group][$0].sets.contributors > 0 }
        })
    }

    /// A bit for each ``RevealedSet``.
    func mask(group: Int, column: Int) -> UInt8 {
        let facts = cells[group][column]
        // Where nobody is a secret, the words count as well.
        guard rules.mode == .merged, rules.zeros == .publish, hidden[group][column], isOwnAccount[group][column], !shownColumns.contains(column),
            !isNearEarlier(facts, hidden[group]), cells[group].indices.allSatisfy({ hidden[group][$0] || isAboutAll(cells[group][$0]) })
        else { return 0 }
        return RevealedSet.allCases.reduce(0) { mask, set in
            let isLarge = facts.sets.size(set) >= rules.threshold && Int(facts.hospitalsOfSets.size(set)) >= rules.minimumHospitals
            return isLarge ? mask | 1 << set.rawValue : mask
        }
    }

    /// Of other answers: hidden columns beside it are hidden together with it.
    private func isNearEarlier(_ facts: CellFacts, _ hidden: [Bool]) -> Bool {
        let beside = Set(hidden.indices.filter { hidden[$0] })
        var facts = facts
        facts.earlier = facts.earlier.mapValues { $0.filter { $0.column.map { !beside.contains($0) } ?? true } }
        facts.combinations = facts.combinations.mapValues { $0.map { $0.after(hidden: beside, near: []) } }
        return DifferenceRule(parameters: rules).objects(to: facts)
    }

    private func isAboutAll(_ facts: CellFacts) -> Bool {
        facts.sets.contributors == facts.patients && (!facts.needs.revealsNonZero || [0, facts.patients].contains(facts.sets.nonZero)) && !facts.hasRepeats
    }
}
