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
            what would leave a hospital, what is computed on released cells, and which disclosure rules apply. Touches no data. In a network \
            it is planned under your permit, in its mode and with the rows and dates that the permit leaves. With --catalog it works without a network and \
            without a permit: the name of a shipped catalog, or a file.
            """)

    @OptionGroup var question: QuestionText
    @Option(help: "A catalog's name or file; the network's own otherwise.") var catalog: String?
    @Option(help: "The study whose permit holds; needed when you have permits for several.") var study: String?

    func run() async throws {
        var asked: String?
        do { asked = try question.read() } catch { try await Outcome.reporting { throw error } }
        let sql = asked ?? ""
        try await Outcome.reporting(question: sql) {
            let (catalog, charter, permit, budget) = try await source()
            let (rows, mode) = (permit?.rows ?? .all, permit?.mode ?? .merged)
            let query: FederatedQuery
            do throws(Refusal) { query = try await Planner.plan(sql, catalog: catalog, rows: rows, mode: mode) } catch { throw error.advised(sql, catalog: catalog) }
            print(Explanation(query: query, catalog: catalog, charter: charter, rows: rows, budget: budget).text, terminator: "")
        }
    }

    /// Of the study's permits the one that is tried first. Without any the question is explained as it stands.
    private func permit(_ connection: CoordinatorConnection) async throws(Diagnostic) -> Permit? {
        let permits = try await connection.permits()
        guard !permits.isEmpty else { return nil }
        let study = try await connection.study(named: study)
        return permits.first { $0.study == study }
    }

    private func source() async throws(Diagnostic) -> (Catalog, Charter?, Permit?, SpentBudget?) {
        if let name = catalog { return (try Catalog.shipped(name, orFile: name), nil, nil, nil) }
        let connection = try CoordinatorConnection(Profile())
        let charter = try await connection.charter()
        let permit = try await permit(connection)
        var budget: SpentBudget?
        if let permit { budget = try await connection.budget(of: permit) }
        return (try await connection.catalog(of: charter), charter, permit, budget)
    }
}
