import CordonAggregates
import CordonValues

/// The patients of all hospitals by the sets that they are in: of this answer, and of earlier ones of the study and of those linked with it. Numbers of patients are told of
/// every set; what is told is a sum of atoms.
struct StudyAtoms {
    /// Of each atom how many patients.
    let sizes: [Int64]
    /// The atoms of each different set, ascending, with what it is.
    let sets: [AtomSet]
    /// The other questions of which not every hospital has said who is in their sets, for they were under way together with this one.
    let unsaid: Set<String>
    /// There are more memberships of atoms in sets than can be decided about, and atoms are missing.
    let isCut: Bool

    struct AtomSet {
        let atoms: [Int]
        /// An earlier answer shows its size, or may.
        var isShown = false
        /// Sets of this answer.
        var own: [ReleaseHistory.Place] = []
    }

    /// Sets of earlier answers that are hidden are left out where they have `threshold` patients: who is in them need not be told apart.
    init(_ tables: [String: PartialTable], threshold: Int64, _ answers: inout KnownAnswers) {
        let named = Self.named(tables, &answers)
        // Sets that have the same patients at every hospital are one.
        var numbers: [[String: Int]: Int] = [:]
        var sets: [AtomSet] = []
        var places: [[String: Int]] = []
        for (classes, meaning) in named.sets {
            let number = numbers[classes] ?? sets.count
            if number == sets.count {
                numbers[classes] = number
                sets.append(AtomSet(atoms: []))
                places.append(classes)
            }
            switch meaning {
            case .shown: sets[number].isShown = true
            case .hidden: break
            case .own(let place): sets[number].own.append(place)
            }
        }
        let totals = Self.totals(places, tables)
        let kept = sets.indices.filter { sets[$0].isShown || !sets[$0].own.isEmpty || totals[$0] < threshold }
        (sizes, self.sets, isCut) = Self.atoms(kept.map { (sets[$0], places[$0]) }, tables)
        unsaid = named.unsaid
    }

    private enum Meaning {
        case shown, hidden
        case own(ReleaseHistory.Place)
    }

    /// Every set that hospitals name: at each hospital its place among the lists of ``PatientAtoms/sets``.
    private static func named(
        _ tables: [String: PartialTable], _ answers: inout KnownAnswers
    ) -> (sets: [(classes: [String: Int], meaning: Meaning)], unsaid: Set<String>) {
        var classes: [SetCombinations.Other: [String: Int]] = [:]
        for (hospital, table) in tables {
            for (place, names) in table.atoms.sets.enumerated() { for name in names { classes[name, default: [:]][hospital] = place } }
        }
        var sets: [(classes: [String: Int], meaning: Meaning)] = []
        // In the order of names, so that the same question is decided alike.
        for (name, said) in classes.sorted(by: { SetCombinations.Other.precedes($0.key, $1.key) }) {
            if let place = answers.ownPlace(name) {
                sets.append((said, .own(place)))
            } else if let (isShown, hospitals) = answers.standing(name) {
                let about = hospitals.map { of in said.filter { of.contains($0.key) } } ?? said
                if !about.isEmpty { sets.append((about, isShown ? .shown : .hidden)) }
            }
        }
        let hospitals = classes.reduce(into: [String: Set<String>]()) { $0[$1.key.question, default: []].formUnion($1.value.keys) }
        let parts = Set(classes.keys.map { EarlierPart(question: $0.question, part: $0.part) })
        let unsaid = parts.filter { answers.isUnsaid($0.question, $0.part, by: Set(tables.keys).subtracting(hospitals[$0.question] ?? [])) }
        return (sets, Set(unsaid.map(\.question)))
    }

    private struct EarlierPart: Hashable {
        let question: String
        let part: Int
    }

    /// Of each set how many patients. Tables keep the patients of a hospital's atoms at most 2^32.
    private static func totals(_ places: [[String: Int]], _ tables: [String: PartialTable]) -> [Int64] {
        let sizes = tables.mapValues { table in
            table.atoms.atoms.reduce(into: Array(repeating: Int64(0), count: table.atoms.sets.count)) { sizes, atom in
                for set in atom.sets { sizes[set] += atom.patients }
            }
        }
        return places.map { $0.reduce(0) { $0 + (sizes[$1.key]?[$1.value] ?? 0) } }
    }

    /// Hospitals' atoms with the same membership in all of these sets are one.
    ///
    /// One set of a hospital can be many elsewhere, so that there can be many more memberships than hospitals tell.
    private static func atoms(
        _ sets: [(set: AtomSet, places: [String: Int])], _ tables: [String: PartialTable]
    ) -> (sizes: [Int64], sets: [AtomSet], isCut: Bool) {
        var atoms: [[Int32]: Int] = [:]
        var sizes: [Int64] = []
        var members = Array(repeating: [Int](), count: sets.count)
        var memberships = 0
        for (hospital, table) in tables.sorted(by: { $0.key < $1.key }) {
            var kept = Array(repeating: [Int32](), count: table.atoms.sets.count)
            for (number, set) in sets.enumerated() { if let place = set.places[hospital] { kept[place].append(Int32(clamping: number)) } }
            for atom in table.atoms.atoms {
                let pattern = atom.sets.flatMap { kept[$0] }.sorted()
                guard !pattern.isEmpty else { continue }
                let number = atoms[pattern] ?? sizes.count
                if number == sizes.count {
                    memberships += pattern.count
                    guard memberships <= SuppressionInstance.mostMemberships else { return (sizes, sets.map(\.set), true) }
                    atoms[pattern] = number
                    sizes.append(0)
                    for set in pattern { members[Int(set)].append(number) }
                }
                sizes[number] += atom.patients
            }
        }
        return (sizes, zip(sets, members).map { AtomSet(atoms: $1, isShown: $0.set.isShown, own: $0.set.own) }, false)
    }
}
