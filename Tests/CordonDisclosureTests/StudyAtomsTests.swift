import CordonAggregates
import CordonQuery
import CordonValues
import Testing

@testable import CordonDisclosure

@Suite struct StudyAtomsTests {
    private static let layout = PartialLayout(keys: [.integer], aggregates: [])

    private static func set(_ number: Int, of question: Character = "e") -> SetCombinations.Other {
        .init(question: String(repeating: question, count: 64), part: 0, name: Array(repeating: 0, count: GroupName.length), set: number)
    }

    /// A hospital's atoms under an answer that has no group.
    private static func table(_ sets: [[SetCombinations.Other]], _ atoms: [PatientAtoms.Atom]) throws(Diagnostic) -> PartialTable {
        try PartialTable(layout: layout, keys: [], patients: [], columns: []).dividing(PatientAtoms(sets: sets, atoms: atoms))
    }

    private static func atoms(_ tables: [String: PartialTable], after earlier: EarlierAnswer) -> StudyAtoms {
        let boundary = Boundary(
            keys: [BoundaryKey(expression: .column(.table(relation: 0, column: "k"), .integer), domain: nil)], aggregates: [],
            patient: .column(.table(relation: 0, column: "patient_id"), .bigint), groupsPartitionPatients: true)
        var answers = KnownAnswers(
            question: String(repeating: "f", count: 64), part: 0, merged: MergedTable(layout: layout), boundary: boundary, definitions: nil, threshold: 11, earlier: { _, _ in earlier })
        return StudyAtoms(tables, threshold: 11, &answers)
    }

    @Test func `nothing follows beside a question that may yet be answered without a hospital that says who is in its sets`() throws {
        let table = try Self.table([[Self.set(1)]], [.init(patients: 3, sets: [0])])
        func unsaid(_ fate: EarlierAnswer.Fate, said: Set<String>, answered: Set<String>) -> Set<String> {
            let tables = Dictionary(uniqueKeysWithValues: said.map { ($0, table) })
            return Self.atoms(tables, after: EarlierAnswer(fate, hospitals: answered, asked: ["a", "b"], isConcurrent: true)).unsaid
        }
        #expect(unsaid(.open, said: ["a", "b"], answered: ["a", "b"]).isEmpty)
        #expect(unsaid(.open, said: ["a", "b"], answered: ["a"]) == [Self.set(1).question])
    }

    @Test func `a question that ended without an answer is in no other's way, in whatever order hospitals had it`() throws {
        let (table, silent) = (try Self.table([[Self.set(1)]], [.init(patients: 3, sets: [0])]), try Self.table([], []))
        func unsaid(_ fate: EarlierAnswer.Fate) -> Set<String> {
            Self.atoms(["a": table, "b": silent], after: EarlierAnswer(fate, hospitals: ["a", "b"], asked: ["a", "b"], isConcurrent: true)).unsaid
        }
        #expect(unsaid(.never).isEmpty)
        #expect(unsaid(.open) == [Self.set(1).question])
    }

    @Test(arguments: [(100, false), (3_000, true)])
    func `one set of a hospital that is many of another's makes no more memberships than can be decided about`(_ count: Int, _ isCut: Bool) throws {
        let names = (1...count).map { Self.set($0) }
        let honest = try Self.table(names.map { [$0] }, names.indices.map { .init(patients: 12, sets: [$0]) })
        let others = (1...12).map { [Self.set($0, of: "d")] }
        let hostile = try Self.table([names] + others, (0..<(1 << others.count)).map { pattern in
            .init(patients: 1, sets: [0] + others.indices.filter { pattern >> $0 & 1 == 1 }.map { $0 + 1 })
        })
        let atoms = Self.atoms(["a": honest, "b": hostile], after: .unknown)
        #expect(atoms.isCut == isCut)
        #expect(atoms.sets.reduce(0) { $0 + $1.atoms.count } <= SuppressionInstance.mostMemberships)
    }
}
