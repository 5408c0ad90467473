import CordonCatalog
import CordonQuery
import CordonValues

/// Many random questions on random hospitals. Everything follows from the seed.
public struct RandomRun {
    /// Questions that one set of hospitals is asked.
    static let questionsOfASet = 25

    let catalog: Catalog
    let seed: UInt64
    public private(set) var same = 0
    public private(set) var counted = 0
    public private(set) var notComparable = 0
    public private(set) var refusals: [DiagnosticCode: Int] = [:]
    public private(set) var faults: [FoundFault] = []

    public init(catalog: Catalog, seed: UInt64) {
        self.catalog = catalog
        self.seed = seed
    }

    public var questions: Int { same + refusals.values.reduce(0, +) + faults.count }

    /// The share of questions that were accepted.
    public var accepted: Double { questions == 0 ? 0 : Double(same + faults.count) / Double(questions) }

    /// One line.
    public var summary: String {
        let codes = refusals.sorted { ($1.value, $0.key.rawValue) < ($0.value, $1.key.rawValue) }.map { "\($0.key.rawValue) \($0.value)" }
        return "\(questions) questions of seed \(seed): \(Int((accepted * 100).rounded())) % accepted, \(same) the same split and pooled, "
            + "\(counted) of them in plain SQLite too, \(notComparable) not comparable with plain SQLite, \(faults.count) faults; refused: \(codes.joined(separator: ", "))"
    }

    public static func question(_ catalog: Catalog, seed: UInt64, number: Int) -> Question {
        Grammar.question(catalog, seed: seed &* 1_000_003 &+ UInt64(truncatingIfNeeded: number))
    }

    public static func hospitals(_ catalog: Catalog, seed: UInt64, number: Int) -> RandomHospitals {
        RandomHospitals(catalog: catalog, seed: seed &* 7_919 &+ UInt64(truncatingIfNeeded: number / questionsOfASet) &+ 1 << 40)
    }

    /// Asks the questions of these numbers. `before` is told each one, `found` each fault, and says whether to go on.
    public mutating func ask(
        _ numbers: Range<Int>, before: (Int, Question) -> Void = { _, _ in }, refused: (Int, Refusal) -> Void = { _, _ in },
        found: (FoundFault) -> Bool = { _ in true }
    ) throws {
        var start = numbers.lowerBound
        while start < numbers.upperBound {
            let end = min((start / Self.questionsOfASet + 1) * Self.questionsOfASet, numbers.upperBound)
            let data = Self.hospitals(catalog, seed: seed, number: start)
            let laboratory = try Laboratory(data)
            for number in start..<end {
                let question = Self.question(catalog, seed: seed, number: number)
                before(number, question)
                switch laboratory.outcome(question) {
                case .same(let plain):
                    same += 1
                    counted += plain == .agrees ? 1 : 0
                    notComparable += plain == .notComparable ? 1 : 0
                case .refused(let refusal):
                    refusals[refusal.first.code, default: 0] += 1
                    refused(number, refusal)
                case .wrong(let fault):
                    let wrong = FoundFault(seed: seed, number: number, question: question, data: data, fault: fault)
                    faults.append(wrong)
                    guard found(wrong) else { return }
                }
            }
            start = end
        }
    }
}
