import ArgumentParser
import CordonAggregates
import CordonWire
import Foundation

struct PartialCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "partial", abstract: "Size of partials, and speed of encoding, decoding and merging them.")

    @Flag(help: "10 and 1,000 groups and one counted run: to see that it works, not to measure.") var quick = false
    @Option(help: "Counted runs of each contender; medians are printed.") var runs = 5
    @Option(help: "The largest number of groups.") var largest = 1_000_000

    func validate() throws {
        guard runs >= 1 else { throw ValidationError("--runs is at least 1.") }
    }

    func run() throws {
        print("partial: \(Machine.line)")
        var sizes = SizeReport()
        var speeds = SpeedReport()
        for groups in [10, 1_000, 100_000, 1_000_000] where groups <= (quick ? 1_000 : largest) {
            for shape in [try PartialShape.whole(), try PartialShape.moments()] {
                let suite = try PartialSuite(
                    shape: shape, groups: groups, patients: quick ? 2_000 : 100_000, runs: quick ? 1 : runs, effort: quick ? 0 : 20_000)
                try sizes.add(suite)
                try speeds.add(suite)
            }
        }
        sizes.table.print()
        speeds.table.print()
    }
}
