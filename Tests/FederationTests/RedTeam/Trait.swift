import CordonTestSupport

/// A condition on patients, as SQL and as the attacker understands it.
indirect enum Trait {
    enum Attribute: String, CaseIterable {
        case sex, cp, restecg, exang

        var place: Int { Self.allCases.firstIndex(of: self) ?? 0 }

        var codes: ClosedRange<Int> {
            switch self {
            case .sex, .exang: 0...1
            case .cp: 1...4
            case .restecg: 0...2
            }
        }
    }

    case all
    case age(ClosedRange<Int>)
    case code(Attribute, Int)
    case secret(Bool)
    case not(Trait)
    case and([Trait])
    case or([Trait])

    func holds(_ person: Register.Person, secret: Bool) -> Bool {
        switch self {
        case .all: true
        case .age(let range): range.contains(person.age)
        case .code(let attribute, let code): person.attributes[attribute.place] == code
        case .secret(let wanted): secret == wanted
        case .not(let trait): !trait.holds(person, secret: secret)
        case .and(let traits): traits.allSatisfy { $0.holds(person, secret: secret) }
        case .or(let traits): traits.contains { $0.holds(person, secret: secret) }
        }
    }

    /// In one of the ways to say it.
    func sql(_ random: inout SeededRandom) -> String {
        switch self {
        case .all: return "1 = 1"
        case .age(let range): return Self.ageSQL(range, &random)
        case .code(let attribute, let code):
            return Bool.random(using: &random) ? "\(attribute.rawValue) = \(code)" : "\(attribute.rawValue) IN (\(code))"
        case .secret(let wanted):
            let yes = ["num > 0", "num = 1", "num <> 0", "NOT (num = 0)"]
            let no = ["num = 0", "num < 1", "NOT (num > 0)"]
            return (wanted ? yes : no).randomElement(using: &random) ?? ""
        case .not(let trait): return "NOT (\(trait.sql(&random)))"
        case .and(let traits): return Self.joined(traits.shuffled(using: &random), " AND ", &random)
        case .or(let traits): return Self.joined(traits.shuffled(using: &random), " OR ", &random)
        }
    }

    private static func joined(_ traits: [Trait], _ word: String, _ random: inout SeededRandom) -> String {
        guard !traits.isEmpty else { return "2 > 1" }
        var texts: [String] = []
        for trait in traits { texts.append("(\(trait.sql(&random)))") }
        return texts.joined(separator: word)
    }

    private static func ageSQL(_ range: ClosedRange<Int>, _ random: inout SeededRandom) -> String {
        if range.upperBound >= Register.ages.upperBound {
            return ["age >= \(range.lowerBound)", "age > \(range.lowerBound - 1)", "NOT (age < \(range.lowerBound))"].randomElement(using: &random) ?? ""
        }
        if range.count == 1 { return Bool.random(using: &random) ? "age = \(range.lowerBound)" : "age * 2 = \(range.lowerBound * 2)" }
        return Bool.random(using: &random)
            ? "age BETWEEN \(range.lowerBound) AND \(range.upperBound)" : "age >= \(range.lowerBound) AND age < \(range.upperBound + 1)"
    }
}
