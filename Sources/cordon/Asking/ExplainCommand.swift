import ArgumentParser
import CordonCatalog
import CordonQuery
import CordonTrust
import CordonValues
import Foundation

struct ExplainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Show what a question would do, without asking it.",
        discussion: """
            Prints why the question is local (the same rows on every hospital alone as on all together), the SQL that each node runs, \
            what would leave a hospital, what is computed on released cells, and which disclosure rules apply. Touches no data. With \
            --catalog it works without a network: the name of a shipped catalog, or a file.
            """)

    @OptionGroup var question: QuestionText
    @Option(help: "A catalog's name or file; the network's own otherwise.") var catalog: String?

    func run() async throws {
        var asked: String?
        do { asked = try question.read() } catch { try await Outcome.reporting { throw error } }
        let sql = asked ?? ""
        try await Outcome.reporting(question: sql) {
            let (catalog, charter) = try await source()
            let query: FederatedQuery
            do throws(Refusal) { query = try await Planner.plan(sql, catalog: catalog) } catch { throw error.advised(sql, catalog: catalog) }
            print(Explanation(query: query, catalog: catalog, charter: charter).text, terminator: "")
        }
    }

    private func source() async throws(Diagnostic) -> (Catalog, Charter?) {
        if let name = catalog { return (try Catalog.shipped(name, orFile: name), nil) }
        let connection = try CoordinatorConnection(Profile())
        let charter = try await connection.charter()
        return (try await connection.catalog(of: charter), charter)
    }
}
