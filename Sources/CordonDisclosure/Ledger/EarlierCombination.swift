/// A set of patients of an answer with two others, of earlier answers or of the same, where one of the three is almost the two others put together, over all
/// hospitals.
struct EarlierCombination: Sendable, Hashable {
    /// Of the two others.
    var standings: [EarlierSet.Standing]
    /// The columns of the same group that they belong to, where they are no earlier answer's.
    var columns: [Int?] = [nil, nil]
    /// Patients whom the parts count too often, and patients of the whole whom no part counts: what they can be, at least, beside that T of one kind are in one hospital.
    private(set) var cases = [CombinationNumbers()]
    /// The hospitals that have some of them.
    private(set) var hospitals = 0
    /// Of every hospital surplus and lack are known.
    var isWhole = true
    /// That nobody is of either kind follows from the questions' words and from the answers.
    var isSameWords = false
    /// It is about numbers of patients.
    var isCounted = false

    /// Beyond these they are put together.
    private static let mostCases = 32

    /// What cannot be looked at any more, as if it told of a few.
    static let unknown = Self(standings: [.implied, .implied], isWhole: false)

    var isSame: Bool { isWhole && cases == [CombinationNumbers()] }

    /// At one more hospital, exactly.
    mutating func add(_ numbers: CombinationNumbers) { add(cases: [numbers]) }

    /// At one more hospital, one of these at least.
    mutating func add(cases more: [CombinationNumbers]) {
        if more.allSatisfy({ $0.both > 0 }) { hospitals += 1 }
        if more.count == 1 {
            cases = cases.map { $0 + more[0] }
            return
        }
        let sums = Set(cases.flatMap { one in more.map { one + $0 } })
        // What another is less than in every respect says nothing.
        let least = sums.filter { sum in !sums.contains { $0 != sum && sum.isAtLeast($0) } }
        guard least.count > Self.mostCases else {
            cases = Array(least)
            return
        }
        let all = least.reduce((surplus: Int64.max, lack: Int64.max, both: Int64.max)) { (min($0.surplus, $1.surplus), min($0.lack, $1.lack), min($0.both, $1.both)) }
        cases = [CombinationNumbers(surplus: all.surplus, lack: all.lack, both: all.both)]
    }

    /// Over all hospitals there are so many of one kind at least: where those who say something have fewer, another has some.
    mutating func bound(_ numbers: CombinationNumbers, told: Int) {
        let isMore = !cases.contains { $0.surplus >= numbers.surplus && $0.lack >= numbers.lack }
        cases = cases.map { $0.atLeast(numbers) }
        if isMore { hospitals = max(hospitals, told + 1) }
    }

    /// With the standing that columns of the same group have got.
    func after(hidden: Set<Int>, near: Set<Int>) -> Self {
        var decided = self
        for (place, column) in columns.enumerated() {
            if let column, hidden.contains(column) { decided.standings[place] = near.contains(column) ? .near : .hidden }
        }
        return decided
    }
}
