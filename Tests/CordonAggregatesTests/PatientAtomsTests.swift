import CordonAggregates
import CordonValues
import Testing

@Suite struct PatientAtomsTests {
    private static func set(_ number: Int, question: String = "a", part: Int = 0) -> SetCombinations.Other {
        .init(question: String(repeating: question, count: 64), part: part, name: Array(repeating: 0, count: GroupName.length), set: number)
    }

    /// A table of one group with these atoms, as they were read.
    private static func table(
        _ sets: [[SetCombinations.Other]], _ atoms: [PatientAtoms.Atom], mode: ReleaseMode = .merged
    ) throws(Diagnostic) -> PartialTable {
        try PartialTable(layout: PartialLayout(keys: [.integer], aggregates: [], mode: mode), keys: [], patients: [], columns: [])
            .dividing(PatientAtoms(decoded: sets, atoms))
    }

    @Test func `sets and atoms stand in one order, in whatever order they come`() throws {
        let classes = [[Self.set(2)], [Self.set(1, question: "b"), Self.set(1)], [Self.set(3, part: 1)], [Self.set(9)]]
        // Of each atom the classes by the place above: 1, 0, 3, 2 in canonical order.
        let members = [[1], [1, 0], [1, 0, 2], [1, 3], [0], [3, 2]]
        let expected = try Self.table(
            [[Self.set(1), Self.set(1, question: "b")], [Self.set(2)], [Self.set(9)], [Self.set(3, part: 1)]],
            [
                .init(patients: 1, sets: [0]), .init(patients: 2, sets: [0, 1]), .init(patients: 3, sets: [0, 1, 3]), .init(patients: 4, sets: [0, 2]),
                .init(patients: 5, sets: [1]), .init(patients: 6, sets: [2, 3]),
            ]).atoms
        let orders = [[0, 1, 2, 3], [3, 2, 1, 0], [2, 0, 3, 1]]
        for order in orders {
            let places = Dictionary(uniqueKeysWithValues: order.enumerated().map { ($0.element, $0.offset) })
            let atoms = members.enumerated().map { PatientAtoms.Atom(patients: Int64($0.offset + 1), sets: $0.element.compactMap { places[$0] }) }
            #expect(PatientAtoms(sets: order.map { classes[$0] }, atoms: atoms) == expected)
            #expect(PatientAtoms(sets: order.map { classes[$0].reversed() }, atoms: atoms.reversed()) == expected)
        }
    }

    @Test func `atoms of sets that have no name are refused`() throws {
        let somebody = [PatientAtoms.Atom(patients: 3, sets: [0])]
        #expect(try Self.table([[Self.set(1)]], somebody).atoms.memberships == 1)
        let unnamed: [SetCombinations.Other] = [
            Self.set(-1), Self.set(RevealedSet.union), Self.set(1, part: -1), .init(question: "a", part: 0, name: Self.set(1).name, set: 1),
            .init(question: Self.set(1).question, part: 0, name: [0], set: 1),
        ]
        for set in unnamed { refused { () throws(Diagnostic) in try Self.table([[set]], somebody) } }
        refused { () throws(Diagnostic) in try Self.table([[]], somebody) }
    }

    @Test(arguments: [
        .init(patients: 0, sets: [0, 1]), .init(patients: -3, sets: [0, 1]), .init(patients: 3, sets: []), .init(patients: 3, sets: [0, 1, 2]),
        .init(patients: 3, sets: [-1, 0, 1]), .init(patients: 3, sets: [1, 0]), .init(patients: 3, sets: [0, 0, 1]),
    ] as [PatientAtoms.Atom])
    func `an atom of nobody, of no set, or of sets that are not there or out of order is refused`(_ atom: PatientAtoms.Atom) throws {
        let (sets, other) = ([[Self.set(1)], [Self.set(2)]], PatientAtoms.Atom(patients: 5, sets: [0]))
        #expect(try Self.table(sets, [other, .init(patients: 3, sets: [0, 1])]).atoms.atoms.count == 2)
        refused { () throws(Diagnostic) in try Self.table(sets, [other, atom]) }
        refused { () throws(Diagnostic) in try Self.table(sets, [atom, other]) }
    }

    @Test func `atoms under a site floor are refused`() {
        refused { () throws(Diagnostic) in try Self.table([[Self.set(1)]], [.init(patients: 3, sets: [0])], mode: .siteFloor) }
    }

    @Test func `more sets, questions, atoms, memberships or patients than a table may have are refused`() throws {
        let one = [[Self.set(1)]]
        func sets(_ count: Int) -> [[SetCombinations.Other]] { [(1...count).map { Self.set($0) }] }
        #expect(try Self.table(sets(1000), [.init(patients: 1, sets: [0])]).atoms.sets[0].count == 1000)
        refused { () throws(Diagnostic) in try Self.table(sets(PatientAtoms.mostSets + 1), [.init(patients: 1, sets: [0])]) }
        refused { () throws(Diagnostic) in try Self.table(one, Array(repeating: .init(patients: 1, sets: [0]), count: PatientAtoms.mostAtoms + 1)) }
        refused { () throws(Diagnostic) in try Self.table(one, [.init(patients: 1, sets: Array(repeating: 0, count: PatientAtoms.mostMemberships + 1))]) }
        #expect(try Self.table(one, [.init(patients: PatientAtoms.mostPatients, sets: [0])]).atoms.atoms.count == 1)
        for patients in [PatientAtoms.mostPatients + 1, .max] { refused { () throws(Diagnostic) in try Self.table(one, [.init(patients: patients, sets: [0])]) } }
        let questions = (0...SetComparison.mostQuestions).map { number in
            let digits = String(number)
            return SetCombinations.Other(question: String(repeating: "0", count: 64 - digits.utf8.count) + digits, part: 0, name: Self.set(1).name, set: 1)
        }
        #expect(try Self.table([Array(questions.dropLast())], [.init(patients: 1, sets: [0])]).earlierQuestions.count == SetComparison.mostQuestions)
        refused { () throws(Diagnostic) in try Self.table([questions], [.init(patients: 1, sets: [0])]) }
    }

    private func refused(_ body: () throws(Diagnostic) -> PartialTable, at location: SourceLocation = #_sourceLocation) {
        let error = #expect(throws: Diagnostic.self, sourceLocation: location) { try body() }
        #expect(error?.code == .partialInvalid, sourceLocation: location)
    }
}
