import ArgumentParser
import CordonAttacker
import CordonCatalog
import CordonDisclosure
import CordonQuery
import CordonValues
import Foundation

struct UtilityCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "utility",
        abstract: "Measures how much of the answers to a folder of questions is hidden.",
        discussion: """
            DIR holds queries/ID.sql; questions that are refused are left out and counted. For each threshold one line: the cells that \
            somebody contributes to and their contributors, and the shares of both that are hidden on their own account, hidden in all, and that \
            would be hidden if every row with such a cell fell whole.
            """)

    @Option(help: "A shipped catalog or the path of a catalog file.")
    var catalog: String

    @Option(help: ArgumentHelp("A node's SQLite file or folder of CSV files; one for each node.", valueName: "file"))
    var node: [String]

    @Option(help: ArgumentHelp("The folder of questions.", valueName: "dir"))
    var questions: String

    @Option(help: "T; may be repeated.")
    var threshold: [Int64] = [5, 11]

    @Option(help: "Hospitals that a cell has patients from at least.")
    var minimumHospitals = 2

    @Option(help: ArgumentHelp("What questions take for today, YYYY-MM-DD.", valueName: "date"))
    var cutoff = "2019-06-30"

    @Flag(help: "Show each question too.")
    var each = false

    func validate() throws {
        guard !node.isEmpty else { throw ValidationError("Name at least one node: --node FILE.") }
        guard CalendarDate(iso: cutoff) != nil else { throw ValidationError("--cutoff is a day: YYYY-MM-DD.") }
        guard threshold.allSatisfy({ $0 > 0 }), minimumHospitals >= 0 else { throw ValidationError("Thresholds are 1 or more.") }
    }

    func run() throws {
        do throws(Diagnostic) {
            try measure()
        } catch {
            FileHandle.standardError.write(Data("cordon-conformance: \(error)\n".utf8))
            throw ExitCode(ConformanceCommand.exitCode(error.code))
        }
    }

    private func measure() throws(Diagnostic) {
        let catalog = try Catalog.shipped(catalog, orFile: catalog)
        let texts = try QuestionSet.queries(folder: questions)
        let network = try NodeNetwork(files: node, catalog: catalog, cutoff: CalendarDate(iso: cutoff) ?? .last)
        var (all, refused) = (threshold.map { _ in SuppressionCounts() }, 0)
        for question in texts {
            guard let query = try? Planner.plan(question.sql, catalog: catalog) else {
                refused += 1
                continue
            }
            let counts = try counts(query, network)
            for index in threshold.indices { all[index] += counts[index] }
            if each { for line in lines(counts) { print("\(question.id)  \(line)") } }
        }
        print("\(texts.count - refused) questions answered, \(refused) refused")
        print("T   cells  patients   primary cells  patients   hidden cells  patients   whole rows cells  patients")
        for line in lines(all) { print(line) }
    }

    /// For each threshold.
    private func counts(_ query: FederatedQuery, _ network: NodeNetwork) throws(Diagnostic) -> [SuppressionCounts] {
        let merged = try network.merged(query)
        return try threshold.map { (threshold) throws(Diagnostic) in
            let rules = DisclosureRules(threshold: threshold, minimumHospitals: minimumHospitals)
            let disclosure = Disclosure(rules: rules, suppression: Suppression.decide(_:until:))
            var counts = SuppressionCounts()
            for (part, table) in zip(query.parts, merged) { counts += try disclosure.counts(table, boundary: part.boundary) }
            return counts
        }
    }

    private func lines(_ counts: [SuppressionCounts]) -> [String] {
        zip(threshold, counts).map { threshold, counts in
            let shares = [counts.primary, counts.hidden, counts.rows].map { share($0, of: counts.all) }
            return "\(threshold)   \(counts.all.cells)  \(counts.all.patients)   \(shares.joined(separator: "   "))"
        }
    }

    private func share(_ part: SuppressionCounts.Tally, of whole: SuppressionCounts.Tally) -> String {
        func percent(_ part: Double, _ whole: Double) -> String { whole > 0 ? String(format: "%.1f %%", 100 * part / whole) : "-" }
        return percent(Double(part.cells), Double(whole.cells)) + "  " + percent(Double(part.patients), Double(whole.patients))
    }
}
