import CordonAggregates
import CordonValues
import Testing

@testable import CordonNode

@Suite struct TableTextTests {
    /// Two groups of 3 and 4 patients, and the sets of earlier answers that they are in.
    private func table(_ atoms: PatientAtoms) throws -> PartialTable {
        let counts: [Int64] = [3, 4]
        return try PartialTable(
            layout: PartialLayout(keys: [.integer], aggregates: [AggregateSpecification(function: .countRows, argument: nil)]), keys: [[.integer(0)], [.integer(1)]],
            patients: counts,
            columns: [
                PartialColumn(
                    states: counts.map { .count($0) }, contributors: counts, nonZero: counts, contributions: counts.map { _ in TopContributions(1, 1) },
                    verdicts: counts.map { _ in 0 })
            ]).dividing(atoms)
    }

    private func set(_ question: String, _ number: Int, part: Int = 0) -> SetCombinations.Other {
        .init(question: String(repeating: question, count: 64), part: part, name: Array(repeating: 0, count: GroupName.length), set: number)
    }

    @Test func `the atoms that left are shown, how many patients and in which sets`() throws {
        let atoms = PatientAtoms(
            sets: [[set("a", 1), set("b", 2)], [set("c", 4)], [set("d", 1)]],
            atoms: [.init(patients: 120, sets: [0, 1, 2]), .init(patients: 3, sets: [0]), .init(patients: 4, sets: [1])])
        let lines = TableText.lines(try table(atoms))
        #expect(lines.suffix(5) == [
            "divided by the sets of this and of earlier answers",
            "patients  in sets  of answers",
            "3         2        aaaaaaaaaaaa 1: contributors, bbbbbbbbbbbb 1: others",
            "120       4        aaaaaaaaaaaa 1: contributors, bbbbbbbbbbbb 1: others, cccccccccccc 1: non-zero, …",
            "4         1        cccccccccccc 1: non-zero",
        ])
        #expect(TableText.lines(try table(atoms), limit: 1).suffix(2) == [
            "3         2        aaaaaaaaaaaa 1: contributors, bbbbbbbbbbbb 1: others", "… and 2 more",
        ])
    }

    @Test func `a table without atoms says nothing of them`() throws {
        #expect(!TableText.lines(try table(.none)).contains { $0.contains("divided") })
    }
}
