import CordonAggregates
import CordonQuery
import CordonValues

/// Complementary suppression of an answer together with everything that was answered before in the study and in those linked with it, where the permit has all answers combined: one
/// ``SuppressionInstance`` over ``StudyAtoms``.
///
/// - Claim: with all numbers of patients that are shown, of this answer and of earlier ones, a reader confines no atom of 1 to T − 1 patients, and no hidden set of so many, to less than
///   T hides (``ProtectionLevels/belowThreshold(_:threshold:)``). So no sum and difference of any number of answers gives the size of a set of 1 to T − 1 patients: such a set has an atom of as few,
///   which it would keep below T.
/// - Requires: hospitals tell their atoms truly. What readers know beside the answers is that numbers of patients are whole and not negative.
/// - Does not stop: sums and means of other columns, combined, nor numbers that are one divided by the other; numbers of rows, where patients have several; what one hospital's patients alone make up, where they are T.
struct AtomSuppression {
    static let name = "atoms"

    private let atoms: StudyAtoms
    private let parameters: DisclosureRules
    private let method: SuppressionMethod
    private let deadline: ContinuousClock.Instant
    /// Of each set the cells of this answer that show its size.
    private let holders: [[(group: Int, columns: [Int])]]

    init(
        _ atoms: StudyAtoms, _ boundary: Boundary, keys: [[Value]], parameters: DisclosureRules, method: @escaping SuppressionMethod, until deadline: ContinuousClock.Instant
    ) {
        self.atoms = atoms
        self.parameters = parameters
        self.method = method
        self.deadline = deadline
        let groups = Dictionary(keys.enumerated().map { ($0.element, $0.offset) }) { first, _ in first }
        let canonical = boundary.aggregates.indices.map(boundary.columnWithSets)
        holders = atoms.sets.map { set in
            set.own.compactMap { place in
                guard case .group(let keys, let number) = place, let group = groups[keys], let (column, _) = RevealedSet.of(number: number) else { return nil }
                return (group, canonical.indices.filter { canonical[$0] == column })
            }
        }
    }

    /// `hidden[group][column]`, and what nobody learns besides. Hides more.
    ///
    /// Fails with `too-many-groups` where there is more than can be decided, and with `conflict` where not every hospital says who is in the sets of another question (``StudyAtoms/unsaid``).
    func protect(_ hidden: inout [[Bool]], untold: [[Bool]]) throws(Diagnostic) {
        guard atoms.unsaid.isEmpty else {
            throw Diagnostic(
                .conflict, "Another question of the study, or of one that shares a researcher with it, was under way, and hospitals answered the two in different orders.",
                hint: "Ask again when it has ended.")
        }
        guard !atoms.isCut else {
            throw Diagnostic(.tooManyGroups, "The answers of the study divide the patients into too many classes to decide what may be shown.")
        }
        let cells = atoms.sets.indices.map { cell($0, hidden, untold) }
        let small = atoms.sizes.indices.filter { (1..<parameters.threshold).contains(atoms.sizes[$0]) }
        guard !small.isEmpty, cells.contains(where: { $0.standing == .open }) else { return }
        let targets = small.map { atom in
            InstanceCell(
                atoms: [atom], contributors: atoms.sizes[atom], standing: .hidden, isPrimary: true,
                levels: .belowThreshold(atoms.sizes[atom], threshold: parameters.threshold))
        }
        var rules = InstanceRules()
        rules.threshold = parameters.threshold
        let instance = try SuppressionInstance(atoms: atoms.sizes.map { InstanceAtom(value: $0) }, cells: cells + targets, rules: rules, isCount: true)
        let pattern = method(instance, deadline)
        for set in atoms.sets.indices where cells[set].standing == .open && pattern.isHidden(set) {
            for (group, columns) in holders[set] { for column in columns { hidden[group][column] = true } }
        }
    }

    private func cell(_ number: Int, _ hidden: [[Bool]], _ untold: [[Bool]]) -> InstanceCell {
        let set = atoms.sets[number]
        // The instance refuses more than it can hold.
        let value = set.atoms.reduce(Int64(0)) { $0 &+ atoms.sizes[$1] }
        var cell = InstanceCell(atoms: set.atoms, contributors: max(0, value), isPrimary: false)
        if set.isShown {
            cell.standing = .released
        } else if !holders[number].contains(where: { group, columns in columns.contains { !hidden[group][$0] && !untold[group][$0] } }) {
            cell.standing = .hidden
            if parameters.isSmall(value) {
                cell.isPrimary = true
                cell.levels = .belowThreshold(value, threshold: parameters.threshold)
            }
        }
        return cell
    }
}
