import Foundation

/// One way of doing a job. What it gives is kept until its clock has stopped, so that freeing it is not measured.
struct Contender {
    let name: String
    let work: () throws -> Any
}

/// Contenders run in turn, A B A B, so that what changes on the machine meets all of them alike.
struct Alternation {
    /// Counted runs of each contender, after one that warms up.
    let runs: Int
    /// How often the work is repeated within one run: a run should last milliseconds.
    let repeats: Int

    /// Processor seconds of one piece of work, per contender. All suites that use this run on one thread, and processor time changes
    /// little when others use the machine.
    func measure(_ contenders: [Contender]) throws -> [Series] {
        var seconds = contenders.map { _ in [Double]() }
        for run in 0...runs {
            for (index, contender) in contenders.enumerated() {
                let once = try time(contender)
                if run > 0 { seconds[index].append(once) }
            }
        }
        return seconds.map(Series.init)
    }

    private func time(_ contender: Contender) throws -> Double {
        var kept: [Any] = []
        kept.reserveCapacity(repeats)
        let start = ProcessorTime.own
        for _ in 0..<repeats { kept.append(try contender.work()) }
        return (ProcessorTime.own - start) / Double(repeats)
    }
}
