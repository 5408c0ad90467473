import CordonDisclosure
import CordonTestSupport
import CordonValues

/// Invented instances of every shape that the form can say, the same for the same seed.
struct RandomInstance {
    private var random: SeededRandom

    init(seed: UInt64) { random = SeededRandom(seed: seed) }

    private mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &random) < percent }

    /// Few atoms with small bounds, so that all tables can be listed; any sets of them as cells.
    mutating func tiny() throws -> SuppressionInstance {
        let count = Int.random(in: 2...5, using: &random)
        let atoms = (0..<count).map { _ -> InstanceAtom in
            let low = Int64(chance(15) ? 1 : 0)
            let high = Int64.random(in: 2...6, using: &random)
            return InstanceAtom(value: Int64.random(in: low...high, using: &random), low: low, high: high)
        }
        var cells = atoms.indices.map { cell([$0], atoms) }
        for _ in 0..<Int.random(in: 1...5, using: &random) {
            let members = atoms.indices.filter { _ in chance(55) }
            cells.append(cell(members, atoms))
        }
        for index in cells.indices {
            if chance(10) { cells[index].standing = .released }
            if chance(5) { cells[index].standing = .hidden }
            if chance(8) { cells[index].roundingBase = Int64.random(in: 2...5, using: &random) }
            if chance(20) { cells[index].parent = Int.random(in: cells.indices, using: &random) }
        }
        return try SuppressionInstance(atoms: atoms, cells: cells, rules: rules(threshold: Int64.random(in: 2...5, using: &random)), isCount: true)
    }

    private func cell(_ members: [Int], _ atoms: [InstanceAtom]) -> InstanceCell {
        InstanceCell(atoms: members, contributors: members.reduce(0) { $0 + atoms[$1].value })
    }

    private mutating func rules(threshold: Int64) -> InstanceRules {
        var rules = InstanceRules()
        rules.threshold = threshold
        rules.zeros = chance(30) ? .protect : .publish
        rules.unions = chance(50)
        rules.singletons = chance(40)
        rules.zerosMayProtect = chance(50)
        rules.complements = chance(20)
        rules.groups = chance(10)
        if chance(30) { rules.defaultLevels = .levels(.inexact) }
        return rules
    }

    /// A cross table with margins, perhaps with a hierarchy over its rows, and a second table that overlaps.
    mutating func table(rows: Int, columns: Int, small: Int, threshold: Int64 = 11) throws -> SuppressionInstance {
        let atoms = (0..<rows * columns).map { _ in
            InstanceAtom(value: chance(small) ? Int64.random(in: 0..<threshold, using: &random) : threshold + Int64.random(in: 0..<80, using: &random))
        }
        var cells = atoms.indices.map { cell([$0], atoms) }
        func row(_ row: Int) -> [Int] { (0..<columns).map { row * columns + $0 } }
        for number in 0..<rows { cells.append(cell(row(number), atoms)) }
        for column in 0..<columns { cells.append(cell((0..<rows).map { $0 * columns + column }, atoms)) }
        if chance(50), rows > 3 {
            for column in 0..<columns {
                cells.append(cell((0..<rows / 2).map { $0 * columns + column }, atoms))
                cells.append(cell((rows / 2..<rows).map { $0 * columns + column }, atoms))
            }
        }
        if chance(40) { for first in 0..<rows - 1 { cells.append(cell(row(first) + row(first + 1), atoms)) } }
        cells.append(cell(Array(atoms.indices), atoms))
        return try SuppressionInstance(atoms: atoms, cells: cells, rules: rules(threshold: threshold), isCount: true)
    }

    mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &random) }
}
