import CordonCatalog
import CordonQuery
import Foundation
import Testing

/// One case of `Rewrites/*.rewrite`: a question that is refused, the code, and the question that is offered instead.
///
///     question
///     SELECT age, count(*) FROM patient GROUP BY age
///     refused unbinned-measure
///     SELECT floor(age / 5) * 5, count(*) FROM patient GROUP BY floor(age / 5) * 5
struct RewriteCase: Sendable, CustomTestStringConvertible {
    let catalog: String
    let sql: String
    /// `refused CODE`.
    let head: String
    /// `none` where none is known.
    let rewrite: String

    var testDescription: String { "\(sql.split(separator: "\n").joined(separator: " ").prefix(90))" }

    /// What is refused and offered now, as the file writes it.
    func outcome() throws -> (head: String, rewrite: String) {
        let catalog = try Catalog.shipped(catalog)
        do throws(Refusal) {
            _ = try Planner.plan(sql, catalog: catalog)
            return ("accepted", "none")
        } catch {
            return ("refused \(error.first.code.rawValue)", error.advised(sql, catalog: catalog).rewrite ?? "none")
        }
    }
}

enum RewriteFiles {
    static let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Questions/rewrites.txt")

    static let all: [RewriteCase] = {
        let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
        var catalog = ""
        return text.components(separatedBy: "\n\n").compactMap { block in
            var lines = block.split(separator: "\n").map(String.init).filter { !$0.hasPrefix("#") }
            if let first = lines.first, first.hasPrefix("catalog ") {
                catalog = String(first.dropFirst(8))
                lines.removeFirst()
            }
            guard lines.first == "question", let head = lines.firstIndex(where: { $0.hasPrefix("refused") || $0 == "accepted" }) else { return nil }
            return RewriteCase(
                catalog: catalog, sql: lines[1..<head].joined(separator: "\n"), head: lines[head], rewrite: lines[(head + 1)...].joined(separator: "\n"))
        }
    }()

    /// Writes the present outcomes into the file, for review as a difference.
    static func rewrite() throws {
        var text = "# A question that is refused, why, and the question that is offered instead.\n"
        var catalog = ""
        for question in all {
            let outcome = try question.outcome()
            if question.catalog != catalog { text += "\ncatalog \(question.catalog)" }
            text += "\nquestion\n\(question.sql)\n\(outcome.head)\n\(outcome.rewrite)\n"
            catalog = question.catalog
        }
        try text.write(to: file, atomically: true, encoding: .utf8)
    }
}
