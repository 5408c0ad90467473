import ArgumentParser
import CordonNode
import CordonValues
import Foundation

struct LoadCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "load",
        abstract: "Turn a folder of CSV files, or a SQLite file, into the node's next snapshot.",
        discussion: """
            SOURCE is a folder of CSV files (also .csv.gz and .csv.zst; comma, tab, semicolon or bar), a SQLite file whose tables and \
            views are read, or a folder that holds one. Files, tables, views and columns are named as in the mapping, or, where it says \
            rest: by-name or there is no mapping, as in the catalog, in any case. What is missing there is left empty, what is more is \
            not read, and both are said.

            All of it or nothing: a load that fails, is stopped or rejects too much leaves the snapshot before in use. A running agent \
            answers later questions from the new one. Rejected lines are listed by number and reason, never by value.

            Patients of the list of objections (see 'objections') are left out with all their rows.

            EXIT CODES
              0  loaded, nothing rejected
              1  loaded, but look at what the summary says
              2  not loaded
            """)

    @OptionGroup var state: StateOption

    @Argument(help: "A folder of CSV files, or a SQLite file.")
    var source: String

    @Option(help: ArgumentHelp("The last day that the data covers, YYYY-MM-DD; questions take it for today. Default: today.", valueName: "date"))
    var cutoff: String?

    @Option(help: ArgumentHelp("Another mapping than the configuration's.", valueName: "file"))
    var mapping: String?

    @Option(help: ArgumentHelp("Share of a table's lines that may be rejected, in per cent.", valueName: "percent"))
    var maxRejected = 1.0

    @Flag(help: "Show no progress.")
    var quiet = false

    func validate() throws {
        if let cutoff, CalendarDate(iso: cutoff) == nil { throw ValidationError("--cutoff is a day: YYYY-MM-DD.") }
        guard (0...100).contains(maxRejected) else { throw ValidationError("--max-rejected lies between 0 and 100.") }
    }

    func run() async throws {
        try await concluding { () throws(Diagnostic) in
            let today = CalendarDate(daysSince1970: Int64(Date().timeIntervalSince1970 / 86_400)) ?? .last
            let load = try SnapshotLoad(
                state.folder, source: source, mappingFile: mapping, cutoff: cutoff.flatMap(CalendarDate.init(iso:)) ?? today,
                maximumRejectedShare: maxRejected / 100)
            var bar = ProgressLine(isShown: !quiet && isatty(2) == 1)
            let outcome = try load.run { bar.show($0) }
            bar.clear()
            return report(outcome)
        }
    }

    private func report(_ outcome: SnapshotLoad.Outcome) -> Int32 {
        for line in outcome.report.summary { print(line) }
        if let file = outcome.rejectionFile {
            for line in outcome.firstRejections { print("  \(line)") }
            print("All rejected lines: \(file)")
        }
        guard let snapshot = outcome.snapshot else {
            complain("cordon-node: more than \(maxRejected) % of a table's lines were rejected; the snapshot before stays in use.")
            complain("Correct the files or the mapping, or allow more with --max-rejected.")
            return 2
        }
        if snapshot.objections != nil { print("The list of objections was applied.") }
        print("Snapshot \(snapshot.number) is in use, cut-off \(snapshot.cutoff).")
        return outcome.report.hasWarnings ? 1 : 0
    }
}

/// One line on a terminal that is written over as the load proceeds.
private struct ProgressLine {
    let isShown: Bool
    private var last = -1

    init(isShown: Bool) { self.isShown = isShown }

    mutating func show(_ progress: SnapshotLoad.Progress) {
        let percent = Int(progress.share * 100)
        guard isShown, percent != last else { return }
        last = percent
        let filled = percent / 4
        let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: 25 - filled)
        FileHandle.standardError.write(Data("\r\u{1B}[K\(bar) \(percent) %  \(progress.table)".utf8))
    }

    func clear() {
        if isShown { FileHandle.standardError.write(Data("\r\u{1B}[K".utf8)) }
    }
}
