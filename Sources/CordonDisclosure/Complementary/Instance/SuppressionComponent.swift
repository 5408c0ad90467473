/// A part of a problem that shares no atom with the rest. Atoms, sets and targets have numbers of their own.
package struct SuppressionComponent: Sendable {
    package let isCount: Bool
    package let rules: InstanceRules
    package let atoms: [InstanceAtom]
    /// Of each set its atoms.
    package let sets: SparseSets
    /// Of each atom its sets.
    package let setsOfAtom: SparseSets
    /// Of each set the sum over its atoms.
    package let values: [Int64]
    package let standing: [InstanceCell.Standing]
    package let isPrimary: [Bool]
    /// What hiding a set costs: the patients of its cells, and for each cell as many again as a typical cell has.
    package let weight: [Int64]
    /// Of each set what a reader of it knows of its value; a single number where it is not rounded.
    package let shown: [ClosedRange<Int64>]
    package let targets: [ProtectionTarget]
    /// Hidden whatever is decided: primary, or hidden before.
    package let startsHidden: [Bool]

    /// Of each atom the first set that is just this atom.
    package var singles: [Int?] {
        atoms.indices.map { atom in setsOfAtom[atom].first { sets.size(Int($0)) == 1 }.map { Int($0) } }
    }

    /// Shown exactly when it is shown.
    package func isExact(_ set: Int) -> Bool { shown[set].lowerBound == shown[set].upperBound }

    /// May be hidden, but need not.
    package func isCandidate(_ set: Int) -> Bool { standing[set] == .open && !startsHidden[set] && mayProtect(set) }

    /// Zeros are shown, unless the rules let them protect others.
    package func mayProtect(_ set: Int) -> Bool {
        rules.zerosMayProtect || rules.zeros == .protect || sets[set].contains { atoms[Int($0)].value != 0 }
    }

    init(_ collector: SetCollector, weights: [Int64], atoms members: [Int], localAtom: [Int32], sets numbers: [Int], targets: [ProtectionTarget]) {
        let instance = collector.instance
        isCount = instance.isCount
        rules = instance.rules
        atoms = members.map { instance.atoms[$0] }
        var sets = SparseSets()
        for number in numbers { sets.append(collector.sets[number].lazy.map { localAtom[Int($0)] }) }
        self.sets = sets
        setsOfAtom = sets.transposed(columns: members.count)
        values = numbers.map { collector.values[collector.first[$0]] }
        standing = numbers.map { collector.standing[$0] }
        isPrimary = numbers.map { collector.levels[$0] != nil }
        weight = numbers.map { weights[$0] }
        shown = numbers.map { collector.shown[$0] }
        startsHidden = numbers.map { number in
            collector.standing[number] == .hidden || collector.standing[number] == .open && collector.levels[number] != nil
        }
        self.targets = targets
    }
}

/// What a rounded value tells.
package enum Rounding {
    /// The values that are rounded to the same multiple of `base` as `value`, halves to even multiples.
    package static func known(_ value: Int64, base: Int64?) -> ClosedRange<Int64> {
        guard let base, base > 1 else { return value...value }
        let rest = ((value % base) + base) % base
        let down = value - rest
        let centre = rest * 2 > base || rest * 2 == base && (down / base) % 2 != 0 ? down + base : down
        // Halves belong to even multiples.
        let reach = base % 2 == 0 && (centre / base) % 2 != 0 ? base / 2 - 1 : base / 2
        return (centre - reach)...(centre + reach)
    }
}
