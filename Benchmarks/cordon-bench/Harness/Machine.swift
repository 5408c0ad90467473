import Foundation

/// Where figures come from: without it they cannot be read.
enum Machine {
    /// For example `2 cores (Intel Xeon), load 0.40, Swift 6.3.1, release build, 2026-05-01`.
    static var line: String {
        "\(ProcessInfo.processInfo.activeProcessorCount) cores (\(processor)), load \(load), \(compiler), \(build), \(day)"
    }

    private static var processor: String {
        let lines = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8))?.split(separator: "\n") ?? []
        let model = lines.first { $0.hasPrefix("model name") }?.split(separator: ":").last
        return model.map { $0.trimmingCharacters(in: .whitespaces) } ?? "unknown"
    }

    /// Of the last minute: above the number of cores, times on the clock say more about others than about Cordon.
    private static var load: String {
        var averages = [0.0]
        return getloadavg(&averages, 1) == 1 ? Figure.decimal(averages[0], digits: 2) : "unknown"
    }

    /// `Benchmarks/run` names the compiler exactly.
    private static var compiler: String {
        if let named = ProcessInfo.processInfo.environment["CORDON_BENCH_COMPILER"] { return named }
        #if compiler(>=6.3)
            return "Swift 6.3 or later"
        #else
            return "Swift before 6.3"
        #endif
    }

    private static var build: String {
        #if DEBUG
            return "DEBUG build: no figures to keep"
        #else
            return "release build"
        #endif
    }

    private static var day: String { String(Date().ISO8601Format().prefix(10)) }
}
