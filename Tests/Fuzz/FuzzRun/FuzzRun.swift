import CFuzzer
import Foundation

/// One fuzz target as a program: `--seeds FOLDER` writes the inputs to begin with, everything else is libFuzzer's own command line.
///
/// An input is at fault when the process ends by it, or when it takes longer than the limit. Time is that of the processor and of all
/// threads, so that other programs on the machine do not count; libFuzzer itself rests meanwhile.
public enum FuzzRun {
    /// libFuzzer's callback can carry nothing. Written once before the first input.
    nonisolated(unsafe) private static var body: ([UInt8]) -> Void = { _ in }
    nonisolated(unsafe) private static var limit = 0.1
    nonisolated(unsafe) private static var worst = (seconds: 0.0, bytes: 0)

    /// `limit` in seconds; the environment's `CORDON_FUZZ_LIMIT_MS` goes before it.
    public static func main(limit: Double, seeds: () throws -> [[UInt8]], body: @escaping ([UInt8]) -> Void) throws -> Never {
        if CommandLine.arguments.count == 3, CommandLine.arguments[1] == "--seeds" {
            try write(seeds(), to: CommandLine.arguments[2])
            exit(0)
        }
        Self.body = body
        let milliseconds = ProcessInfo.processInfo.environment["CORDON_FUZZ_LIMIT_MS"].flatMap(Double.init)
        Self.limit = milliseconds.map { $0 / 1000 } ?? limit
        atexit { FuzzRun.report() }
        var count = CommandLine.argc
        var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = CommandLine.unsafeArgv
        exit(LLVMFuzzerRunDriver(&count, &arguments) { data, size in
            FuzzRun.run([UInt8](UnsafeBufferPointer(start: data, count: size)))
            return 0
        })
    }

    private static func run(_ input: [UInt8]) {
        var seconds = timed(input)
        // A page fault or a first use may make one run long: what counts is the shortest of four.
        for _ in 0..<3 where seconds > limit { seconds = min(seconds, timed(input)) }
        if seconds > worst.seconds {
            worst = (seconds, input.count)
            if let file = ProcessInfo.processInfo.environment["CORDON_FUZZ_WORST"] { try? Data(input).write(to: URL(filePath: file)) }
        }
        guard seconds <= limit else {
            fatalError("an input of \(input.count) bytes took \(Int(seconds * 1000)) ms of the processor")
        }
    }

    private static func timed(_ input: [UInt8]) -> Double {
        let start = processorTime()
        body(input)
        return processorTime() - start
    }

    private static func processorTime() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    private static func report() {
        let line = "worst input: \(worst.bytes) bytes, \(Int((worst.seconds * 10_000).rounded()))/10 ms\n"
        FileHandle.standardError.write(Data(line.utf8))
    }

    private static func write(_ seeds: [[UInt8]], to folder: String) throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        for (number, seed) in seeds.enumerated() { try Data(seed).write(to: URL(filePath: folder).appending(path: "seed-\(number)")) }
    }
}
