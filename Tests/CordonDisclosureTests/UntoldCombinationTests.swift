import CordonAggregates
import CordonTestSupport
import Testing

@testable import CordonDisclosure

@Suite struct UntoldCombinationTests {
    private static let threshold: Int64 = 4

    /// Three sets of one hospital, one of them the answer's.
    private struct Hospital {
        let role: SetCombination.Role
        let own: Set<Int>
        let first: Set<Int>
        let second: Set<Int>

        init(_ random: inout SeededRandom) {
            func some() -> Set<Int> {
                let (size, people) = (Int.random(in: 0...12, using: &random), Int.random(in: 3...16, using: &random))
                return Set((0..<size).compactMap { _ in (0..<people).randomElement(using: &random) })
            }
            role = Bool.random(using: &random) ? .whole : .part
            let (first, second) = (some(), some())
            let exact = role == .whole ? first.union(second) : second.subtracting(first)
            own = Bool.random(using: &random) ? some() : exact.symmetricDifference(some().prefix(2))
            (self.first, self.second) = (first, second)
        }

        private var whole: Set<Int> { role == .whole ? own : second }
        private var parts: [Set<Int>] { role == .whole ? [first, second] : [own, first] }

        var numbers: (surplus: Int64, lack: Int64) {
            let surplus = parts[0].intersection(parts[1]).union(parts[0].subtracting(whole)).union(parts[1].subtracting(whole))
            return (Int64(surplus.count), Int64(whole.subtracting(parts[0]).subtracting(parts[1]).count))
        }

        /// The hospital tells the three.
        var isTold: Bool {
            let (surplus, lack) = numbers
            let isShared = !parts[0].intersection(whole).isSubset(of: parts[1]) && !parts[1].intersection(whole).isSubset(of: parts[0])
            return isShared && surplus < threshold && lack < threshold && surplus + lack <= whole.count
        }

        func other(_ set: Set<Int>, _ random: inout SeededRandom) -> UntoldCombination.Other {
            let (entered, left) = (Int64(own.subtracting(set).count), Int64(set.subtracting(own).count))
            let isNear = !own.isDisjoint(with: set) && entered < threshold && left < threshold
            let isCompared = isNear || Bool.random(using: &random)
            let kept = SizeBounds(code: SizeBounds.code(Int64(set.count), threshold: threshold), threshold: threshold)
            let size = [kept, .unknown, SizeBounds(Int64(set.count))].randomElement(using: &random) ?? kept
            return .init(size: size, apart: isNear ? .init(entered: entered, left: left) : nil, isCompared: isCompared)
        }

        private var threshold: Int64 { UntoldCombinationTests.threshold }
    }

    @Test(arguments: 1...4) func `one of the cases holds, or T patients are of one kind`(_ seed: UInt64) {
        var random = SeededRandom(seed: seed)
        var (looked, exact, useful) = (0, 0, 0)
        for _ in 0..<20_000 {
            let hospital = Hospital(&random)
            guard !hospital.isTold else { continue }
            let (surplus, lack) = hospital.numbers
            let between = CombinedSet.Apart(
                entered: Int64(hospital.first.subtracting(hospital.second).count), left: Int64(hospital.second.subtracting(hospital.first).count))
            let untold = UntoldCombination(
                role: hospital.role, size: Int64(hospital.own.count), first: hospital.other(hospital.first, &random), second: hospital.other(hospital.second, &random),
                between: Bool.random(using: &random) ? between : nil, threshold: Self.threshold)
            looked += 1
            if let numbers = untold.exact {
                exact += 1
                #expect(numbers == CombinationNumbers(surplus: surplus, lack: lack), "\(hospital)")
            }
            let isApart = surplus >= Self.threshold || lack >= Self.threshold
            let truth = CombinationNumbers(surplus: surplus, lack: lack)
            #expect(isApart || untold.cases.contains { truth.isAtLeast($0) }, "\(hospital)")
            if untold.cases.allSatisfy({ $0.both > 0 }) { useful += 1 }
        }
        #expect(looked > 5000)
        #expect(exact > 200)
        #expect(useful > looked / 2)
    }

    @Test(arguments: [0, 1, 10, 11, 21, 22, 43, 44, 1_000_000] as [Int64]) func `what the ledger keeps of a size holds it`(_ size: Int64) throws {
        let bounds = SizeBounds(code: SizeBounds.code(size, threshold: 11), threshold: 11)
        let most = try #require(bounds.most)
        #expect(bounds.least <= size)
        #expect(size <= most)
        #expect((bounds.least == 0) == (size == 0))
    }
}
