import CordonCatalog
import CordonQuery
import CordonValues
import Foundation
import Testing

/// Runs the examples of `docs/query-language.md`.
@Suite struct DocumentationTests {
    struct Example: Sendable {
        let marker: String
        let sql: String
    }

    static let text: String = {
        let page = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../docs/query-language.md").standardizedFileURL
        return (try? String(contentsOf: page, encoding: .utf8)) ?? ""
    }()

    static let examples: [Example] = {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        return lines.indices.filter { lines[$0] == "```sql" && $0 > 0 }.map { start in
            let body = lines[(start + 1)...].prefix { $0 != "```" }
            return Example(marker: lines[start - 1].trimmingCharacters(in: ["`"]), sql: body.joined(separator: "\n"))
        }
    }()

    @Test(arguments: examples)
    func `an example does what the page says`(_ example: Example) throws {
        let catalog = try Catalog.shipped("demo-care")
        let outcome: String
        do throws(Refusal) {
            _ = try Planner.plan(example.sql, catalog: catalog)
            outcome = "accepted"
        } catch {
            outcome = "refused: \(error.first.code.rawValue)"
        }
        #expect(outcome == example.marker)
    }

    @Test func `the page has an example of each refusal that a text can get`() {
        let shown = Set(Self.examples.map(\.marker))
        let codes: [DiagnosticCode] = [
            .syntax, .unsupported, .notOneStatement, .unknownTable, .unknownColumn, .unknownFunction, .ambiguousColumn, .duplicateAlias,
            .typeMismatch, .outOfRange, .notGrouped, .misplacedAggregate, .rowLevel, .identifierRead, .patientKey, .unbinnedMeasure, .tooFine,
            .crossPatient, .aggregateOfAggregate,
        ]
        for code in codes { #expect(shown.contains("refused: \(code.rawValue)")) }
        for code in [DiagnosticCode.tooLong, .tooDeep, .notUTF8] { #expect(Self.text.contains("`\(code.rawValue)`")) }
    }
}
