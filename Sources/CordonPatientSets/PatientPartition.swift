import CordonValues

/// The coarsest partition of patients in which every set that it was refined by is made of whole classes: its atoms. Who is in no set is in no class.
///
/// Each set splits the classes that it has some of and not all (partition refinement: Paige & Tarjan, *Three partition refinement algorithms*, SIAM J. Comput. 16, 1987, section 2);
/// refining takes time in proportion to the set.
public struct PatientPartition: Sendable {
    /// More classes than these are not told apart.
    private let most: Int
    /// Of all classes the sets that they are in, added up.
    private let memberships: Int
    /// Of each patient the class; the first is that of patients in no set.
    private var classes: [Int32]
    private let ranks: PatientRanks
    /// Of each class how many patients are in it.
    private var sizes: [Int32]
    /// The class that a class was split from, and the set that all of it is in and nobody else of that.
    private var origins: [(parent: Int32, set: Int32)] = [(0, -1)]
    /// How many classes have somebody.
    private var live = 0
    /// How many sets it was refined by.
    private var setCount: Int32 = 0
    /// Of each class, of the set at hand, where its patients go.
    private var targets: [Int32] = [-1]

    static let tooMany = Diagnostic(.notAnswered, "The study's answers divide the patients into too many classes to be combined with another.")

    /// Of the patients of `sets`, which it is not refined by yet. `most` classes at the most, which are in so many sets together: `memberships`, at most 2^31 - 3.
    public init(of sets: [PatientSet], most: Int, memberships: Int) {
        self.most = most
        self.memberships = min(memberships, Int(Int32.max) - 2)
        ranks = PatientRanks(sets.lazy.flatMap(\.members))
        classes = Array(repeating: 0, count: ranks.count)
        sizes = [Int32(clamping: ranks.count)]
    }

    /// The set's number is how many there were before it. Fails with `not-answered` where there are more classes, or memberships, than may be. Patients of none of the sets that the
    /// partition is of are left out.
    public mutating func refine(by set: PatientSet) throws(Diagnostic) {
        var split: [Int32] = []
        for member in set.members {
            guard let rank = ranks.rank(of: member) else { continue }
            let old = classes[rank]
            var new = targets[Int(old)]
            if new < 0 {
                // Every class that was ever split off has a class in the set that it was split off by, so there are as many memberships at least.
                guard origins.count <= memberships else { throw Self.tooMany }
                new = Int32(truncatingIfNeeded: origins.count)
                targets[Int(old)] = new
                origins.append((old, setCount))
                sizes.append(0)
                targets.append(-1)
                split.append(old)
            }
            classes[rank] = new
            sizes[Int(old)] -= 1
            sizes[Int(new)] += 1
        }
        // A class of which all were in the set lives on under another number; that of patients in no set is none.
        live += split.count { $0 == 0 || sizes[Int($0)] > 0 }
        for old in split { targets[Int(old)] = -1 }
        setCount += 1
        guard live <= most else { throw Self.tooMany }
    }

    /// Every class with somebody: how many, and the sets, ascending by number, that they are in. Fails with `not-answered` where there are more memberships than may be.
    public func atoms() throws(Diagnostic) -> [(patients: Int64, sets: [Int])] {
        var atoms: [(patients: Int64, sets: [Int])] = []
        var left = memberships
        for number in sizes.indices.dropFirst() where sizes[number] > 0 {
            var sets: [Int] = []
            var place = number
            while place > 0 {
                sets.append(Int(origins[place].set))
                place = Int(origins[place].parent)
            }
            left -= sets.count
            guard left >= 0 else { throw Self.tooMany }
            atoms.append((Int64(sizes[number]), sets.reversed()))
        }
        return atoms
    }
}
