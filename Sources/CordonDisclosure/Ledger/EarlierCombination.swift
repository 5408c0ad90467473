/// A set of patients of an answer with two others, of earlier answers or of the same, where one of the three is almost the two others put together, over all
/// hospitals.
struct EarlierCombination: Sendable, Hashable {
    /// Of the two others.
    var standings: [EarlierSet.Standing]
    /// The columns of the same group that they belong to, where they are no earlier answer's.
    var columns: [Int?] = [nil, nil]
    /// Patients whom the parts count too often, where hospitals say it.
    var surplus: Int64 = 0
    /// Patients of the whole whom no part counts.
    var lack: Int64 = 0
    /// Patients of both kinds at hospitals that say nothing, at least; or some hospital has T of one kind.
    var silent: Int64 = 0
    /// Patients of one kind over all hospitals, at least, from the sizes of the three sets.
    var bound: Int64 = 0
    /// The hospitals that have some of them.
    var hospitals = 0
    /// Of every hospital surplus and lack are known.
    var isWhole = true
    /// That nobody is of either kind follows from the questions' words and from the answers.
    var isSameWords = false

    /// What cannot be looked at any more, as if it told of a few.
    static let unknown = Self(standings: [.implied, .implied], isWhole: false)

    var isSame: Bool { surplus == 0 && lack == 0 && silent == 0 && isWhole }

    mutating func add(surplus: Int64, lack: Int64) {
        // Far beyond any number of patients nothing has to be exact.
        self.surplus = min(self.surplus, 1 << 60) + min(surplus, 1 << 60)
        self.lack = min(self.lack, 1 << 60) + min(lack, 1 << 60)
        if surplus > 0 || lack > 0 { hospitals += 1 }
    }

    /// Over all hospitals there are so many of one kind at least: where those who say something have fewer, another has some.
    mutating func add(surplus least: Int64, lack leastLack: Int64, atLeast told: Int) {
        bound = max(least, leastLack)
        if least > surplus || leastLack > lack { hospitals = max(hospitals, told + 1) }
    }

    /// With the standing that columns of the same group have got.
    func after(hidden: Set<Int>, near: Set<Int>) -> Self {
        var decided = self
        for (place, column) in columns.enumerated() {
            if let column, hidden.contains(column) { decided.standings[place] = near.contains(column) ? .near : .hidden }
        }
        return decided
    }

    /// A hospital that says nothing.
    mutating func add(silent: Int64) {
        isWhole = false
        guard silent > 0 else { return }
        self.silent = min(self.silent, 1 << 60) + min(silent, 1 << 60)
        hospitals += 1
    }
}
