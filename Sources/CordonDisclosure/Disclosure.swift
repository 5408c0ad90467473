import CordonAggregates
import CordonQuery
import CordonValues

/// Disclosure control: from a merged table to what may be shown. The only way from one to the other.
public struct Disclosure: Sendable {
    /// So many groups of declared domains are filled up with those nobody is in, of all grouping sets together.
    static let largestFilledDomain = 10_000

    /// What complementary suppression may take; what is not decided by then is hidden.
    static let longest = Duration.seconds(20)

    let rules: DisclosureRules
    private let suppression: SuppressionMethod

    /// `suppression` decides which cells are hidden to protect others.
    public init(rules: DisclosureRules, suppression: @escaping SuppressionMethod) {
        self.rules = rules
        self.suppression = suppression
    }

    /// Decides every cell of `merged`, which answers `boundary`, after what was answered before. `definitions` are kept with it, for later answers.
    /// Where more than `allowance` sets of patients would be shown that nobody was shown before (``ShownSets``), no cell is that is about one.
    ///
    /// - Claim: no cell is shown that reveals the size of a set of 1 to T − 1 patients by itself, through its complement in its
    ///   group, or through totals and sums of other cells of the answer (``ComplementarySuppression``). Keys of groups that show nothing are not shown unless
    ///   their domain is declared.
    ///   No two cells of this and of earlier answers are about almost the same patients, and unless pairs are compared alone, of no three one is almost the two others
    ///   together (``DifferenceRule``). Where all answers are combined, no number of 1 to T − 1 patients follows from any number of them (``AtomSuppression``).
    ///   The same holds for a reader who subtracts a hospital's own part, for each of `others`. In the mode `site-floor` all of it holds already of each of
    ///   `sites`, the hospitals' tables: what is decided is that no hospital's own figure is told, and a cell that one withholds is an interval or hidden (``SiteShares``).
    /// - Requires: contributors were counted by the nodes as distinct patients.
    /// - Does not stop, unless all answers are combined: combinations of four and more answers, nor of three that hospitals do not tell. In any case: sums in which a condition gives one patient another weight;
    ///   that the number of different values of a category tells of one that a single patient has.
    /// - Fails with `too-many-groups` where there are more groups, with something to hide among them, than can be compared. It tells that
    ///   there are so many, nothing else. Fails with `conflict` where all answers are combined and not every hospital says
    ///   who is in the sets of another question (``ReleaseHistory/unsaid``).
    public func release(
        _ merged: MergedTable, boundary: Boundary, definitions: CellDefinitions? = nil, after history: ReleaseHistory = .none,
        others: [OtherHospitals] = [], sites: [PartialTable] = [], allowance: Int = .max
    ) throws(Diagnostic) -> ReleasedBoundary {
        let shares = shares(sites, boundary)
        let unnamed = shares?.unnamed ?? []
        let merged = (rules.zeros == .protect ? merged.filled(with: KeyPresence.declaredGroups(boundary)) : merged).filled(with: unnamed)
        let withheld = merged.keys.map { keys in boundary.aggregates.indices.map { (shares?.withholding(keys, $0) ?? 0) > 0 } }
        var (hidden, isBounded) = (withheld, withheld)
        var near: [Set<Int>]? = merged.keys.map { _ in [] }
        var isNear = false
        var facts: [[CellFacts]] = []
        var own: [[Bool]] = []
        for view in [OtherHospitals(merged, history: history, sites: sites)] + others {
            let table = view.merged.filled(with: merged.keys)
            let (cells, primary, decided, isCombined) = try decide(table, boundary, view.history, view.sites, hidden: hidden)
            hidden = decided
            isBounded = isBounded.indices.map { group in
                isBounded[group].indices.map { isBounded[group][$0] && !primary[group][$0] && isOfEnoughHospitals(table, group, column: $0) }
            }
            if facts.isEmpty { facts = cells }
            own = primary
            isNear = isNear || isCombined || cells.joined().contains(where: DifferenceRule(parameters: rules).objects)
            near = nearOnly(cells, primary: primary).flatMap { more in near.map { zip($0, more).map { $0.union($1) } } }
        }
        // Bounds tell of a set, too.
        let unseen = zip(hidden, isBounded).map { zip($0, $1).map { $0 && !$1 } }
        let sets = ShownSets(boundary, keys: merged.keys, cells: facts, hidden: unseen)
        let harmless = harmless(facts, hidden: unseen, primary: own, boundary, isOnlyView: others.isEmpty)
        let newSets = sets.newCount
        let isSpent = newSets > allowance
        let groups = merged.keys.indices.filter { !unnamed.contains(merged.keys[$0]) }.map { group in
            ReleasedGroup(
                keys: merged.keys[group],
                cells: boundary.aggregates.indices.map { column in
                    if isSpent, unseen[group][column] || !sets.isKnown(group: group, column: column) { return .withheld }
                    guard isBounded[group][column], let shares else { return cell(merged, boundary, group, column, hidden: hidden[group][column]) }
                    return shares.interval(merged.finish(column: column, group: group), keys: merged.keys[group], column: column)
                },
                nearOnly: isSpent ? [] : near?[group] ?? [], hospitals: merged.columns.map { trimmed($0.hospitals[group]) { $0 } },
                sizes: merged.columns.map { trimmed($0.sets(group: group, patients: merged.patients[group]), doublings) },
                harmless: isSpent || harmless[group].allSatisfy { $0 == 0 } ? [] : harmless[group],
                sites: rules.combinations >= .triples ? history.sites(keys: merged.keys[group], columns: merged.columns.count, threshold: rules.threshold) : [:])
        }
        var released = KeyPresence(boundary: boundary, rules: rules)
            .decide(groups, isNear: isNear && !isSpent, isCut: sites.contains(where: \.hasRemainder))
        released.definitions = definitions
        let columnsWithSets = boundary.aggregates.indices.map(boundary.columnWithSets)
        if rules.combinations == .all || columnsWithSets != Array(boundary.aggregates.indices) { released.columnsWithSets = columnsWithSets }
        let figures = boundary.aggregates.map(\.figure)
        if figures.contains(where: { $0 != nil }) { released.figures = figures }
        if rules.combinations >= .triples { released.alike = history.alike(groups: Set(released.groups.map(\.keys)), groupingSets: boundary.groupingSets) }
        released.count(newSets: isSpent ? 0 : newSets, isSpent: isSpent)
        return released
    }

    /// Of each group and column what the rules look at, whether it is hidden on its own account, and whether it is hidden; and whether some is hidden for what several answers make
    /// together (``AtomSuppression``). `hidden` are before.
    func decide(
        _ merged: MergedTable, _ boundary: Boundary, _ history: ReleaseHistory, _ sites: [PartialTable] = [], hidden: [[Bool]]
    ) throws(Diagnostic) -> (cells: [[CellFacts]], primary: [[Bool]], hidden: [[Bool]], isCombined: Bool) {
        let shares = shares(sites, boundary)
        let cells = merged.keys.indices.map { group in
            boundary.aggregates.indices.map { column in
                var facts = facts(merged, boundary, group: group, column: column)
                if let shares { facts.assume(shares.withholding(merged.keys[group], column), hospitalsOf: rules.threshold) }
                facts.isFiltered = boundary.aggregates[column].filter != nil
                for set in RevealedSet.allCases {
                    let earlier = history.earlier(keys: merged.keys[group], set: set.number(column: column))
                    if !earlier.isEmpty { facts.earlier[set] = earlier }
                    let combinations = history.combinations(keys: merged.keys[group], set: set.number(column: column))
                    if !combinations.isEmpty { facts.combinations[set] = combinations }
                }
                return facts
            }
        }
        let (primaryRules, components) = (PrimaryRules(rules), ComponentColumns(boundary))
        var primary = cells.map { components.falling(objections(to: $0, primaryRules)) }
        // Patients first, then the group's number, which is canonical key order.
        let order = cells.indices.sorted { (merged.patients[$0], $0) < (merged.patients[$1], $1) }
        let deadline = ContinuousClock.now.advanced(by: Self.longest)
        var complementary = try ComplementarySuppression(
            boundary, keys: merged.keys, after: history, parameters: rules, method: suppression, until: deadline)
        let atoms = history.atoms.map { AtomSuppression($0, boundary, keys: merged.keys, parameters: rules, method: suppression, until: deadline) }
        var isCombined = false
        var all = zip(primary, hidden).map { zip($0, $1).map { $0 || $1 } }
        while true {
            let untold = all.map(components.untold)
            let facts = components.isEmpty ? cells : zip(cells, untold).map { row, marks in zip(row, marks).map { $0.untold($1) } }
            all = try complementary.hidden(
                cells: facts, primary: primary, before: zip(all, untold).map { zip($0, $1).map { $0 || $1 } }, order: order)
            let decided = all
            try atoms?.protect(&all, untold: all.map(components.untold))
            isCombined = isCombined || all != decided
            let falling = all.map(components.falling)
            guard falling != decided else { return (cells, primary, all, isCombined) }
            // What falls with a component keeps it secret: it is guarded itself.
            for group in falling.indices { for column in falling[group].indices where falling[group][column] && !all[group][column] { primary[group][column] = true } }
            all = falling
        }
    }

    /// A bit for each set of each cell (``HarmlessSets``).
    private func harmless(_ cells: [[CellFacts]], hidden: [[Bool]], primary: [[Bool]], _ boundary: Boundary, isOnlyView: Bool) -> [[UInt8]] {
        let components = ComponentColumns(boundary)
        let own = zip(primary, hidden).map { zip($0, components.untold($1)).map { $0 || $1 } }
        let sets = HarmlessSets(cells: cells, hidden: hidden, onOwnAccount: own, rules: rules)
        return cells.indices.map { group in cells[group].indices.map { isOnlyView ? sets.mask(group: group, column: $0) : 0 } }
    }

    /// From the first column on: one that is hidden because it is almost the same as another hides none that is almost the same as it, and one that
    /// is hidden for any reason none that is the same.
    private func objections(to row: [CellFacts], _ primaryRules: PrimaryRules) -> [Bool] {
        let others = PrimaryRules(rules, except: DifferenceRule(parameters: rules).name)
        var (hidden, near): (Set<Int>, Set<Int>) = ([], [])
        return row.indices.map { column in
            var facts = row[column]
            facts.earlier = facts.earlier.mapValues { earlier in
                earlier.filter { other in other.column.map { !(other.isSame ? hidden : near).contains($0) } ?? true }
            }
            facts.combinations = facts.combinations.mapValues { $0.map { $0.after(hidden: hidden, near: near) } }
            let objects = primaryRules.object(to: facts)
            if objects { hidden.insert(column) }
            if objects, !others.object(to: facts) { near.insert(column) }
            return objects
        }
    }

    /// Of each group the columns that are hidden as almost the same as others and do not serve to hide anything else: where a cell is hidden for
    /// another reason, they may, and it is nil.
    private func nearOnly(_ cells: [[CellFacts]], primary: [[Bool]]) -> [Set<Int>]? {
        let difference = DifferenceRule(parameters: rules)
        let others = PrimaryRules(rules, except: difference.name)
        let isAlone = zip(cells, primary).allSatisfy { row, marks in
            zip(row, marks).allSatisfy { !$1 || !others.object(to: $0) }
        }
        return isAlone ? primary.map { marks in Set(marks.indices.filter { marks[$0] }) } : nil
    }

    private func facts(_ merged: MergedTable, _ boundary: Boundary, group: Int, column: Int) -> CellFacts {
        let (aggregate, cells, patients) = (boundary.aggregates[column], merged.columns[column], merged.patients[group])
        let sets = cells.sets(group: group, patients: patients)
        return CellFacts(
            patients: patients, hospitals: Int(merged.hospitals[group]), sets: sets, hospitalsOfSets: cells.hospitals[group],
            needs: aggregate.disclosure, countsGroup: aggregate.countsGroup,
            countsPatients: aggregate.specification.function == .countPatients,
            hasRepeats: cells.partlyMissing[group] > 0
                || sets.contributors > 0 && (cells.states[group].rows ?? .max) > sets.contributors,
            strength: strength(cells.states[group], aggregate.specification, sets.contributors),
            contributions: contributions(cells, aggregate.specification, group),
            hasUnboundedContribution: cells.contributions[group].largest >= TopContributions.saturatedCode,
            values: aggregate.specification.tellsValues ? cells.values[group] : nil,
            figure: aggregate.figure, isMoment: aggregate.family == .moment,
            powersOfValues: aggregate.powersOfValues,
            addsUp: aggregate.addsUp,
            fittedParameters: aggregate.specification.function.definition.fittedParameters,
            isExactFit: aggregate.family == .pairs && cells.states[group].isExactFit)
    }

    private func shares(_ sites: [PartialTable], _ boundary: Boundary) -> SiteShares? {
        rules.mode == .siteFloor ? SiteShares(sites, boundary, threshold: rules.threshold) : nil
    }

    /// What is shown of a cell is of the minimum number of hospitals, so that bounds around it are about no single one.
    private func isOfEnoughHospitals(_ merged: MergedTable, _ group: Int, column: Int) -> Bool {
        !rules.siteResults.isEmpty || Int(merged.columns[column].hospitals[group].contributors) >= rules.minimumHospitals
    }

    private func contributions(
        _ cells: MergedColumn, _ specification: AggregateSpecification, _ group: Int
    ) -> (largest: Double, second: Double, total: Double)? {
        guard specification.tellsContributions else { return nil }
        let top = cells.contributions[group]
        return cells.states[group].contributions(specification).map {
            (TopContributions.upperEdge(top.largest), TopContributions.upperEdge(top.second), $0)
        }
    }

    /// How many patients stand behind what the result alone shows; nil where it is all contributors.
    private func strength(_ state: AggregateState, _ specification: AggregateSpecification, _ contributors: Int64) -> Double? {
        if case .categories(let tally) = state { return Double(tally.lead) }
        return specification.fraction.map { Double(contributors) * min($0.value, 1 - $0.value) }
    }

    private func result(_ merged: MergedTable, _ aggregate: BoundaryAggregate, _ group: Int, _ column: Int) -> FinishedValue? {
        let cells = merged.columns[column]
        guard aggregate.family == .quantile, cells.contributors[group] > 0 else { return merged.finish(column: column, group: group) }
        return cells.states[group].widenedPercentile(
            aggregate.specification, least: rules.threshold, contributors: cells.contributors[group])
    }

    private func cell(_ merged: MergedTable, _ boundary: Boundary, _ group: Int, _ column: Int, hidden: Bool) -> Cell {
        if boundary.aggregates[column].family == .extreme { return .withheld }
        if hidden { return .suppressed }
        let aggregate = boundary.aggregates[column]
        guard let result = result(merged, aggregate, group, column) else { return .withheld }
        guard let rounding = rules.cellRounding else { return .showing(result) }
        return rounding.shown(result, of: aggregate).map { Cell.showing($0) } ?? .withheld
    }
}

extension Disclosure {
    /// In the order of ``RevealedSet``, without zeros at the end.
    private func trimmed<Count, Kept: FixedWidthInteger>(_ sets: PatientSets<Count>, _ kept: (Count) -> Kept) -> [Kept] {
        var counts = RevealedSet.allCases.map { kept(sets.size($0)) }
        while counts.last == 0 { counts.removeLast() }
        return counts
    }

    /// What the ledger keeps of a size: 0 for a small one, else one more than how often T doubles without exceeding it.
    private func doublings(_ size: Int64) -> UInt8 {
        guard rules.threshold > 0, size >= rules.threshold else { return 0 }
        return UInt8(Int64.bitWidth - (size / rules.threshold).leadingZeroBitCount)
    }
}

/// What is left of an answer for a reader who knows one hospital's part of it: the merge of the other hospitals, and what those have answered
/// before.
public struct OtherHospitals: Sendable {
    let merged: MergedTable
    let history: ReleaseHistory
    let sites: [PartialTable]

    /// `sites` are the tables of the hospitals that are left, in the mode `site-floor`.
    public init(_ merged: MergedTable, history: ReleaseHistory, sites: [PartialTable] = []) {
        self.merged = merged
        self.history = history
        self.sites = sites
    }
}
