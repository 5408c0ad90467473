import ArgumentParser
import CordonNode
import CordonValues
import Foundation
import Logging

struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Ask the coordinator for questions and answer them, until SIGTERM.",
        discussion: """
            Logs go to standard error and name questions by hash and reasons by code, nothing about patients. Stopping at any point, \
            also by force, neither loses nor doubles an answer.

            EXIT CODES
              0  stopped by SIGTERM or SIGINT
              2  cannot start, or cannot go on (the state folder cannot be written)
            """)

    @OptionGroup var state: StateOption

    @Option(help: "trace, debug, info, notice, warning, error or critical.")
    var logLevel = "info"

    func validate() throws {
        guard Logger.Level(rawValue: logLevel) != nil else { throw ValidationError("--log-level is unknown.") }
    }

    func run() async throws {
        LoggingSystem.bootstrap { StreamLogHandler.standardError(label: $0) }
        var log = Logger(label: "cordon-node")
        log.logLevel = Logger.Level(rawValue: logLevel) ?? .info
        try await concluding { () throws(Diagnostic) in
            // An agent ends when a new charter names the node's next key; another goes on with it.
            while try await NodeAgent(state.folder, log: log).serve() {}
            return 0
        }
    }
}
