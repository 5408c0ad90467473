import ArgumentParser
import CordonQuery
import CordonValues
import Foundation

/// How a command ends: what it says on standard error and the code that scripts see.
enum Outcome {
    static let failed = ExitCode(1)
    static let refused = ExitCode(2)
    static let cancelled = ExitCode(130)

    /// Runs a command's work; a diagnostic becomes its text on standard error and its exit code.
    static func reporting(question: String? = nil, _ work: () async throws -> Void) async throws {
        do {
            try await work()
        } catch let refusal as Refusal {
            for diagnostic in refusal.diagnostics { say(diagnostic.rendered(in: question ?? "")) }
            if let rewrite = refusal.rewrite { say("\nThis would be answered:\n  \(rewrite)") }
            throw refused
        } catch let diagnostic as Diagnostic {
            say(question.map(diagnostic.rendered) ?? diagnostic.description)
            throw code(for: diagnostic.code)
        }
    }

    /// A line on standard error.
    static func say(_ text: String) { FileHandle.standardError.write(Data((text + "\n").utf8)) }

    static func code(for code: DiagnosticCode) -> ExitCode {
        switch code {
        case .unreachable, .internalFailure, .storageFailed, .deadlinePassed, .quorumNotMet, .notAnswered, .tooManyRequests, .providerUnavailable: failed
        case .cancelled: cancelled
        default: refused
        }
    }
}
