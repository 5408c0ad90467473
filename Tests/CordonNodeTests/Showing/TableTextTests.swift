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

    @Test func `the values of those by whom figures' patients differ are shown as they left`() throws {
        let states = [AggregateState.wholeSum(WholeSum(rows: 3, sum: 120))]
        let column = PartialColumn(
            states: states, contributors: [3], nonZero: [3], contributions: [TopContributions(165, 165)], verdicts: [0])
        let layout = PartialLayout(keys: [], aggregates: [AggregateSpecification(function: .average, argument: .integer)])
        let table = try PartialTable(layout: layout, keys: [[]], patients: [3], columns: [column])
        func comparison(_ question: String, entered: Int64, left: Int64, _ values: ValueDifference?) -> SetComparison {
            SetComparison(
                group: 0, set: 1, question: String(repeating: question, count: 64), part: 0, name: Array(repeating: 0, count: GroupName.length), earlierSet: 1,
                entered: entered, left: left, values: values)
        }
        let values = ValueDifference(entered: [.init(value: .integer(41), patients: 1)], left: [.init(value: .integer(39), patients: 4), .init(value: .integer(74), patients: 20)])
        let lines = TableText.lines(try table.comparing([comparison("a", entered: 1, left: 24, values), comparison("b", entered: 2, left: 0, nil)]))
        #expect(lines.suffix(4) == [
            "compared with earlier answers",
            "patients of      almost those of  there            in  out  values in  values out",
            "1: contributors  aaaaaaaaaaaa     1: contributors  1   24   41: 1      39: 4, 74: 20",
            "1: contributors  bbbbbbbbbbbb     1: contributors  2   0",
        ])
    }

    @Test func `a table without atoms says nothing of them`() throws {
        #expect(!TableText.lines(try table(.none)).contains { $0.contains("divided") })
    }
}
