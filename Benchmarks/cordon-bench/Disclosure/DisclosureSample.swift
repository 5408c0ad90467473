import CordonDisclosure
import CordonValues

/// Invented tables for complementary suppression: a square with both margins and the total; one cell in twenty is below T = 11, the others
/// hold up to 90 patients.
struct DisclosureSample {
    let side: Int
    /// An earlier table of so many by so many coarser cells was released before.
    var bands = 0
    /// Rectangles of the square, at any place and of any size, were released before.
    var rectangles = 0

    func instance() throws(Diagnostic) -> SuppressionInstance {
        var random = SampleRandom(state: UInt64(side))
        let atoms = (0..<side * side).map { _ in
            InstanceAtom(value: Int64(random.below(100) < 5 ? random.below(11) : 11 + random.below(80)))
        }
        var sets = atoms.indices.map { [$0] }
        for line in 0..<side {
            sets.append((0..<side).map { line * side + $0 })
            sets.append((0..<side).map { $0 * side + line })
        }
        sets.append(Array(atoms.indices))
        var cells = sets.map { Self.cell($0, atoms, .open) }
        for row in 0..<bands { for column in 0..<bands { cells.append(Self.cell(block(row, column), atoms, .released)) } }
        for _ in 0..<rectangles { cells.append(Self.cell(rectangle(&random), atoms, .released)) }
        var rules = InstanceRules()
        rules.threshold = 11
        rules.unions = true
        rules.singletons = true
        return try SuppressionInstance(atoms: atoms, cells: cells, rules: rules, isCount: true)
    }

    private func block(_ row: Int, _ column: Int) -> [Int] {
        (row * side / bands..<(row + 1) * side / bands).flatMap { row in
            (column * side / bands..<(column + 1) * side / bands).map { row * side + $0 }
        }
    }

    /// At least 4 by 4.
    private func rectangle(_ random: inout SampleRandom) -> [Int] {
        let (height, width) = (4 + random.below(max(1, side - 4)), 4 + random.below(max(1, side - 4)))
        let (top, left) = (random.below(max(1, side - height)), random.below(max(1, side - width)))
        return (top..<min(side, top + height)).flatMap { row in (left..<min(side, left + width)).map { row * side + $0 } }
    }

    private static func cell(_ set: [Int], _ atoms: [InstanceAtom], _ standing: InstanceCell.Standing) -> InstanceCell {
        InstanceCell(atoms: set, contributors: set.reduce(0) { $0 + atoms[$1].value }, standing: standing)
    }
}

/// SplitMix64 (Steele, Lea, Flood 2014).
struct SampleRandom {
    var state: UInt64

    mutating func below(_ bound: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return Int((z ^ (z >> 31)) % UInt64(max(1, bound)))
    }
}
