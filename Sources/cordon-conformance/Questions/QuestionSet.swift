import CordonReport
import CordonValues
import Foundation

/// A question and what is known of its answer.
struct KnownQuestion {
    enum Answer {
        case table(ExpectedAnswer)
        /// It must be refused.
        case refusal
    }

    let id: String
    let sql: String
    let answer: Answer
}

/// The table that one database holding everything gives.
struct ExpectedAnswer {
    let columns: [String]
    let rows: [[DocumentCell.Scalar]]
    /// Names of columns that are minima or maxima over patients, or made of such.
    let withheld: Set<String>
    /// Names of columns that are percentiles, or made of such.
    let approximate: Set<String>
}

/// A folder of questions.
struct QuestionSet {
    let questions: [KnownQuestion]

    /// Reads `queries/`, `expected/`, `traps/` and `manifest.json`; the last two may be missing. `only` names the questions that are wanted,
    /// all when it is empty.
    init(folder: String, only: [String]) throws(Diagnostic) {
        let manifest = try Manifest(folder: folder)
        let queries = try Self.identifiers("\(folder)/queries", required: true)
        let traps = try Self.identifiers("\(folder)/traps", required: false)
        for id in only where !queries.contains(id) && !traps.contains(id) {
            throw Diagnostic(.usage, "There is no question '\(id)' in '\(folder)'.", hint: (queries + traps).nearest(to: id).map { "Did you mean '\($0)'?" })
        }
        let isWanted = { (id: String) in only.isEmpty || only.contains(id) }
        questions =
            try queries.filter(isWanted).map { (id) throws(Diagnostic) in
                KnownQuestion(
                    id: id, sql: try Self.text("\(folder)/queries/\(id).sql"),
                    answer: .table(try ExpectedAnswer(file: "\(folder)/expected/\(id).json", facts: manifest.facts[id])))
            }
            + traps.filter(isWanted).map { (id) throws(Diagnostic) in
                KnownQuestion(id: id, sql: try Self.text("\(folder)/traps/\(id).sql"), answer: .refusal)
            }
    }

    /// The texts in `queries/`, without what is known of their answers.
    static func queries(folder: String) throws(Diagnostic) -> [(id: String, sql: String)] {
        try identifiers("\(folder)/queries", required: true).map { (id) throws(Diagnostic) in (id, try text("\(folder)/queries/\(id).sql")) }
    }

    private static func identifiers(_ folder: String, required: Bool) throws(Diagnostic) -> [String] {
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else {
            guard required else { return [] }
            throw Diagnostic(.fileUnreadable, "The folder '\(folder)' cannot be read.", hint: "It holds one ID.sql for each question.")
        }
        return names.filter { $0.hasSuffix(".sql") }.map { String($0.dropLast(4)) }.sorted()
    }

    private static func text(_ file: String) throws(Diagnostic) -> String {
        guard let text = FileManager.default.contents(atPath: file).flatMap({ String(validating: $0, as: UTF8.self) }) else {
            throw Diagnostic(.fileUnreadable, "'\(file)' cannot be read as UTF-8 text.")
        }
        return text
    }
}

extension ExpectedAnswer {
    private struct Written: Decodable {
        let columns: [String]
        let rows: [[DocumentCell.Scalar]]
    }

    fileprivate init(file: String, facts: Manifest.Question?) throws(Diagnostic) {
        guard let bytes = FileManager.default.contents(atPath: file) else {
            throw Diagnostic(.fileUnreadable, "The expected answer '\(file)' cannot be read.")
        }
        let written: Written
        do { written = try JSONDecoder().decode(Written.self, from: bytes) } catch {
            throw Diagnostic(.documentInvalid, "'\(file)' is no expected answer.", hint: "It is {\"columns\": [names], \"rows\": [[values]]}.")
        }
        guard written.rows.allSatisfy({ $0.count == written.columns.count }) else {
            throw Diagnostic(.documentInvalid, "A row of '\(file)' does not have as many values as there are columns.")
        }
        columns = written.columns
        rows = written.rows
        let extremes = facts?.columns?.filter { ($0.aggregates ?? []).contains { ["min", "max"].contains($0) } } ?? []
        withheld = Set(extremes.map(\.name))
        approximate = Set(facts?.approximateColumns ?? [])
    }
}

/// `manifest.json`: what questions are about, beyond their text. Members that are not read here may be anything.
private struct Manifest {
    struct Question: Decodable {
        struct Column: Decodable {
            let name: String
            let aggregates: [String]?
        }

        let id: String
        let columns: [Column]?
        let approximateColumns: [String]?

        enum CodingKeys: String, CodingKey {
            case id, columns
            case approximateColumns = "approximate_columns"
        }
    }

    private struct Written: Decodable { let queries: [Question] }

    let facts: [String: Question]

    init(folder: String) throws(Diagnostic) {
        let file = "\(folder)/manifest.json"
        guard let bytes = FileManager.default.contents(atPath: file) else {
            facts = [:]
            return
        }
        do {
            let written = try JSONDecoder().decode(Written.self, from: bytes)
            facts = Dictionary(written.queries.map { ($0.id, $0) }) { first, _ in first }
        } catch {
            throw Diagnostic(.documentInvalid, "'\(file)' is no manifest of questions.")
        }
    }
}
