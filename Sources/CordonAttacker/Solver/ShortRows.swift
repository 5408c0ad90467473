import CordonDisclosure

/// The sets of a component as rows of a linear programme over differences from the true table. What an earlier release shows exactly differs by
/// nothing, always; so where it overlaps with another set for the most part it is subtracted, which makes the row shorter and changes no
/// solution. After many overlapping releases a programme has a third of its entries left, which is what solving it costs.
struct ShortRows {
    private let component: SuppressionComponent
    /// Of each set the earlier release that is subtracted.
    private var subtracted: [Int?]

    init(_ component: SuppressionComponent) {
        self.component = component
        subtracted = Array(repeating: nil, count: component.sets.count)
        let order = (0..<component.sets.count).sorted { (component.sets.size($0), $0) < (component.sets.size($1), $1) }
        var isBefore = Array(repeating: false, count: component.sets.count)
        var shared = Array(repeating: 0, count: component.sets.count)
        for set in order where component.sets.size(set) > 1 {
            subtracted[set] = nearest(set, &shared) { isBefore[$0] }
            isBefore[set] = component.standing[set] == .released && component.isExact(set)
        }
    }

    /// The one of some sets that leaves least; nil where none leaves less than the set has. `shared` is all 0 before and after.
    private func nearest(_ set: Int, _ shared: inout [Int], among isOne: (Int) -> Bool) -> Int? {
        var touched: [Int] = []
        for atom in component.sets[set] {
            for other in component.setsOfAtom[Int(atom)].lazy.map(Int.init) where isOne(other) {
                if shared[other] == 0 { touched.append(other) }
                shared[other] += 1
            }
        }
        defer { for other in touched { shared[other] = 0 } }
        // The atoms in one of the two alone, less those of the set.
        func left(_ other: Int) -> Int { component.sets.size(other) - 2 * shared[other] }
        return touched.filter { left($0) < 0 }.min { (left($0), $0) < (left($1), $1) }
    }

    /// The atoms of a set's row with their coefficients.
    func entries(_ set: Int) -> [(atom: Int, coefficient: Double)] {
        let own = component.sets[set].map(Int.init)
        guard let other = subtracted[set].map({ component.sets[$0].map(Int.init) }) else { return own.map { ($0, 1) } }
        let (inside, outside) = (Set(own), Set(other))
        return own.filter { !outside.contains($0) }.map { ($0, 1) } + other.filter { !inside.contains($0) }.map { ($0, -1) }
    }
}
