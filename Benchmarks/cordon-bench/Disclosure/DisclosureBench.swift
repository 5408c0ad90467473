import ArgumentParser
import CordonAttacker
import CordonDisclosure
import CordonValues
import Foundation

/// What complementary suppression with its attacker costs.
struct DisclosureBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "disclosure", abstract: "Deciding which cells are hidden, at growing sizes.",
        discussion: """
            Square tables with two margins, one cell in twenty below T = 11; then tables of about 1,000 cells after growing numbers of earlier \
            releases: coarser tables, and overlapping rectangles at any place, which leave hardly a way. Processor time of one decision, the \
            median of the runs. Aims: 10,000 cells under 2 s, 1,000 cells after 100 releases under 1 s. Last, what a hospital does: 1,000 sets \
            of patients compared with those of earlier answers, beside the same with Swift's sets (10 of the sets, times 100), and with every two \
            of them, and figures of a column by the values of those by whom they differ. Aim: at most three times what two cost. And the partition of its patients by all answers, refined by a question of 1,000 cells, beside lists of \
            each patient's sets in a dictionary. Aim: 1 million patients under 300 ms.
            """)

    @Option(help: "Runs of each.") var runs = 5

    func run() throws {
        print(Machine.line)
        var tables = TextTable("Tables with two margins", columns: Self.columns)
        for side in [25, 50, 100] { try measure(DisclosureSample(side: side), &tables) }
        tables.print()
        var ledgers = TextTable("After earlier releases", columns: Self.columns)
        for bands in [0, 5, 10] { try measure(DisclosureSample(side: 31, bands: bands), &ledgers) }
        for rectangles in [25, 100] { try measure(DisclosureSample(side: 31, rectangles: rectangles), &ledgers) }
        ledgers.print()
        var comparing = TextTable(
            "Comparing 1,000 sets with earlier answers", columns: ["patients", "earlier sets", "ms", "with Swift's sets", "ratio", "three, ms", "three / two", "figures, ms", "figures / two"])
        for (patients, releases) in [(100_000, 10), (100_000, 100), (1_000_000, 10)] { try compare(patients, releases, &comparing) }
        comparing.print()
        var refining = TextTable("Refining a partition by a question of 1,000 cells", columns: ["patients", "answers before", "ms", "with lists, ms", "ratio"])
        for patients in [100_000, 300_000, 1_000_000] { try refine(patients, &refining) }
        refining.print()
    }

    private func refine(_ patients: Int, _ table: inout TextTable) throws {
        let sample = try ComparingSample(patients: patients, groups: 1000, releases: 1)
        let partition = try sample.partition()
        var (own, naive): ([Double], [Double]) = ([], [])
        for _ in 0..<max(1, runs) {
            var start = ProcessorTime.own
            _ = try sample.refine(partition)
            own.append(ProcessorTime.own - start)
            start = ProcessorTime.own
            _ = sample.refineNaively()
            naive.append(ProcessorTime.own - start)
        }
        let (mine, theirs) = (Series(own).median, Series(naive).median)
        table.add([String(patients), "1", Figure.milliseconds(mine), Figure.milliseconds(theirs), String(format: "%.1f x", theirs / mine)])
    }

    private static let compared = 10

    private func compare(_ patients: Int, _ releases: Int, _ table: inout TextTable) throws {
        let sample = try ComparingSample(patients: patients, groups: 1000, releases: releases)
        var (own, three, figures, naive): ([Double], [Double], [Double], [Double]) = ([], [], [], [])
        for _ in 0..<max(1, runs) {
            var start = ProcessorTime.own
            _ = try sample.compare(threshold: 11)
            own.append(ProcessorTime.own - start)
            start = ProcessorTime.own
            _ = try sample.combine(threshold: 11)
            three.append(ProcessorTime.own - start)
            start = ProcessorTime.own
            _ = try sample.compareFigures()
            figures.append(ProcessorTime.own - start)
            start = ProcessorTime.own
            _ = sample.compareNaively(first: Self.compared, threshold: 11)
            naive.append((ProcessorTime.own - start) * Double(sample.groups) / Double(Self.compared))
        }
        let (mine, triples, valued, theirs) = (Series(own).median, Series(three).median, Series(figures).median, Series(naive).median)
        table.add([
            String(patients), String(sample.earlier.count), Figure.milliseconds(mine), Figure.milliseconds(theirs), String(format: "%.1f x", theirs / mine),
            Figure.milliseconds(triples), String(format: "%.1f x", triples / mine), Figure.milliseconds(valued), String(format: "%.1f x", valued / mine),
        ])
    }

    private static let columns = ["table", "cells", "released", "primary", "hidden", "patients hidden", "ms"]

    private func measure(_ sample: DisclosureSample, _ table: inout TextTable) throws {
        let problem = SuppressionProblem(try sample.instance())
        var seconds: [Double] = []
        var pattern: SuppressionPattern?
        for _ in 0..<max(1, runs) {
            let start = ProcessorTime.own
            // Rules and components are part of a decision.
            pattern = Suppression.decide(SuppressionProblem(problem.instance))
            seconds.append(ProcessorTime.own - start)
        }
        guard let pattern else { return }
        table.add([
            "\(sample.side) x \(sample.side)" + (pattern.audit.blankets.isEmpty ? "" : " (all hidden)"), String(problem.instance.cells.count),
            String(sample.bands * sample.bands + sample.rectangles) + (sample.rectangles > 0 ? " overlapping" : ""), String(problem.marks.count { $0 != nil }), String(pattern.audit.hiddenCells),
            String(pattern.audit.hiddenPatients), Figure.milliseconds(Series(seconds).median),
        ])
    }
}
