import CordonAggregates
import CordonTestSupport

extension TableFixture {
    /// The same table with random comparisons, combinations and atoms beside it.
    static func beside(_ table: PartialTable, seed: UInt64) throws -> PartialTable {
        var generator = SeededRandom(seed: seed)
        let others = names(of: 12, &generator)
        return try table.comparing(comparisons(table, others, &generator)).combining(combinations(table, others, &generator)).dividing(atoms(others, &generator))
    }

    private static func names(of count: Int, _ generator: inout SeededRandom) -> [SetCombinations.Other] {
        (0..<count).map { number in
            let question = ["a7", "0f", "c3"].randomElement(using: &generator) ?? ""
            return SetCombinations.Other(
                question: String(repeating: question, count: 32), part: Int.random(in: 0...1, using: &generator),
                name: [UInt8(number)] + (1..<GroupName.length).map { _ in UInt8.random(in: 0 ... .max, using: &generator) }, set: Int.random(in: 1...200, using: &generator))
        }
    }

    private static func comparisons(_ table: PartialTable, _ others: [SetCombinations.Other], _ generator: inout SeededRandom) -> [SetComparison] {
        others.map { other in
            let group = Int.random(in: table.keys.indices, using: &generator)
            let sizes = (entered: Int64.random(in: 0...table.patients[group], using: &generator), left: Int64.random(in: 0...200, using: &generator))
            // The contributors of the mean.
            let tells = table.layout == TableFixture.heart && Bool.random(using: &generator)
            return SetComparison(
                group: group, set: tells ? 7 : Int.random(in: 1...6, using: &generator), question: other.question, part: other.part, name: other.name, earlierSet: other.set,
                entered: sizes.entered, left: sizes.left,
                values: tells ? ValueDifference(entered: values(sizes.entered, &generator), left: values(sizes.left, &generator)) : nil)
        }
    }

    private static func values(_ patients: Int64, _ generator: inout SeededRandom) -> [ValueTally.Entry] {
        guard patients > 0 else { return [] }
        let first = Int64.random(in: -5...5, using: &generator)
        let some = Int64.random(in: 1...patients, using: &generator)
        return [(first, some), (first + 1, patients - some)].filter { $0.1 > 0 }.map { ValueTally.Entry(value: .integer($0.0), patients: $0.1) }
    }

    private static func combinations(_ table: PartialTable, _ others: [SetCombinations.Other], _ generator: inout SeededRandom) -> SetCombinations {
        let found = others.indices.dropFirst().map { number in
            let group = Int.random(in: table.keys.indices, using: &generator)
            return SetCombination(
                group: group, set: Int.random(in: 1...6, using: &generator), role: Bool.random(using: &generator) ? .whole : .part, others: .init(number, number - 1),
                surplus: Int64.random(in: 0...200, using: &generator), lack: Int64.random(in: 0...table.patients[group], using: &generator))
        }
        return SetCombinations(classes: others.map { [$0] }, found: found)
    }

    /// Each of 400 patients is in some of the sets, and the last set has the patients of the first.
    private static func atoms(_ others: [SetCombinations.Other], _ generator: inout SeededRandom) -> PatientAtoms {
        var patients: [[Int]: Int64] = [:]
        for _ in 0..<400 {
            let share = Int.random(in: 2...6, using: &generator)
            patients[others.indices.dropLast().filter { _ in Int.random(in: 0..<share, using: &generator) == 0 }, default: 0] += 1
        }
        patients[[]] = nil
        let classes = others.dropLast().enumerated().map { $0.offset == 0 ? [$0.element, others[others.count - 1]] : [$0.element] }
        return PatientAtoms(sets: classes, atoms: patients.map { PatientAtoms.Atom(patients: $0.value, sets: $0.key) })
    }
}
