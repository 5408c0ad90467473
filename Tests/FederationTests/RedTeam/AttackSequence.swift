import CordonTestSupport

/// What one attacker asks: questions around a few pairs, of mixed families, with others between them.
struct AttackSequence {
    /// Ways to come near a person whom a condition describes.
    enum Family: String, CaseIterable {
        case bandShift = "band shifting", exclusion = "exclusion of one", threeWay = "A, B, A or B", tracker, halves = "a whole and two parts", staircase = "a whole and three parts",
            margins = "margins and rollups", overlap = "overlapping filters", hospitals = "hospital sets", figures = "means and counts",
            percentages, probes = "HAVING, ORDER BY, LIMIT", linked = "linked studies"

        /// Of three answers and more, which are open where a permit has pairs kept apart alone.
        static let combinations: [Self] = [.threeWay, .tracker, .staircase]
        /// Of four answers, which docs/disclosure/differences.md leaves open in any case.
        static let ofFour: [Self] = [.staircase]
        static let ofThree: [Self] = [.threeWay, .tracker, .halves]
        static let ofTwo = allCases.filter { !ofThree.contains($0) && !ofFour.contains($0) }
    }

    let pairs: [(pair: Register.Pair, family: Family)]
    let questions: [(question: AttackQuestion, sql: String)]
    /// Whom the questions are meant to single out.
    let victims: [Trait]

    init(_ register: Register, number: Int, seed: UInt64, families: [Family] = Family.allCases, pairs count: Int = 5) {
        var random = SeededRandom(seed: seed &* 1_000_003 &+ UInt64(number))
        let kind = Register.Pair.Question.allCases.randomElement(using: &random) ?? .secret
        let candidates = register.pairs.filter { $0.question == kind }
        var asked: [AttackQuestion] = []
        var victims: [Trait] = []
        var pairs: [(Register.Pair, Family)] = []
        for _ in 0..<count {
            guard let pair = candidates.randomElement(using: &random), let family = families.randomElement(using: &random) else { continue }
            pairs.append((pair, family))
            // The attacker does not know which of the two it is.
            let person = register.people[Bool.random(using: &random) ? pair.target : pair.other]
            let aim = Aim(person, kind, &random)
            asked += aim.questions(family, &random)
            victims += aim.victims
        }
        for _ in 0..<2 { asked.append(.noise(&random)) }
        asked.shuffle(using: &random)
        self.pairs = pairs
        self.victims = victims
        questions = Self.packed(asked, &random).map { question in (question, question.sql(&random)) }
    }

    /// Single counts of everybody's hospitals are often asked together, as columns of one answer.
    private static func packed(_ asked: [AttackQuestion], _ random: inout SeededRandom) -> [AttackQuestion] {
        var result: [AttackQuestion] = []
        var columns: [AttackQuestion.Figure] = []
        for question in asked {
            guard question.keys.isEmpty, question.hospitals == nil, question.study == "one", question.figures.count == 1,
                case .count(let trait) = question.figures[0], case .all = question.scope, Int.random(in: 0..<4, using: &random) > 0
            else {
                result.append(question)
                continue
            }
            columns.append(.count(trait))
            if columns.count == 3 {
                result.append(AttackQuestion(figures: columns))
                columns = []
            }
        }
        return columns.isEmpty ? result : result + [AttackQuestion(figures: columns)]
    }
}

extension AttackSequence {
    /// What a set of people is.
    func describe(_ set: PeopleSet, _ index: PeopleIndex) -> String {
        var random = SeededRandom(seed: 0)
        return victims.first { index.set($0) == set }.map { "victim \($0.sql(&random))" } ?? "cell of \(set.places.count / 2)"
    }
}

extension AttackQuestion {
    /// A question about nobody in particular.
    static func noise(_ random: inout SeededRandom) -> Self {
        let attributes = Trait.Attribute.allCases.shuffled(using: &random)
        let low = Int.random(in: Register.ages.lowerBound...65, using: &random)
        var question = Self(figures: [.count([.all, .secret(true), .secret(false)].randomElement(using: &random) ?? .all)])
        question.scope = [.all, .age(low...(low + 15)), .code(attributes[0], attributes[0].codes.lowerBound)].randomElement(using: &random) ?? .all
        question.keys = [[], [.attribute(attributes[1])], [.attribute(attributes[1]), .secret], [.band(10)]].randomElement(using: &random) ?? []
        return question
    }
}
