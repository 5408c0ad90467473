import CordonCatalog
import CordonTestSupport
import CordonValues

/// Everybody whom the attacker knows: their public attributes and where they would be patients. Half of them are; what they have is secret.
struct Register {
    struct Person {
        let hospital: Int
        let age: Int
        /// By ``Trait/Attribute``.
        let attributes: [Int]
        let isPatient: Bool
        let hasSecret: Bool
    }

    /// Two unlike in one thing, otherwise alike: same hospital and categories, at most three years apart, each with nobody like them.
    struct Pair {
        enum Question: CaseIterable { case secret, presence }

        let question: Question
        let target: Int
        let other: Int
    }

    /// Chances of being a patient, and of having the secret as one. Neither depends on anything, so that only what is about single people tells of them.
    static let (presence, secret) = (0.5, 0.3)
    static let ages = 30...79

    let people: [Person]
    let pairs: [Pair]

    init(size: Int, hospitals: Int, seed: UInt64) {
        var random = SeededRandom(seed: seed)
        func chosen(_ weights: [Int]) -> Int {
            var left = Int.random(in: 0..<weights.reduce(0, +), using: &random)
            return weights.firstIndex { weight in
                left -= weight
                return left < 0
            } ?? 0
        }
        people = (0..<size).map { _ in
            let isPatient = Double.random(in: 0..<1, using: &random) < Self.presence
            // The young and the old are few.
            let age = (0..<3).map { _ in Int.random(in: 0...16, using: &random) }.reduce(30, +)
            return Person(
                hospital: Int.random(in: 0..<hospitals, using: &random), age: age,
                attributes: [chosen([1, 1]), 1 + chosen([1, 3, 6, 10]), chosen([7, 2, 3]), chosen([7, 3])], isPatient: isPatient,
                hasSecret: isPatient && Double.random(in: 0..<1, using: &random) < Self.secret)
        }
        pairs = Self.pairs(people)
    }

    private static func pairs(_ people: [Person]) -> [Pair] {
        let alike = Dictionary(grouping: people.indices) { [people[$0].age] + people[$0].attributes }
        let alone = alike.values.filter { $0.count == 1 }.joined()
        let near = Dictionary(grouping: alone) { [people[$0].hospital] + people[$0].attributes }
        var pairs: [Pair] = []
        for group in near.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }).map({ $0.value.sorted() }) {
            for target in group where people[target].isPatient {
                func add(_ question: Pair.Question, _ isOther: (Person) -> Bool) {
                    for other in group where isOther(people[other]) && abs(people[other].age - people[target].age) <= 3 {
                        pairs.append(Pair(question: question, target: target, other: other))
                    }
                }
                add(.presence) { !$0.isPatient }
                if people[target].hasSecret { add(.secret) { $0.isPatient && !$0.hasSecret } }
            }
        }
        return pairs
    }

    /// The rows of each hospital's patients.
    func rows(_ catalog: Catalog, hospitals: Int) throws -> [[String: [[Value]]]] {
        let columns = catalog.table(named: "patient")?.columns ?? []
        return (0..<hospitals).map { hospital in
            let rows = people.indices.filter { people[$0].isPatient && people[$0].hospital == hospital }.map { number in
                let person = people[number]
                var known: [String: Value] = [
                    "patient_id": .integer(Int64(number)), "age": .integer(Int64(person.age)), "num": .integer(person.hasSecret ? 1 : 0),
                ]
                for attribute in Trait.Attribute.allCases { known[attribute.rawValue] = .integer(Int64(person.attributes[attribute.place])) }
                return columns.map { known[$0.name] ?? .null }
            }
            return ["patient": rows]
        }
    }
}
