import CordonAggregates
import CordonPatientSets
import CordonTestSupport
import CordonValues
import CordonWarehouse
import Testing

@testable import CordonNode

@Suite struct AtomsOfAnswersTests {
    private func answered(
        _ patients: [UInt32], question: Int = 1, part: Int = 0, set: Int = 1, kind: PatientMemberships.Kind = .counted
    ) throws -> AnsweredSet {
        let digits = String(question, radix: 16)
        return AnsweredSet(
            question: String(repeating: "0", count: 64 - digits.utf8.count) + digits, part: part, name: Array(repeating: 0, count: GroupName.length), number: set,
            kind: kind, patients: try PatientSet(patients))
    }

    @Test func `sets that numbers are told of are listed, those with the same patients together`() throws {
        let atoms = try PatientAtoms(of: [
            answered([1, 2, 3, 4]), answered([3, 4, 5], set: 7), answered([1, 2, 3, 4], question: 2), answered([9], part: 1),
            // Figures, groups together, and nobody.
            answered([1, 2], question: 3, kind: .measured("age")), answered([4, 5, 6], question: 4, set: RevealedSet.union), answered([], question: 5),
        ])
        #expect(atoms.sets.map { $0.map { [Int($0.question, radix: 16) ?? 0, $0.part, $0.set] } } == [[[1, 0, 1], [2, 0, 1]], [[1, 0, 7]], [[1, 1, 1]]])
        #expect(atoms.atoms == [.init(patients: 2, sets: [0]), .init(patients: 2, sets: [0, 1]), .init(patients: 1, sets: [1]), .init(patients: 1, sets: [2])])
    }

    @Test(arguments: 1...10 as ClosedRange<UInt64>) func `a set has as many patients as its atoms, and the table takes them`(_ seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let sets = try (1...30).map { question in
            let last = UInt32.random(in: 1...60, using: &random)
            return try answered((0...last).filter { _ in Int.random(in: 0..<3, using: &random) > 0 }, question: question)
        }
        let atoms = try PatientAtoms(of: sets)
        for set in sets where set.patients.count > 0 {
            let place = try #require(atoms.sets.firstIndex { $0.contains { $0.question == set.question } })
            #expect(atoms.atoms.filter { $0.sets.contains(place) }.reduce(0) { $0 + $1.patients } == set.patients.count)
        }
        let table = try PartialTable(layout: PartialLayout(keys: [.integer], aggregates: []), keys: [], patients: [], columns: [])
        #expect(try table.dividing(atoms).atoms == atoms)
    }

    @Test func `more questions than a table may name are not answered about`() throws {
        let sets = try (0...SetComparison.mostQuestions).map { try answered([1], question: $0) }
        #expect(try PatientAtoms(of: Array(sets.dropLast())).sets.map(\.count) == [SetComparison.mostQuestions])
        let error = #expect(throws: Diagnostic.self) { try PatientAtoms(of: sets) }
        #expect(error?.code == .notAnswered)
    }
}
