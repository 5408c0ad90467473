import CordonCatalog
import CordonValues

/// A question whose answers differ, with the data that they differ on.
public struct FoundFault {
    public let seed: UInt64
    public let number: Int
    public private(set) var question: Question
    public private(set) var data: RandomHospitals
    private(set) var fault: Fault

    init(seed: UInt64, number: Int, question: Question, data: RandomHospitals, fault: Fault) {
        self.seed = seed
        self.number = number
        self.question = question
        self.data = data
        self.fault = fault
    }

    /// The same fault with fewer rows and words, within so many trials.
    public func shrunk(trials: Int = 600) -> FoundFault {
        var shrinking = Shrinking(fault: self, trials: trials)
        return shrinking.smallest()
    }

    /// Whether a smaller question or data shows a fault of the same kind; then what it is.
    func with(_ question: Question, _ data: RandomHospitals) -> FoundFault? {
        guard let laboratory = try? Laboratory(data) else { return nil }
        return with(question, data, in: laboratory)
    }

    func with(_ question: Question, _ data: RandomHospitals, in laboratory: Laboratory) -> FoundFault? {
        guard case .wrong(let fault) = laboratory.outcome(question), fault.kind == self.fault.kind else { return nil }
        return FoundFault(seed: seed, number: number, question: question, data: data, fault: fault)
    }

    public var text: String {
        var lines = ["question \(number) of seed \(seed): \(fault.text)", question.sql]
        for (hospital, tables) in data.hospitals.enumerated() {
            lines.append("hospital \(hospital):")
            for table in data.catalog.tables {
                for row in tables[table.name] ?? [] {
                    let cells = zip(table.columns, row).filter { !$0.1.isNull && !$0.1.isPlainest }.map { "\($0.0.name)=\($0.1.text(as: $0.0.type) ?? "")" }
                    lines.append("  \(table.name) \(cells.joined(separator: " "))")
                }
            }
        }
        return lines.joined(separator: "\n")
    }
}

extension Value {
    fileprivate var isPlainest: Bool { self == .integer(0) || self == .text("") }
}
