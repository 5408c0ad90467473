import CordonPatientSets
import CordonTestSupport
import CordonValues
import Foundation
import Testing

@Suite struct PatientSetTests {
    static let sets: [[UInt32]] = [
        [], [0], [UInt32.max], Array(1...303), Array(0..<100_000), Array(stride(from: 7, to: 2_000_000, by: 13)), [1, 70_000, 1 << 31, UInt32.max],
    ]

    @Test(arguments: sets) func `a set comes back from its bytes as it went`(_ members: [UInt32]) throws {
        let set = try PatientSet(members.shuffled())
        #expect(set.members == members)
        let read = try PatientSet(bytes: set.bytes)
        #expect(read.members == members)
        #expect(read.count == Int64(members.count))
        #expect(read.shared(with: set) == Int64(members.count))
        #expect(throws: Diagnostic.self) { try PatientSet(bytes: set.bytes.dropLast()) }
    }

    /// How many of the sets were answered before.
    @Test(arguments: [0, 1, 17, 48])
    func `almost equal sets are found, small and large, as Swift's sets find them`(_ earlier: Int) throws {
        var random = SeededRandom(seed: 5)
        var all: [[UInt32]] = []
        for size in [3, 8, 40, 1020, 1030, 2040, 2055, 5000] {
            let base = (0..<UInt32(size)).map { $0 &* 3 }
            all += (0..<10).map { _ in base.filter { _ in Int.random(in: 0..<size, using: &random) > 6 } }
        }
        all.shuffle(using: &random)
        let threshold = 11
        let sets = try all.map { try PatientSet($0) }
        var near = try NearSets(earlier: Array(sets[..<earlier]), new: Array(sets[earlier...]), threshold: Int64(threshold))
        var found = 0
        for place in earlier..<all.count {
            let expected = (0..<place).filter { other in
                let (mine, theirs) = (Set(all[place]), Set(all[other]))
                return !mine.isDisjoint(with: theirs) && mine.subtracting(theirs).count < threshold && theirs.subtracting(mine).count < threshold
            }
            #expect(try near.pairs(new: place - earlier).map(\.other).sorted() == expected)
            found += expected.count
        }
        #expect(found > 30)
    }
}
