import CordonValues

/// Finds pairs of sets of which those who are in one alone have few values of a column: the figures of the two differ by what these few values make.
public struct ValuedSets: Sendable {
    public struct Pair: Sendable, Hashable {
        /// The place of the other set: the earlier ones come first, behind them the new ones.
        public let other: Int
        /// How many patients of this set who are not in the other have each value.
        public let entered: [Int32: Int64]
        /// The other way round.
        public let left: [Int32: Int64]
    }

    private let sets: [PatientSet]
    private let earlier: Int
    private let values: [UInt32: Int32]
    /// Values of both sides together.
    private let most: Int
    /// The places of larger sets, which are so few that all of them are looked at.
    private let large: [Int]
    /// Of patients of new sets the other sets with them.
    private let holders: SampleHolders
    /// Of each set patients with different values, at most ``enough``; those of earlier ones when they are asked for.
    private var samples: [[UInt32]?]
    private var work = 0

    /// The patients of a larger set.
    private static let wide: Int64 = 1 << 16

    /// `values` are the numbers of the patients' values; who has none is in no pair. Fails with `not-answered` where smaller sets have too many patients together.
    public init(earlier: [PatientSet], new: [PatientSet], values: [UInt32: Int32], most: Int) throws(Diagnostic) {
        let sets = earlier + new
        self.sets = sets
        self.earlier = earlier.count
        self.values = values
        self.most = most
        large = sets.indices.filter { sets[$0].count > Self.wide }
        let own = new.map { Self.sample(of: $0, values, most) }
        samples = earlier.map { _ in nil } + own
        holders = try SampleHolders(of: zip(new, own).map { Self.searched($0, sample: $1, most) ?? [] }, in: sets, upTo: Self.wide)
    }

    /// The patients by whom other sets are found: of a set of few values any may be the one that another has too. Nil where they would be too many.
    private static func searched(_ set: PatientSet, sample: [UInt32], _ most: Int) -> [UInt32]? {
        sample.count > most ? sample : set.count <= SetHolders.small ? set.members : nil
    }

    /// So many different values that a set with fewer of them than `most` leaves more than that.
    private static func enough(_ most: Int) -> Int { 2 * most + 1 }

    /// One of each value; who has none counts as one of a value of their own.
    private static func sample(of set: PatientSet, _ values: [UInt32: Int32], _ most: Int) -> [UInt32] {
        func different(_ members: [UInt32]) -> [UInt32] {
            var (met, sample) = (Set<Int32?>(), [UInt32]())
            for member in members where met.insert(values[member]).inserted {
                sample.append(member)
                if sample.count == enough(most) { break }
            }
            return sample
        }
        let some = different(set.sample(64))
        return some.count == enough(most) ? some : different(set.members)
    }

    /// The sets before a new one whose differences have few values, those that are the same among them. Fails with `not-answered` when there is too much to compare.
    public mutating func pairs(new number: Int) throws(Diagnostic) -> [Pair] {
        let place = earlier + number
        guard sets[place].count > 0 else { return [] }
        var pairs: [Pair] = []
        for other in candidates(place) {
            work += 1
            guard work / 4 <= NearSets.mostCandidates else { throw SetHolders.tooMany }
            if let pair = try pair(place, other) { pairs.append(pair) }
        }
        return pairs
    }

    private func candidates(_ place: Int) -> [Int] {
        let sample = samples[place] ?? []
        guard let searched = Self.searched(sets[place], sample: sample, most) else { return Array(0..<place) }
        var hits: [Int: Int] = [:]
        for member in searched {
            for holder in holders.places(of: member) {
                // In ascending order.
                guard holder < place else { break }
                hits[Int(holder), default: 0] += 1
            }
        }
        // Each of a sample has a value of their own.
        let least = sample.count > most ? sample.count - most : 1
        return (hits.filter { $0.value >= least }.map(\.key) + large.filter { $0 < place }).sorted()
    }

    private mutating func pair(_ place: Int, _ other: Int) throws(Diagnostic) -> Pair? {
        let (set, before) = (sets[place], sets[other])
        guard before.lacks(sample(place), fewerThan: Int64(most) + 1), set.lacks(sample(other), fewerThan: Int64(most) + 1), set.shared(with: before) > 0,
            let entered = try tally(set, without: before), let left = try tally(before, without: set), entered.count + left.count <= most
        else { return nil }
        work += 3
        return Pair(other: other, entered: entered, left: left)
    }

    private mutating func sample(_ place: Int) -> [UInt32] {
        if let sample = samples[place] { return sample }
        let sample = Self.sample(of: sets[place], values, most)
        samples[place] = sample
        return sample
    }

    /// Nil where they have too many values, or one has none.
    private func tally(_ set: PatientSet, without other: PatientSet) throws(Diagnostic) -> [Int32: Int64]? {
        let difference = try set.without(other)
        var tally: [Int32: Int64] = [:]
        for member in difference.members {
            guard let value = values[member] else { return nil }
            tally[value, default: 0] += 1
            if tally.count > most { return nil }
        }
        return tally
    }
}
