import CordonAggregates
import CordonCatalog
import CordonQuery
import CordonTestSupport
import CordonValues
import Testing

@testable import CordonDisclosure

@Suite struct OwnAtomsTests {
    private static let question = String(repeating: "ab", count: 32)

    /// Two groups, of 30 patients of whom 12 meet a condition and of 9 of whom nobody does, with these atoms: the numbers of patients, and of each the sets as (group, set). Who does not meet it
    /// has a row that does not.
    private func check(_ atoms: [(patients: Int64, sets: [(group: Int, set: RevealedSet)])], part: Int = 0) throws {
        let catalog = try Catalog.shipped("heart-registry")
        let query = try Planner.plan("SELECT sex, count(*) FILTER (WHERE age > 60) AS n FROM patient GROUP BY sex", catalog: catalog)
        let boundary = query.parts[0].boundary
        let column = PartialColumn(
            states: [.count(12), .count(0)], contributors: [12, 0], nonZero: [12, 0], contributions: [TopContributions(1, 1), .none], verdicts: [0, 0])
        let keys: [[Value]] = [[.integer(0)], [.integer(1)]]
        let table = try PartialTable(layout: boundary.layout, keys: keys, patients: [30, 9], columns: [column])
        let sets = atoms.flatMap(\.sets).map { [$0.group, $0.set.rawValue] }
        let different = Set(sets).sorted { $0.lexicographicallyPrecedes($1) }
        let named = different.map { one in
            let set = RevealedSet.allCases[one[1]]
            return (set == .missing ? [set, .passed] : [set]).map {
                SetCombinations.Other(
                    question: Self.question, part: part, name: GroupName.bytes(question: Self.question, part: part, keys: keys[one[0]]), set: $0.number(column: 0))
            }
        }
        let divided = try table.dividing(PatientAtoms(
            sets: named, atoms: atoms.map { atom in .init(patients: atom.patients, sets: atom.sets.compactMap { different.firstIndex(of: [$0.group, $0.set.rawValue]) }) }))
        try boundary.checkAtoms(of: divided, question: Self.question, part: 0)
    }

    @Test func `atoms of exactly the patients of the cells are taken`() throws {
        try check([(12, [(0, .contributors)]), (18, [(0, .missing)]), (9, [(1, .missing)])])
    }

    @Test func `a set without its patients, with others, or with another number of them is refused`() {
        for atoms in [
            [], [(12, [(0, .contributors)]), (18, [(0, .missing)])], [(13, [(0, .contributors)]), (18, [(0, .missing)]), (9, [(1, .missing)])],
            [(12, [(0, .contributors)]), (18, [(0, .missing)]), (9, [(1, .missing)]), (1, [(1, .zero)])],
        ] as [[(patients: Int64, sets: [(group: Int, set: RevealedSet)])]] {
            let error = #expect(throws: Diagnostic.self) { try check(atoms) }
            #expect(error?.code == .partialInvalid)
        }
    }

    @Test func `sets of another part are no sets of this one`() {
        #expect(throws: Diagnostic.self) { try check([(12, [(0, .contributors)]), (18, [(0, .missing)]), (9, [(1, .missing)])], part: 1) }
    }
}
