/// The atoms of a hospital's patients under all sets that answers of a study, and of those linked with it, are about: classes of patients with the same
/// membership in every set. Who is in no set is in no atom.
///
/// Source: the atoms of a family of sets, as audits of statistical databases use them (Chin & Özsoyoğlu 1982, *Auditing and inference control in statistical
/// databases*, IEEE TSE 8).
public struct PatientAtoms: Sendable, Hashable {
    public struct Atom: Sendable, Hashable {
        public let patients: Int64
        /// Places in ``PatientAtoms/sets``, ascending.
        public let sets: [Int]

        public init(patients: Int64, sets: [Int]) {
            self.patients = patients
            self.sets = sets
        }
    }

    /// Sets with the same patients at this hospital are listed together; each list and all of them are in the order of the sets' names.
    public let sets: [[SetCombinations.Other]]
    /// In the order of their sets.
    public let atoms: [Atom]

    public static let none = Self(decoded: [], [])

    /// In one table.
    public static let mostSets = 200_000
    public static let mostAtoms = 100_000
    public static let mostMemberships = 1 << 22
    /// So many numbers of patients there are.
    public static let mostPatients: Int64 = 1 << 32

    public var isEmpty: Bool { sets.isEmpty && atoms.isEmpty }

    /// All of them together, or more than there can be.
    var patients: Int64 { atoms.reduce(0) { min($0 + min(max($1.patients, 0), Self.mostPatients + 1), Self.mostPatients + 1) } }

    public var memberships: Int { atoms.reduce(0) { $0 + $1.sets.count } }

    /// In any order; places in an atom's sets too.
    public init(sets: [[SetCombinations.Other]], atoms: [Atom]) {
        let sorted = sets.enumerated().map { (old: $0, names: $1.sorted(by: SetCombinations.Other.precedes)) }.sorted { left, right in
            guard let first = left.names.first, let second = right.names.first else { return left.names.count < right.names.count }
            return SetCombinations.Other.precedes(first, second)
        }
        var places = Array(repeating: 0, count: sets.count)
        for (new, set) in sorted.enumerated() { places[set.old] = new }
        self.sets = sorted.map(\.names)
        self.atoms = atoms.map { Atom(patients: $0.patients, sets: $0.sets.map { places[$0] }.sorted()) }.sorted { $0.sets.lexicographicallyPrecedes($1.sets) }
    }

    /// As they were read; the table checks them.
    public init(decoded sets: [[SetCombinations.Other]], _ atoms: [Atom]) {
        self.sets = sets
        self.atoms = atoms
    }
}
