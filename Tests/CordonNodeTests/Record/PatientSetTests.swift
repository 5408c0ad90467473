import CordonTestSupport
import CordonValues
import Foundation
import Testing

@testable import CordonPatientSets

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

    /// How many of the sets were answered before.
    @Test(arguments: [0, 1, 20])
    func `sets whose difference has few values are found, small and large, as Swift's sets find them`(_ earlier: Int) throws {
        var random = SeededRandom(seed: 6)
        let ages = Dictionary(uniqueKeysWithValues: (0..<66_000 as Range<UInt32>).map { ($0, Int32.random(in: 0...($0 < 5000 ? 40 : 1), using: &random)) })
        let ranges: [ClosedRange<Int32>] = [0...40, 3...40, 12...40, 30...40, 3...9, 0...0, 1...1, 35...38]
        var all: [[UInt32]] = []
        for range in ranges {
            for people in [400, 3000, 66_000] as [UInt32] where people < 60_000 || range == 0...40 {
                let some = (0..<people).filter { ages[$0].map(range.contains) ?? false }
                all += [some, some.filter { _ in Int.random(in: 0..<50, using: &random) > 0 }]
            }
        }
        all.append((0..<30).map { 66_000 + $0 })
        all.shuffle(using: &random)
        let (sets, members) = (try all.map { try PatientSet($0) }, all.map(Set.init))
        var valued = try ValuedSets(earlier: Array(sets[..<earlier]), new: Array(sets[earlier...]), values: ages, most: 10)
        var found = 0
        for place in earlier..<all.count {
            let expected = (0..<place).compactMap { other -> ValuedSets.Pair? in
                let (mine, theirs) = (members[place], members[other])
                func tally(_ some: Set<UInt32>) -> [Int32?: Int64] { some.reduce(into: [:]) { $0[ages[$1], default: 0] += 1 } }
                let (entered, left) = (tally(mine.subtracting(theirs)), tally(theirs.subtracting(mine)))
                guard !mine.isDisjoint(with: theirs), entered.count + left.count <= 10, entered[nil] == nil, left[nil] == nil else { return nil }
                func known(_ tally: [Int32?: Int64]) -> [Int32: Int64] { tally.reduce(into: [:]) { if let value = $1.key { $0[value] = $1.value } } }
                return ValuedSets.Pair(other: other, entered: known(entered), left: known(left))
            }
            #expect(try valued.pairs(new: place - earlier) == expected)
            found += expected.count
        }
        #expect(found > 5)
    }
}
