import ArgumentParser
import CordonCatalog
import CordonValues
import Foundation
import RandomQuestions

@main struct QuestionsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cordon-questions",
        abstract: "Ask random questions of random hospitals, split and pooled, and compare the answers to the last bit.",
        discussion: """
            Development only. Every question is asked of one to seven hospitals through SQLite, gate and wire, of one warehouse that holds
            all their rows, of the reference in memory, and, where it means the same there, of plain SQLite with exact arithmetic. Questions
            and data follow from the seed. The first faults are shrunk and printed with the rows that show them.
            """)

    @Option(help: "Where everything random begins.") var seed: UInt64 = 1
    @Option(help: "How many questions.") var count = 10_000
    @Option(help: "Ask only the question of this number.") var only: Int?
    @Option(help: "Stop after so many faults.") var faults = 5
    @Flag(help: "Print every question with what came of it.") var list = false
    @Flag(help: "Do not shrink.") var whole = false
    @Flag(help: "Ask nothing: time the planner on the longest questions of each construct, which needs an optimised build.") var largest = false

    func run() throws {
        if largest {
            guard PlanningTimes(catalog: try Catalog.shipped("demo-care")).printed() == 0 else { throw ExitCode(1) }
            return
        }
        let catalog = try Catalog.shipped("omop-5.4")
        // A process that ends leaves here what it was asked last.
        let last = FileManager.default.temporaryDirectory.appending(path: "cordon-questions-last.txt")
        var run = RandomRun(catalog: catalog, seed: seed)
        let numbers = only.map { $0..<($0 + 1) } ?? 0..<count
        print("seed \(seed); the question being asked stands in \(last.path)")
        var found = 0
        try run.ask(numbers) { number, question in
            try? Data("question \(number) of seed \(seed)\n\(question.sql)\n".utf8).write(to: last)
            if number > 0, number % 1000 == 0 { print("\(number) questions") }
            if list { print("\(number) \(question.sql)") }
        } refused: { number, refusal in
            if list { print("\(number) refused \(refusal)") }
        } found: { fault in
            found += 1
            print(whole ? fault.text : fault.shrunk().text)
            return found < faults
        }
        print(run.summary)
        if found > 0 { throw ExitCode(1) }
    }
}
