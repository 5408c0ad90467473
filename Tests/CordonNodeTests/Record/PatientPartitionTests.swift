import CordonPatientSets
import CordonTestSupport
import CordonValues
import Testing

@Suite struct PatientPartitionTests {
    private static func family(_ random: inout SeededRandom) -> [Set<UInt32>] {
        (0..<Int.random(in: 1...12, using: &random)).map { _ in
            let first: UInt32 = [0, 70_000, 1 << 31, .max - 400].randomElement(using: &random) ?? 0
            return Set((0..<Int.random(in: 0...300, using: &random)).map { _ -> UInt32 in first + UInt32.random(in: 0...400, using: &random) })
        }
    }

    @Test(arguments: 1...20) func `atoms are those of looking at every patient`(_ seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let family = Self.family(&random)
        let sets = try family.map { try PatientSet(Array($0)) }
        var partition = PatientPartition(of: sets, most: 10_000, memberships: .max)
        for set in sets { try partition.refine(by: set) }
        var expected: [[Int]: Int64] = [:]
        for patient in family.reduce(into: Set<UInt32>(), { $0.formUnion($1) }) {
            expected[family.indices.filter { family[$0].contains(patient) }, default: 0] += 1
        }
        let atoms = try partition.atoms()
        #expect(Dictionary(uniqueKeysWithValues: atoms.map { ($0.sets, $0.patients) }) == expected)
    }

    @Test func `patients that it is not of are left out`() throws {
        var partition = PatientPartition(of: [try PatientSet([1, 2, 3])], most: 10, memberships: 10)
        try partition.refine(by: PatientSet([2, 3, 4, 1_000_000]))
        #expect(try partition.atoms().map(\.patients) == [2])
    }

    @Test func `too many classes, or memberships, are refused`() throws {
        let sets = try (0..<6).map { bit in try PatientSet((0..<64).filter { $0 & (1 << bit) != 0 }) }
        func refined(most: Int, memberships: Int) throws -> PatientPartition {
            var partition = PatientPartition(of: sets, most: most, memberships: memberships)
            for set in sets { try partition.refine(by: set) }
            return partition
        }
        #expect(try refined(most: 63, memberships: 192).atoms().count == 63)
        #expect(throws: Diagnostic.self) { try refined(most: 63, memberships: 191).atoms() }
        #expect(throws: Diagnostic.self) { try refined(most: 62, memberships: 192) }
        // The last set is refused already.
        _ = try refined(most: 63, memberships: 63)
        #expect(throws: Diagnostic.self) { try refined(most: 63, memberships: 62) }
    }
}
