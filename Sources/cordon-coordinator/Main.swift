import ArgumentParser
import CordonCoordinator
import CordonValues
import Foundation

@main
struct CoordinatorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cordon-coordinator",
        abstract: "Asks the hospitals, merges their sealed partial answers and releases what may be shown.",
        discussion: """
            Everything lives in one state directory. Installing documents, making tokens and looking at the status work while the \
            service runs.

            Exit codes: 0 done; 1 the service or a command failed; 2 refused (a document that is not valid, a token that cannot be \
            made); 64 wrong usage.
            """,
        version: CordonVersion.text,
        subcommands: [
            Initialise.self, Serve.self, Token.self, Members.self, DocumentCommand<CharterDocument>.self,
            DocumentCommand<PermitDocument>.self, DocumentCommand<RevocationsDocument>.self, DocumentCommand<CatalogDocument>.self,
            Status.self, Locks.self, Audit.self,
        ])
}

/// The option that every command has.
struct StateOption: ParsableArguments {
    @Option(name: .long, help: "The state directory.")
    var state: String = "/var/lib/cordon-coordinator"
}

/// Runs a command and turns a diagnostic into a line on standard error and an exit code.
func reporting<Result>(_ work: () async throws -> Result) async throws -> Result {
    do { return try await work() } catch let diagnostic as Diagnostic {
        FileHandle.standardError.write(Data("cordon-coordinator: \(diagnostic)\n".utf8))
        throw ExitCode(ExitCodes.code(diagnostic.code))
    }
}

enum ExitCodes {
    static func code(_ code: DiagnosticCode) -> Int32 {
        switch code {
        case .usage: 64
        case .storageFailed, .fileUnreadable, .internalFailure, .unreachable: 1
        default: 2
        }
    }
}

/// Bytes of a file that the operator names.
func contents(_ file: String) throws(Diagnostic) -> Data {
    guard let bytes = FileManager.default.contents(atPath: file) else {
        throw Diagnostic(.fileUnreadable, "'\(file)' cannot be read.", hint: "Check the path and its permissions.")
    }
    return bytes
}
