import CordonValues

/// Decides which cells of an instance are hidden; what is not decided at the deadline is. `CordonAttacker` has the one that releases are made
/// with.
public typealias SuppressionMethod = @Sendable (_ instance: SuppressionInstance, _ deadline: ContinuousClock.Instant) -> SuppressionPattern

/// Complementary suppression of an answer whose groups divide the patients: for each column and each set of patients that its cells reveal,
/// one ``SuppressionInstance`` over each ``CrossTable``.
///
/// - A cell that is hidden because one of its sets is small keeps the protection levels of a number below T; one that is hidden for another
///   reason (two patients make most of it, one hospital has all of it) is not known to within a tenth.
/// - A total or margin that would tell of those by whom it differs from an earlier answer is hidden like a small cell (``ImpliedTotals``).
/// - The total, and the margins over one key, count as known whether they are asked for or not, so that asking for them later gives nothing away. They are decided first, each against
///   the total, as if they were all that is asked. Where nothing can be protected against what they show and the sizes of groups, the sizes count as unknown;
///   where not even that helps, margins are decided with the rest.
///
/// Cells of one column are looked at beside each other, not beside those of another: see ``GroupRelations``.
struct TableSuppression {
    static let name = "attacker"

    let parameters: DisclosureRules
    private let method: SuppressionMethod
    private let deadline: ContinuousClock.Instant
    private let totals: ImpliedTotals
    private let tables: [CrossTable]
    /// What was guarded when a quantity was last decided: what is hidden since protects it no less.
    private var decided: [Quantity: [Bool]] = [:]
    private var patterns: [SuppressionInstance: SuppressionPattern] = [:]

    init(
        _ totals: ImpliedTotals, _ tables: [CrossTable], parameters: DisclosureRules, method: @escaping SuppressionMethod, until deadline: ContinuousClock.Instant
    ) {
        self.totals = totals
        self.tables = tables
        self.parameters = parameters
        self.method = method
        self.deadline = deadline
    }

    /// A number of patients that adds up over the groups of a table.
    private struct Quantity: Hashable {
        let table: Int
        let column: Int
        let measure: AddedMeasure
    }

    /// `cells[group][column]`, and which of them are hidden, and hidden in their own right. Hides more.
    ///
    /// Fails with `too-many-groups` where there are more than can be decided.
    mutating func protect(_ hidden: inout [[Bool]], cells: [[CellFacts]], guarded: [[Bool]]) throws(Diagnostic) {
        for table in tables.indices {
            for column in cells.first?.indices ?? 0..<0 where cells[0][column].addsUp {
                for measure in AddedMeasure.allCases {
                    let quantity = Quantity(table: table, column: column, measure: measure)
                    let marks = guarded.indices.map { guarded[$0][column] && measure.isKept(cells[$0][column], parameters) }
                    guard marks.contains(true) || hasHiddenTotals(quantity), decided[quantity] != marks else { continue }
                    decided[quantity] = marks
                    try protect(&hidden, quantity, facts: cells.map { $0[column] }, guarded: marks)
                }
            }
        }
    }

    private mutating func protect(
        _ hidden: inout [[Bool]], _ quantity: Quantity, facts: [CellFacts], guarded: [Bool]
    ) throws(Diagnostic) {
        let table = tables[quantity.table]
        let cells = table.lines.map { line in
            cell(line, quantity, facts, guarded: guarded) { hidden[$0][quantity.column] }
        }
        let atoms = table.groups.map { group in
            InstanceAtom(value: quantity.measure.size(facts[group]), high: quantity.measure.bound(facts[group], parameters))
        }
        var pattern = try decide(atoms, withMargins(cells, atoms, of: table))
        if !pattern.audit.blankets.isEmpty {
            // Where everybody of a group contributes, whoever knows how many they are leaves nothing to hide behind.
            let unbounded = atoms.map { InstanceAtom(value: $0.value) }
            pattern = try decide(unbounded, withMargins(cells, unbounded, of: table))
        }
        if !pattern.audit.blankets.isEmpty { pattern = try decide(atoms, cells) }
        for (place, line) in table.lines.enumerated() {
            if let group = line.group, pattern.isHidden(place) { hidden[group][quantity.column] = true }
        }
    }

    private func hasHiddenTotals(_ quantity: Quantity) -> Bool {
        let table = tables[quantity.table]
        return table.lines.contains { mustBeHidden($0, quantity) }
    }

    private func mustBeHidden(_ line: CrossTable.Line, _ quantity: Quantity) -> Bool {
        quantity.measure == .contributors && totals.mustBeHidden(line, of: tables[quantity.table], column: quantity.column)
    }

    /// The cell of a line before anything is decided.
    private func cell(
        _ line: CrossTable.Line, _ quantity: Quantity, _ facts: [CellFacts], guarded: [Bool], isHidden: (Int) -> Bool
    ) -> InstanceCell {
        let (table, measure) = (tables[quantity.table], quantity.measure)
        // What wraps adds up to more than an instance takes.
        let value = line.atoms.reduce(0) { $0 &+ measure.size(facts[table.groups[$1]]) }
        var cell = InstanceCell(atoms: line.atoms, contributors: max(0, value), isPrimary: false)
        if let group = line.group {
            if guarded[group] {
                cell.isPrimary = true
                cell.levels = measure.levels(facts[group], value: value, parameters)
            } else if facts[group].isKnown(measure.set) {
                cell.standing = .released
            } else if isHidden(group) {
                cell.standing = .hidden
            }
        } else if parameters.isSmall(value) {
            // Whoever asks for it is not told.
            cell.standing = .hidden
            cell.isPrimary = true
            cell.levels = .belowThreshold(value, threshold: parameters.threshold)
        } else if mustBeHidden(line, quantity) {
            cell.standing = .hidden
            cell.isPrimary = true
            cell.levels = .ofMany(value, threshold: parameters.threshold)
        }
        return cell
    }

    /// With the total shown, and the margins shown and hidden as they are where each is asked for alone.
    private mutating func withMargins(_ cells: [InstanceCell], _ atoms: [InstanceAtom], of table: CrossTable) throws(Diagnostic) -> [InstanceCell] {
        var cells = cells
        func release(_ place: Int) {
            if cells[place].standing == .open, cells[place].isPrimary != true { cells[place].standing = .released }
        }
        table.total.map(release)
        for margin in table.margins {
            var own = margin.enumerated().map { atom, place in
                var cell = cells[place]
                cell.atoms = [atom]
                return cell
            }
            if let total = table.total {
                own.append(cells[total])
                own[margin.count].atoms = Array(margin.indices)
            }
            let pattern = try decide(margin.map { InstanceAtom(value: cells[$0].contributors) }, own)
            for (number, place) in margin.enumerated() where cells[place].isPrimary != true {
                if pattern.isHidden(number) || isLeftToDifferences(table.lines[place], atoms) { cells[place].standing = .hidden } else { release(place) }
            }
        }
        return cells
    }

    /// A margin that nobody has asked for and that one group makes, or two of which one is small: it differs from the one by the other, so whoever
    /// asks for it when the one is shown is not told (``DifferenceRule``).
    private func isLeftToDifferences(_ line: CrossTable.Line, _ atoms: [InstanceAtom]) -> Bool {
        guard line.group == nil else { return false }
        let sizes = line.atoms.map { atoms[$0].value }.filter { $0 > 0 }
        return sizes.count < 2 || sizes.count == 2 && sizes.contains(where: parameters.isSmall)
    }

    private mutating func decide(_ atoms: [InstanceAtom], _ cells: [InstanceCell]) throws(Diagnostic) -> SuppressionPattern {
        var rules = InstanceRules()
        rules.threshold = parameters.threshold
        rules.singletons = true
        rules.unions = true
        let instance: SuppressionInstance
        do throws(Diagnostic) {
            instance = try SuppressionInstance(atoms: atoms, cells: cells, rules: rules, isCount: true)
        } catch where error.code == .tooManyGroups {
            throw Diagnostic(error.code, error.message, hint: "Group by fewer or coarser keys, or ask for fewer grouping sets.")
        }
        if let known = patterns[instance] { return known }
        let pattern = method(instance, deadline)
        patterns[instance] = pattern
        return pattern
    }
}
