import ArgumentParser
import CordonNode
import CordonValues
import Foundation

/// Which node: its state folder.
struct StateOption: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp(
            "The node's state folder (or CORDON_NODE_STATE; else /var/lib/cordon-node).", valueName: "dir"))
    var state: String?

    var folder: StateFolder {
        StateFolder(path: state ?? ProcessInfo.processInfo.environment["CORDON_NODE_STATE"] ?? "/var/lib/cordon-node")
    }
}

/// Runs a command's work: a diagnostic goes to standard error and becomes exit code 2, any other code but 0 is the command's own.
func concluding(_ body: () async throws(Diagnostic) -> Int32) async throws {
    let code: Int32
    do throws(Diagnostic) {
        code = try await body()
    } catch {
        complain("cordon-node: \(error)")
        code = 2
    }
    if code != 0 { throw ExitCode(code) }
}

func complain(_ line: String) { FileHandle.standardError.write(Data("\(line)\n".utf8)) }

