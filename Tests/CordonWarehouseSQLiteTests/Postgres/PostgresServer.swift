import Foundation
import Testing

/// What PostgreSQL 15 answers, from a server that lives as long as one script.
enum PostgresServer {
    static let null = "(null)"

    /// Without PostgreSQL the comparison is left out, except in continuous integration, where it then fails.
    static var isExpected: Bool {
        ProcessInfo.processInfo.environment["CORDON_CI"] != nil || FileManager.default.isExecutableFile(atPath: "/usr/lib/postgresql/15/bin/postgres")
    }

    struct Answers {
        /// CURRENT_DATE, as ISO 8601.
        let today: String
        /// A text for each row of the table; nil for an expression that fails.
        let rows: [[String]?]
    }

    struct Failed: Error { let output: String }

    static func answers(to expressions: [String]) throws -> Answers {
        var script = "\\pset null '\(null)'\n\(ValuesTable.script)\\echo @@\nSELECT CURRENT_DATE;\n"
        for expression in expressions { script += "\\echo @@\nSELECT \(expression) FROM v ORDER BY id;\n" }
        let file = FileManager.default.temporaryDirectory.appending(path: "cordon-\(UUID().uuidString).sql")
        try script.write(to: file, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(at: file) }
        var blocks = try run(file).components(separatedBy: "@@\n").dropFirst().map { block in
            var lines = block.components(separatedBy: "\n")
            if lines.last == "" { lines.removeLast() }
            return lines
        }
        guard blocks.count == expressions.count + 1, let today = blocks.removeFirst().first else { throw Failed(output: "\(blocks.count) answers") }
        return Answers(today: today, rows: blocks.map { $0.isEmpty ? nil : $0 })
    }

    private static func run(_ script: URL) throws -> String {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(filePath: "/usr/bin/timeout")
        process.arguments = ["300", URL(filePath: #filePath).deletingLastPathComponent().appending(path: "with-postgres").path, script.path]
        process.standardOutput = output
        try process.run()
        let bytes = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        let text = String(decoding: bytes, as: UTF8.self)
        // psql's own status tells only of the last expression.
        guard text.contains("@@") else { throw Failed(output: "with-postgres ended with \(process.terminationStatus)") }
        return text
    }
}
