/// Divides the sets of an instance into those that share atoms (union-find with path halving).
struct ComponentDivision {
    private(set) var components: [SuppressionComponent] = []
    private(set) var places: [(component: Int, set: Int)]
    private var parent: [Int]

    init(_ collector: SetCollector, targets: [ProtectionTarget]) {
        parent = Array(collector.instance.atoms.indices)
        places = Array(repeating: (0, 0), count: collector.sets.count)
        for set in collector.sets.indices { join(collector.sets[set]) }
        for target in targets { join(target.atoms[...]) }
        divide(collector, targets: targets)
    }

    private mutating func join(_ atoms: ArraySlice<Int32>) {
        guard let first = atoms.first else { return }
        for atom in atoms.dropFirst() {
            let (left, right) = (root(Int(first)), root(Int(atom)))
            // The smaller number is the root, so that components come in the order of their first atoms.
            parent[max(left, right)] = min(left, right)
        }
    }

    private mutating func root(_ atom: Int) -> Int {
        var atom = atom
        while parent[atom] != atom {
            parent[atom] = parent[parent[atom]]
            atom = parent[atom]
        }
        return atom
    }

    private mutating func divide(_ collector: SetCollector, targets: [ProtectionTarget]) {
        var componentOfRoot: [Int: Int] = [:]
        var members: [[Int]] = []
        var local = [Int32](repeating: 0, count: parent.count)
        for atom in parent.indices {
            let component = componentOfRoot[root(atom)] ?? members.count
            if component == members.count {
                componentOfRoot[root(atom)] = component
                members.append([])
            }
            local[atom] = Int32(members[component].count)
            members[component].append(atom)
        }
        func component(of atom: Int32?, _ division: inout Self) -> Int { atom.flatMap { componentOfRoot[division.root(Int($0))] } ?? 0 }
        var sets = [[Int]](repeating: [], count: members.count)
        for set in collector.sets.indices {
            let component = component(of: collector.sets[set].first, &self)
            places[set] = (component, sets[component].count)
            sets[component].append(set)
        }
        var own = [[ProtectionTarget]](repeating: [], count: members.count)
        for target in targets {
            var moved = target
            moved.atoms = target.atoms.map { local[Int($0)] }
            moved.set = target.set.map { places[$0].set }
            own[component(of: target.atoms.first, &self)].append(moved)
        }
        let weights = collector.weights()
        components = members.indices.map { index in
            SuppressionComponent(
                collector, weights: weights, atoms: members[index], localAtom: local, sets: sets[index], targets: own[index])
        }
    }
}
