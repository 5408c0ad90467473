import CordonCatalog
import CordonQuery
import CordonTestSupport
import CordonValues
import Foundation

/// How long the planner takes for the worst texts that we know, in the processor's time of all threads.
struct PlanningTimes {
    /// Of an optimised build.
    static let limit = 0.1

    let catalog: Catalog

    /// Prints a line for each text. Says how many took longer than the limit.
    func printed() -> Int {
        LargestTexts().all.count { text in
            var (seconds, outcome) = timed(text.sql)
            // A page fault or a first use may make one run long.
            for _ in 0..<3 where seconds > Self.limit { seconds = min(seconds, timed(text.sql).seconds) }
            let line = "\(String(format: "%8.1f", seconds * 1000)) ms  \(text.sql.utf8.count) bytes  \(text.name): \(outcome)\n"
            FileHandle.standardOutput.write(Data(line.utf8))
            return seconds > Self.limit
        }
    }

    private func timed(_ sql: String) -> (seconds: Double, outcome: String) {
        let start = processorTime()
        do throws(Refusal) {
            let query = try Planner.plan(sql, catalog: catalog)
            return (processorTime() - start, "accepted, \(query.parts.count) parts")
        } catch {
            return (processorTime() - start, "\(error.first.code.rawValue): \(error.first.message.prefix(80))")
        }
    }

    private func processorTime() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
