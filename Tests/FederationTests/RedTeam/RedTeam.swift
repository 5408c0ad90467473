import CordonCatalog
import CordonDisclosure
import CordonQuery
import CordonTestSupport
import CordonValues
import RandomQuestions

/// Attackers who ask sequences of questions of one network and compute what they can from all that is shown.
struct RedTeam {
    /// What the hospitals and the coordinator do against it.
    enum Defence: String, CaseIterable {
        case whole = "as it is", zeros = "zeros protected", all = "all answers combined, zeros protected", pairs = "pairs of answers apart",
            forgetful = "nodes that remember nothing", none = "no rules"

        /// What the permits say.
        var permit: [String: String] {
            switch self {
            case .whole, .forgetful, .none: [:]
            case .zeros: ["zeros": "protect"]
            case .all: ["zeros": "protect", "combinations": "all"]
            case .pairs: ["combinations": "2"]
            }
        }

        var remembers: Bool { self != .forgetful && self != .none }
    }

    private let catalog: Catalog
    private let register: Register
    let index: PeopleIndex
    private let files: [String: HospitalFiles]
    private let seed: UInt64

    static let hospitals = ["a", "b", "c"]

    init(seed: UInt64, people: Int) throws {
        self.seed = seed
        catalog = try Catalog.shipped("heart-registry")
        register = Register(size: people, hospitals: Self.hospitals.count, seed: seed)
        index = PeopleIndex(register.people)
        let tables = try register.rows(catalog, hospitals: Self.hospitals.count)
        var files: [String: HospitalFiles] = [:]
        for (name, rows) in zip(Self.hospitals, tables) { files[name] = try HospitalFiles(catalog: catalog, tables: rows) }
        self.files = files
    }

    /// One sequence, asked and attacked.
    func run(_ number: Int, _ defence: Defence, families: [AttackSequence.Family] = AttackSequence.Family.allCases) throws -> Findings {
        var findings = Findings()
        let sequence = AttackSequence(register, number: number, seed: seed, families: families)
        let answers = try ask(sequence, defence, &findings)
        let knowledge = knowledge(of: answers)
        findings.misread = knowledge.misread
        let hidden = Set(knowledge.hidden.union(sequence.victims.map { index.set($0) })).filter {
            (1..<Int(Federation.guarded.threshold)).contains($0.shared(index.truth))
        }
        let sets = hidden.sorted { ($0.places.first ?? 0, $0.places.count) < ($1.places.first ?? 0, $1.places.count) }
        let found = attack(LinearAttack(knowledge, index, sets: sets), sets, sequence, &findings)
        for set in found.prefix(2) {
            let text = shortest(answers, about: set).map(\.text).joined(separator: "\n")
            findings.examples.append("sequence \(number), \(set.shared(index.truth)) in \(sequence.describe(set, index)):\n\(text)")
        }
        return findings
    }

    /// How many sums and differences of up to four answers of one sequence are the number of a few people.
    func fewPeople(_ number: Int, _ defence: Defence, families: [AttackSequence.Family]) throws -> Int {
        var findings = Findings()
        let answers = try ask(AttackSequence(register, number: number, seed: seed, families: families), defence, &findings)
        return LinearAttack(knowledge(of: answers), index, sets: []).fewPeople(most: 4, few: Int(Self.enough))
    }

    private func ask(_ sequence: AttackSequence, _ defence: Defence, _ findings: inout Findings) throws -> [Answer] {
        let network = try StudyNetwork(
            catalog: catalog, files: [files], permit: defence.permit,
            rules: defence == .none ? Federation.open : Federation.guarded)
        var answers: [Answer] = []
        for (question, sql) in sequence.questions {
            var step = SequenceCase.Step(sql: sql, released: "", hospitals: (question.hospitals ?? Array(Self.hospitals.indices)).map { Self.hospitals[$0] })
            step.study = question.study
            do {
                answers.append(Answer(step: step, question: question, csv: try network.ask(step, compares: defence.remembers)))
                findings.answered += 1
            } catch let refusal as Refusal {
                findings.refused[sql] = "\(refusal)"
            }
        }
        return answers
    }

    func knowledge(of answers: [Answer]) -> Knowledge {
        answers.reduce(into: Knowledge(index)) { $0.read($1.csv, of: $1.question) }
    }

    static let enough = Double(Federation.guarded.threshold - 1)

    func isNarrow(_ interval: ClosedRange<Double>?) -> Bool {
        interval.map { $0.upperBound - $0.lowerBound < Self.enough - 1e-6 } ?? true
    }

    /// The sets that are certain or narrow.
    private func attack(_ attack: LinearAttack, _ sets: [PeopleSet], _ sequence: AttackSequence, _ findings: inout Findings) -> [PeopleSet] {
        findings.targets = sets.count
        findings.equations = attack.independent.count
        var found: [PeopleSet] = []
        for (set, interval) in zip(sets, attack.intervals(sets, enough: Self.enough)) {
            let (isCertain, isNarrow) = (attack.isCertain(set), isNarrow(interval))
            if isCertain { findings.certain += 1 }
            if isNarrow { findings.narrow += 1 }
            if isCertain || isNarrow { found.append(set) }
        }
        let chances = attack.chances()
        for (pair, family) in sequence.pairs {
            let (target, other) = (chances(pair.target), chances(pair.other))
            let lead = pair.question == .secret ? target.secret - other.secret : target.presence - other.presence
            findings.add(abs(lead) < 1e-9 ? 0.5 : lead > 0 ? 1 : 0, family)
        }
        return found
    }
}
