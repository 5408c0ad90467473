/// A set of what people may be: each person as a patient without the secret (place 2i) and as one with it (2i + 1).
struct PeopleSet: Hashable {
    private var words: [UInt64]

    init(size: Int) { words = Array(repeating: 0, count: (2 * size + 63) / 64) }

    func contains(_ place: Int) -> Bool { words[place / 64] & (1 << UInt64(place % 64)) != 0 }

    mutating func insert(_ place: Int) { words[place / 64] |= 1 << UInt64(place % 64) }

    func intersection(_ other: Self) -> Self { combined(other, &) }
    func union(_ other: Self) -> Self { combined(other, |) }
    func subtracting(_ other: Self) -> Self { combined(other) { $0 & ~$1 } }

    private func combined(_ other: Self, _ operation: (UInt64, UInt64) -> UInt64) -> Self {
        var result = self
        for index in words.indices { result.words[index] = operation(words[index], other.words[index]) }
        return result
    }

    /// How many places are in both.
    func shared(_ other: Self) -> Int {
        var count = 0
        for index in words.indices { count += (words[index] & other.words[index]).nonzeroBitCount }
        return count
    }

    /// Ascending.
    var places: [Int] {
        var found: [Int] = []
        for (index, word) in words.enumerated() {
            var left = word
            while left != 0 {
                found.append(index * 64 + left.trailingZeroBitCount)
                left &= left - 1
            }
        }
        return found
    }
}

/// Who meets which condition.
struct PeopleIndex {
    let people: [Register.Person]
    let everybody: PeopleSet
    /// What each person is, which the attacker does not know.
    let truth: PeopleSet
    private let withSecret: PeopleSet
    private let ages: [Int: PeopleSet]
    private let codes: [[Int: PeopleSet]]
    private let hospitals: [Int: PeopleSet]

    init(_ people: [Register.Person]) {
        self.people = people
        let none = PeopleSet(size: people.count)
        var (everybody, truth, withSecret) = (none, none, none)
        var (ages, hospitals): ([Int: PeopleSet], [Int: PeopleSet]) = ([:], [:])
        var codes: [[Int: PeopleSet]] = Trait.Attribute.allCases.map { _ in [:] }
        for (number, person) in people.enumerated() {
            withSecret.insert(2 * number + 1)
            if person.isPatient { truth.insert(2 * number + (person.hasSecret ? 1 : 0)) }
            for place in [2 * number, 2 * number + 1] {
                everybody.insert(place)
                ages[person.age, default: none].insert(place)
                hospitals[person.hospital, default: none].insert(place)
                for (attribute, code) in person.attributes.enumerated() { codes[attribute][code, default: none].insert(place) }
            }
        }
        (self.everybody, self.truth, self.withSecret, self.ages, self.codes, self.hospitals) = (everybody, truth, withSecret, ages, codes, hospitals)
    }

    func set(_ trait: Trait, at asked: [Int]? = nil) -> PeopleSet {
        let set = set(trait)
        guard let asked else { return set }
        return set.intersection(asked.compactMap { hospitals[$0] }.reduce(PeopleSet(size: people.count)) { $0.union($1) })
    }

    private func set(_ trait: Trait) -> PeopleSet {
        let none = PeopleSet(size: people.count)
        switch trait {
        case .all: return everybody
        case .age(let range): return range.compactMap { ages[$0] }.reduce(none) { $0.union($1) }
        case .code(let attribute, let code): return codes[attribute.place][code] ?? none
        case .secret(let wanted): return wanted ? withSecret : everybody.subtracting(withSecret)
        case .not(let trait): return everybody.subtracting(set(trait))
        case .and(let traits): return traits.reduce(everybody) { $0.intersection(set($1)) }
        case .or(let traits): return traits.reduce(none) { $0.union(set($1)) }
        }
    }
}
