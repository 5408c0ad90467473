import CordonPatientSets
import CordonTestSupport
import CordonValues
import Testing

@Suite struct NearTriplesTests {
    private static let threshold = 11

    /// Sets of every size, and around each some that are almost made of two others, or of which two almost make it.
    private static func family(_ random: inout SeededRandom) -> [Set<UInt32>] {
        func some(_ count: Int, of people: Range<UInt32>) -> Set<UInt32> {
            Set((0..<count).compactMap { _ in people.randomElement(using: &random) })
        }
        var all: Set<Set<UInt32>> = []
        for size in [1, 3, 12, 30, 150, 1040] {
            let people: Range<UInt32> = 0..<UInt32(size * 3)
            for _ in 0..<2 {
                let (left, right) = (some(size, of: people), some(size * Int.random(in: 1...4, using: &random) / 4, of: people))
                let stray = some(Int.random(in: 0...6, using: &random), of: people)
                // In order: an overlap of few, the parts of a whole, a tracker with a crowd and what is left of it.
                all.formUnion([left, right, left.subtracting(right), left.union(right), left.union(right).symmetricDifference(stray), left.symmetricDifference(stray)])
                all.formUnion([Set(people), Set(people).subtracting(left), left.union(stray), Set(people).subtracting(left).union(stray)])
            }
        }
        return all.filter { !$0.isEmpty }.sorted { ($0.count, $0.min() ?? 0, $0.sorted().description) < ($1.count, $1.min() ?? 0, $1.sorted().description) }
    }

    /// Surplus and lack, where the three are a triple.
    private static func difference(whole: Set<UInt32>, _ part: Set<UInt32>, _ other: Set<UInt32>) -> (surplus: Int64, lack: Int64)? {
        let surplus = part.intersection(other).union(part.subtracting(whole)).union(other.subtracting(whole)).count
        let lack = whole.subtracting(part).subtracting(other).count
        let isShared = !part.intersection(whole).isSubset(of: other) && !other.intersection(whole).isSubset(of: part)
        guard surplus < threshold, lack < threshold, surplus + lack <= whole.count, isShared else { return nil }
        return (Int64(surplus), Int64(lack))
    }

    @Test(arguments: 1...4) func `triples are found as looking at all of them finds them`(_ seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let family = Self.family(&random)
        var near = try NearTriples(try family.map { try PatientSet(Array($0)) }, threshold: Int64(Self.threshold))
        var expected: [Int: Set<NearTriples.Triple>] = [:]
        for whole in family.indices {
            // Of the others none is a part.
            let parts = family.indices.filter { $0 != whole && family[$0].subtracting(family[whole]).count < Self.threshold }
            for part in parts {
                for other in parts where other > part && family[part].count + family[other].count > family[whole].count - Self.threshold {
                    guard let (surplus, lack) = Self.difference(whole: family[whole], family[part], family[other]) else { continue }
                    expected[whole, default: []].insert(.init(isWhole: true, first: part, second: other, surplus: surplus, lack: lack))
                    expected[part, default: []].insert(.init(isWhole: false, first: other, second: whole, surplus: surplus, lack: lack))
                    expected[other, default: []].insert(.init(isWhole: false, first: part, second: whole, surplus: surplus, lack: lack))
                }
            }
        }
        for place in family.indices { #expect(try near.triples(place) == expected[place] ?? []) }
        #expect(expected.values.reduce(0) { $0 + $1.count } > 100)
    }
}
