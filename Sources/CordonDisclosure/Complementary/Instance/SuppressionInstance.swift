import CordonValues

/// A class of patients with the same membership in every cell of an instance.
public struct InstanceAtom: Sendable, Hashable {
    /// What the class adds to each of its cells: a number of patients, or a sum in the instance's unit.
    public var value: Int64
    /// What every reader knows beforehand: the value lies between these. Nil: nobody knows how large it may be.
    public var low: Int64
    public var high: Int64?

    public init(value: Int64, low: Int64 = 0, high: Int64? = nil) {
        self.value = value
        self.low = low
        self.high = high
    }
}

/// One cell: a set of atoms and what the rules look at.
public struct InstanceCell: Sendable, Hashable {
    public enum Standing: String, Sendable, Hashable, CaseIterable, Codable {
        /// To be decided.
        case open
        /// Shown whatever is decided: an earlier release, or a cell that must be published.
        case released
        /// Hidden whatever is decided: an earlier suppression, or a set of patients that is no cell of the table.
        case hidden
    }

    /// Indexes of atoms, ascending, no index twice. Without atoms the cell is a structural zero, which everybody knows.
    public var atoms: [Int]
    /// Distinct patients.
    public var contributors: Int64
    /// The largest contributions, descending, at least as many as the dominance rules look at, or all there are.
    public var largest: [Int64]
    public var standing: Standing
    /// The base to which the cell is shown rounded; nil where it is shown as it is.
    public var roundingBase: Int64?
    /// What rules outside the instance say: true is primary, false is not, nil leaves it to the instance's rules.
    public var isPrimary: Bool?
    /// In place of what the rules ask for.
    public var levels: ProtectionLevels?
    /// The cell whose patients this one's are part of: the difference is a set of patients too.
    public var parent: Int?

    public init(
        atoms: [Int], contributors: Int64, largest: [Int64] = [], standing: Standing = .open, roundingBase: Int64? = nil,
        isPrimary: Bool? = nil, levels: ProtectionLevels? = nil, parent: Int? = nil
    ) {
        self.atoms = atoms
        self.contributors = contributors
        self.largest = largest
        self.standing = standing
        self.roundingBase = roundingBase
        self.isPrimary = isPrimary
        self.levels = levels
        self.parent = parent
    }
}

/// Everything that complementary suppression and the attacker look at: cells as 0/1 sums over atoms, whatever query, hierarchy, overlapping
/// table or earlier release they come from.
public struct SuppressionInstance: Sendable, Hashable {
    public let atoms: [InstanceAtom]
    public let cells: [InstanceCell]
    public let rules: InstanceRules
    /// Values are numbers of patients: a reader knows that they are whole.
    public let isCount: Bool

    /// Larger numbers are not exact as doubles, which the solver computes with.
    public static let largestValue: Int64 = 1 << 50
    public static let mostAtoms = 1 << 18
    public static let mostCells = 1 << 18
    /// Memberships of atoms in cells.
    public static let mostMemberships = 1 << 23

    /// Refused with `too-many-groups` where there are more atoms, cells or memberships than can be decided, and with `out-of-range` where
    /// an index, a bound or a number is not one that the rest of the instance can have.
    public init(atoms: [InstanceAtom], cells: [InstanceCell], rules: InstanceRules, isCount: Bool) throws(Diagnostic) {
        guard atoms.count <= Self.mostAtoms, cells.count <= Self.mostCells,
            cells.reduce(0, { $0 + $1.atoms.count }) <= Self.mostMemberships
        else {
            throw Diagnostic(.tooManyGroups, "There are too many cells, or too many classes of patients, to decide what may be shown.")
        }
        try Self.check(atoms)
        for cell in cells { try Self.check(cell, atoms: atoms.count, cells: cells.count) }
        try rules.check()
        self.atoms = atoms
        self.cells = cells
        self.rules = rules
        self.isCount = isCount
    }

    private static func check(_ atoms: [InstanceAtom]) throws(Diagnostic) {
        var total: Int64 = 0
        for atom in atoms {
            let high = atom.high ?? largestValue
            guard (-largestValue...largestValue).contains(atom.low), high <= largestValue, atom.low <= atom.value, atom.value <= high else {
                throw Diagnostic(.outOfRange, "The value of a class of patients does not lie between its bounds, or a bound is too large.")
            }
            // Each is at most 2^50 in size and there are at most 2^18, but the sum stays far below 2^63 only because it is checked.
            total += max(atom.value.magnitude, atom.low.magnitude).signed
            guard total <= largestValue else { throw Diagnostic(.outOfRange, "The values of an instance add up to more than 2^50.") }
        }
    }

    private static func check(_ cell: InstanceCell, atoms: Int, cells: Int) throws(Diagnostic) {
        let isAscending = zip(cell.atoms, cell.atoms.dropFirst()).allSatisfy { $0 < $1 }
        guard isAscending, (cell.atoms.first ?? 0) >= 0, (cell.atoms.last ?? -1) < atoms else {
            throw Diagnostic(.outOfRange, "A cell names a class of patients that is not there, or one twice.")
        }
        guard (0...largestValue).contains(cell.contributors), (cell.roundingBase ?? 1) > 0, (cell.roundingBase ?? 1) <= largestValue,
            cell.largest.allSatisfy({ (-largestValue...largestValue).contains($0) }), cell.parent.map((0..<cells).contains) ?? true
        else {
            throw Diagnostic(.outOfRange, "A number of a cell is not one that a cell can have.")
        }
        try cell.levels?.check()
    }
}

extension UInt64 {
    /// The same number; callers keep it below 2^51.
    fileprivate var signed: Int64 { Int64(clamping: self) }
}
