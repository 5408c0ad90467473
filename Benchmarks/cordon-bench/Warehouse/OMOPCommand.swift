import ArgumentParser
import CordonAggregates
import CordonCatalog
import CordonQuery
import CordonValues
import CordonWarehouse
import CordonWarehouseSQLite
import Foundation

struct OMOPCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "omop",
        abstract: "Ten questions on the database that omop-data wrote, beside the sqlite3 shell running plain SQL.",
        discussion: """
            Processor seconds, planning included, exact sums and contributors included; the shell's are those of its process. Medians of \
            alternating runs, one core each. A ratio above 1 says that Cordon is faster.
            """)

    @Argument(help: "The folder that omop-data wrote.") var folder: String
    @Option(help: "Counted runs of each.") var runs = 5
    @Option(help: "The shell.") var shell = "/usr/bin/sqlite3"
    @Option(help: "Only the questions whose name has this in it.") var only = ""

    func validate() throws {
        guard (1...100).contains(runs) else { throw ValidationError("--runs is a number from 1 to 100.") }
        guard FileManager.default.isExecutableFile(atPath: shell) else {
            throw ValidationError("There is no sqlite3 shell at '\(shell)'; name one with --shell.")
        }
    }

    func run() throws {
        let catalog = try Catalog.shipped("omop-5.4")
        let warehouse = try SnapshotFolder(directory: "\(folder)/snapshots").current(catalog: catalog)
        let sqlite = ShellRun(shell: shell, database: "\(folder)/omop.sqlite")
        print("omop: \(Machine.line)")
        var table = TextTable("Ten questions, processor milliseconds", columns: ["", "ours", "planning", "sqlite3", "sqlite3 / ours"])
        var ratios: [Double] = []
        for question in OMOPQuestion.all where only.isEmpty || question.name.contains(only) {
            do {
                let (ours, planning, theirs) = try measure(question, catalog, warehouse, sqlite)
                ratios.append(theirs / ours)
                table.add([
                    question.name, Figure.milliseconds(ours), Figure.milliseconds(planning), Figure.milliseconds(theirs),
                    Figure.times(theirs / ours),
                ])
            } catch let refusal as Refusal {
                table.add([question.name, "refused: \(refusal.first.code.rawValue)", "", "", ""])
            }
        }
        table.print()
        let mean = exp(ratios.map(log).reduce(0, +) / Double(max(1, ratios.count)))
        print("  geometric mean of \(ratios.count): \(Figure.times(mean)); least \(Figure.times(ratios.min() ?? .nan))")
    }

    private func measure(
        _ question: OMOPQuestion, _ catalog: Catalog, _ warehouse: SQLiteWarehouse, _ sqlite: ShellRun
    ) throws -> (ours: Double, planning: Double, theirs: Double) {
        var (ours, planning, theirs): ([Double], [Double], [Double]) = ([], [], [])
        for run in 0...runs {
            let start = ProcessorTime.own
            let plan = try Planner.plan(question.cordon, catalog: catalog)
            let planned = ProcessorTime.own
            let partial = try warehouse.answer(plan.parts[0], limits: ExecutionLimits(seconds: 3600), cancellation: Cancellation())
            let end = ProcessorTime.own
            let shell = try sqlite.seconds(question.sqlite)
            guard partial.keys.count > 0 else { throw Diagnostic(.internalFailure, "'\(question.name)' has no groups.") }
            guard run > 0 else { continue }
            ours.append(end - start)
            planning.append(planned - start)
            theirs.append(shell)
        }
        return (Series(ours).median, Series(planning).median, Series(theirs).median)
    }
}

/// Runs plain SQL in the sqlite3 shell.
struct ShellRun {
    let shell: String
    let database: String

    /// Processor seconds of one run, the shell's start included.
    func seconds(_ sql: String) throws -> Double {
        let process = Process()
        process.executableURL = URL(filePath: shell)
        process.arguments = ["-readonly", "-batch", database, sql]
        process.standardOutput = FileHandle.nullDevice
        let before = ProcessorTime.children
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Diagnostic(.internalFailure, "The sqlite3 shell did not run: \(sql)") }
        return ProcessorTime.children - before
    }
}
