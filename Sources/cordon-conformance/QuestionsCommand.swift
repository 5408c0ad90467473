import ArgumentParser
import CordonCatalog
import CordonValues
import Foundation

struct QuestionsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "questions",
        abstract: "Asks questions whose answers are known, over any number of node databases, and compares every cell.",
        discussion: """
            Development only: it alone looks at merged answers without disclosure control, and no package installs it.

            Each node is a SQLite file with tables and columns under the catalog's names; it is loaded as a hospital would load it. DIR \
            holds queries/ID.sql and expected/ID.json (columns, rows), traps/ID.sql, and perhaps manifest.json, which says which columns \
            are minima or maxima (those must be withheld) and which are percentiles (those must hold the exact value in their bounds).

            One line for each question: equal, differs (the first difference), refused (code and message), error. A trap passes when it is \
            refused. The last line counts.

            EXIT CODES
              0   every question passed
              1   some did not
              64  the command line is not understood
              65  a file does not say what it should
              66  a file cannot be read
              70  something else failed
            """)

    @Option(help: "A shipped catalog or the path of a catalog file.")
    var catalog: String

    @Option(help: ArgumentHelp("A node's SQLite file; one for each node.", valueName: "file"))
    var node: [String]

    @Option(help: ArgumentHelp("The folder of questions.", valueName: "dir"))
    var questions: String

    @Option(help: ArgumentHelp("Ask this question alone; may be repeated.", valueName: "id"))
    var only: [String] = []

    @Option(help: ArgumentHelp("What questions take for today, YYYY-MM-DD.", valueName: "date"))
    var cutoff = "2019-06-30"

    @Flag(help: "Show how long each question took, in milliseconds.")
    var timing = false

    func validate() throws {
        guard !node.isEmpty else { throw ValidationError("Name at least one node: --node FILE.") }
        guard CalendarDate(iso: cutoff) != nil else { throw ValidationError("--cutoff is a day: YYYY-MM-DD.") }
    }

    func run() throws {
        let passed: Bool
        do throws(Diagnostic) {
            passed = try conform()
        } catch {
            FileHandle.standardError.write(Data("cordon-conformance: \(error)\n".utf8))
            throw ExitCode(ConformanceCommand.exitCode(error.code))
        }
        if !passed { throw ExitCode(1) }
    }

    private func conform() throws(Diagnostic) -> Bool {
        let catalog = try Catalog.shipped(catalog, orFile: catalog)
        let set = try QuestionSet(folder: questions, only: only)
        let network = try NodeNetwork(files: node, catalog: catalog, cutoff: CalendarDate(iso: cutoff) ?? .last)
        for notice in network.notices { FileHandle.standardError.write(Data("\(notice)\n".utf8)) }
        var tally = Tally()
        for question in set.questions {
            let clock = ContinuousClock()
            let start = clock.now
            let verdict = Examination(network: network).verdict(on: question)
            let took = timing ? " [\((clock.now - start) / .milliseconds(1)) ms]" : ""
            tally.count(verdict, question)
            print("\(question.id) \(verdict)\(took)")
        }
        print(tally)
        return tally.failed == 0
    }
}

/// How many questions passed.
struct Tally: CustomStringConvertible {
    private(set) var passed = 0
    private(set) var failed = 0

    mutating func count(_ verdict: Verdict, _ question: KnownQuestion) {
        if verdict.passes(question) { passed += 1 } else { failed += 1 }
    }

    var description: String { "\(passed) passed, \(failed) failed" }
}
