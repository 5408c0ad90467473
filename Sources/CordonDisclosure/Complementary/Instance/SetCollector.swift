/// Gathers the different sets of atoms of an instance's cells.
struct SetCollector {
    let instance: SuppressionInstance
    let marks: [PrimaryMark?]
    let values: [Int64]
    private(set) var setOfCell: [Int?] = []
    private(set) var sets = SparseSets()
    private(set) var standing: [InstanceCell.Standing] = []
    /// What a set's primary cells ask for, nil where it has none.
    private(set) var levels: [ProtectionLevels?] = []
    /// What a reader knows of the set's value when it is shown.
    private(set) var shown: [ClosedRange<Int64>] = []
    /// The first cell of each set.
    private(set) var first: [Int] = []
    private var patients: [Int64] = []
    private var cells: [Int64] = []
    private var known: [Key: Int] = [:]

    /// Cells with the same atoms are one set when they are shown alike; rounded and as it is, a value tells different things.
    private struct Key: Hashable {
        let atoms: [Int]
        let base: Int64
    }

    init(instance: SuppressionInstance, marks: [PrimaryMark?], values: [Int64]) {
        self.instance = instance
        self.marks = marks
        self.values = values
    }

    mutating func add(_ index: Int) {
        let cell = instance.cells[index]
        guard !cell.atoms.isEmpty else { return setOfCell.append(nil) }
        let key = Key(atoms: cell.atoms, base: cell.roundingBase ?? 1)
        let set = known[key] ?? open(key, index)
        setOfCell.append(set)
        // Cells of one set stand and fall together: what was released once is known, what is hidden in one place is hidden in all.
        if cell.standing == .released || standing[set] != .released && cell.standing == .hidden { standing[set] = cell.standing }
        patients[set] += cell.contributors
        cells[set] += 1
        if let mark = marks[index] { levels[set] = levels[set]?.joined(mark.levels) ?? mark.levels }
    }

    private mutating func open(_ key: Key, _ index: Int) -> Int {
        let set = sets.count
        known[key] = set
        sets.append(key.atoms.lazy.map { Int32($0) })
        standing.append(.open)
        levels.append(nil)
        shown.append(Rounding.known(values[index], base: instance.cells[index].roundingBase))
        first.append(index)
        patients.append(0)
        cells.append(0)
        return set
    }

    func weights() -> [Int64] {
        let sorted = zip(patients, cells).filter { $0.0 > 0 }.map { $0.0 / max($0.1, 1) }.sorted()
        let typical = max(1, sorted.isEmpty ? 1 : sorted[sorted.count / 2])
        return zip(patients, cells).map { $0 + typical * $1 }
    }

    var targets: [ProtectionTarget] {
        sets.indices.compactMap { set in
            guard let levels = levels[set], standing[set] != .released else { return nil }
            let cell = instance.cells[first[set]]
            return ProtectionTarget(
                atoms: Array(sets[set]), value: values[first[set]], levels: levels, set: set,
                isSingleton: cell.contributors == 1)
        }
    }
}

extension SparseSets {
    var indices: Range<Int> { 0..<count }
}
