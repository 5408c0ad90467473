import CordonTestSupport

/// One person as conditions describe them, and the questions of each family that close in on them.
struct Aim {
    private let person: Register.Person
    /// What is counted: everybody, those who have the secret, or those who have not.
    private let aspect: Trait
    private let categories: [Trait]

    /// Nobody else meets it.
    private var alone: Trait { .and(categories + [.age(person.age...person.age)]) }

    var victims: [Trait] { [.and([alone, aspect]), .and([.and(categories), .age(years(3)), aspect])] }

    init(_ person: Register.Person, _ question: Register.Pair.Question, _ random: inout SeededRandom) {
        self.person = person
        categories = Trait.Attribute.allCases.map { .code($0, person.attributes[$0.place]) }
        let aspects: [Trait] =
            switch question {
            case .secret: [.secret(true), .secret(false), .secret(true)]
            case .presence: [.all, .all, .secret(false)]
            }
        aspect = aspects.randomElement(using: &random) ?? .all
    }

    private func years(_ distance: Int) -> ClosedRange<Int> {
        max(Register.ages.lowerBound, person.age - distance)...min(Register.ages.upperBound, person.age + distance)
    }

    /// Many people, this one among them.
    private func crowd(_ random: inout SeededRandom) -> Trait {
        let some = categories.shuffled(using: &random)
        switch Int.random(in: 0..<5, using: &random) {
        case 0: return .all
        case 1: return some[0]
        case 2: return .age(Int.random(in: Register.ages.lowerBound...person.age, using: &random)...Register.ages.upperBound)
        case 3: return .and([some[0], .age(years(12))])
        default: return .and([some[0], some[1]])
        }
    }

    private func count(_ traits: Trait...) -> AttackQuestion { AttackQuestion(figures: [.count(.and([aspect] + traits))]) }

    func questions(_ family: AttackSequence.Family, _ random: inout SeededRandom) -> [AttackQuestion] {
        switch family {
        case .bandShift: return bandShift(&random)
        case .exclusion: return exclusion(crowd(&random))
        case .threeWay: return threeWay(&random)
        case .tracker: return tracker(crowd(&random))
        case .halves: return halves(crowd(&random), &random)
        case .staircase: return staircase(&random)
        case .margins: return margins(&random)
        case .overlap: return overlap(crowd(&random), &random)
        case .hospitals: return hospitals(crowd(&random), &random)
        case .figures: return figures(crowd(&random), [.count(.all), .sumOfAges, .meanAge], &random)
        case .percentages: return figures(crowd(&random), [.percentage(aspect), .count(.all), .count(aspect)], &random)
        case .probes: return probes(&random)
        case .linked: return linked(exclusion(crowd(&random)), &random)
        }
    }

    private func bandShift(_ random: inout SeededRandom) -> [AttackQuestion] {
        let fixed = categories.shuffled(using: &random).prefix(Int.random(in: 0...2, using: &random))
        let steps = [0, 1, Int.random(in: 2...4, using: &random)].shuffled(using: &random)
        if Bool.random(using: &random) {
            return steps.map { count(.and(Array(fixed)), .age(min(person.age + $0, 79)...79)) }
        }
        return steps.map { count(.and(Array(fixed)), .age(max(30, person.age - 12 - $0)...person.age)) }
    }

    private func exclusion(_ crowd: Trait) -> [AttackQuestion] { [count(crowd), count(crowd, .not(alone))] }

    private func threeWay(_ random: inout SeededRandom) -> [AttackQuestion] {
        let some = categories.shuffled(using: &random)
        let (left, right) = (Trait.and([some[0], some[1]]), Trait.and([some[2], some[3], .age(years(Int.random(in: 0...2, using: &random)))]))
        return [count(left), count(right), count(.or([left, right]))]
    }

    private func tracker(_ crowd: Trait) -> [AttackQuestion] {
        [count(.or([alone, crowd])), count(.or([alone, .not(crowd)])), count(.all)]
    }

    /// A crowd, a part of it, and the rest but one.
    private func halves(_ crowd: Trait, _ random: inout SeededRandom) -> [AttackQuestion] {
        let part = categories.randomElement(using: &random) ?? .all
        return [count(crowd), count(crowd, .not(part)), count(crowd, part, .not(alone))]
    }

    /// All of a crowd but one, in parts each of which is large.
    private func staircase(_ random: inout SeededRandom) -> [AttackQuestion] {
        let order = categories.shuffled(using: &random)
        let (low, high) = (Trait.age(29...person.age - 1), Trait.age(person.age + 1...Register.ages.upperBound))
        return [
            count(order[0]), count(order[0], .not(order[1])), count(order[0], order[1], .not(.and([order[2], order[3]]))),
            count(.and(categories), .or([low, high])),
        ]
    }

    private func margins(_ random: inout SeededRandom) -> [AttackQuestion] {
        let attributes = Trait.Attribute.allCases.shuffled(using: &random)
        let scope = Trait.and([.age(years(Int.random(in: 1...8, using: &random)))])
        let keys: [AttackQuestion.Key] = [.attribute(attributes[0]), .attribute(attributes[1])]
        var question = AttackQuestion(figures: [.count(aspect)], scope: scope, keys: keys)
        switch Int.random(in: 0..<3, using: &random) {
        case 0: question.grouping = .rollup
        case 1: question.grouping = .cube
        default:
            var coarse = question
            coarse.keys = [keys[Int.random(in: 0...1, using: &random)]]
            var total = question
            total.keys = []
            return [question, coarse, total].shuffled(using: &random)
        }
        return [question]
    }

    private func overlap(_ crowd: Trait, _ random: inout SeededRandom) -> [AttackQuestion] {
        let some = categories.shuffled(using: &random)
        let near = Trait.and([some[0], .age(years(Int.random(in: 1...6, using: &random)))])
        let traits: [Trait] = [.and([aspect, near]), .and([aspect, .or([near, alone])]), .and([aspect, near, .not(alone)]), .and([aspect, .not(near)])]
        return [AttackQuestion(figures: traits.map { .count($0) }, scope: crowd)]
    }

    private func hospitals(_ crowd: Trait, _ random: inout SeededRandom) -> [AttackQuestion] {
        var without = count(crowd, .age(years(4)))
        let with = without
        without.hospitals = (0..<3).filter { $0 != person.hospital }
        var other = count(crowd, .not(alone))
        other.hospitals = [person.hospital, (person.hospital + 1) % 3]
        var same = count(crowd)
        same.hospitals = other.hospitals
        return Bool.random(using: &random) ? [with, without] : [same, other]
    }

    private func figures(_ crowd: Trait, _ figures: [AttackQuestion.Figure], _ random: inout SeededRandom) -> [AttackQuestion] {
        let isAspectInside = figures.contains { if case .percentage = $0 { true } else { false } }
        let scope = isAspectInside ? crowd : Trait.and([crowd, aspect])
        let chosen = figures.shuffled(using: &random)
        return [
            AttackQuestion(figures: Array(chosen.prefix(2)), scope: scope),
            AttackQuestion(figures: Array(chosen.suffix(2)), scope: .and([scope, .not(alone)])),
        ]
    }

    private func probes(_ random: inout SeededRandom) -> [AttackQuestion] {
        let some = Trait.Attribute.allCases.shuffled(using: &random)
        return AttackQuestion.Probe.allCases.shuffled(using: &random).prefix(2).map { probe in
            AttackQuestion(
                figures: [.count(aspect), .count(.all)], scope: .code(some[0], person.attributes[some[0].place]),
                keys: [.attribute(some[1]), .band(5)], probe: probe)
        }
    }

    private func linked(_ questions: [AttackQuestion], _ random: inout SeededRandom) -> [AttackQuestion] {
        var questions = questions
        questions[questions.count - 1].study = Bool.random(using: &random) ? "two" : "both"
        return questions
    }
}
