import ArgumentParser
import CordonNode
import CordonTrust
import CordonValues
import Foundation

struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "What this node is and does, from its state folder alone.",
        discussion: """
            EXIT CODES
              0  the node can answer
              1  something is left to do: not enrolled, not a member, no data, paused, or not running
              2  the state folder cannot be read
            """)

    @OptionGroup var state: StateOption

    @Option(help: "text or json.")
    var format: OutputFormat = .text

    func run() async throws {
        try await concluding { () throws(Diagnostic) in
            let status = try NodeStatus(state.folder)
            switch format {
            case .text: status.lines.forEach { print($0) }
            case .json: print(String(decoding: status.json.formatted, as: UTF8.self))
            }
            return status.exitCode
        }
    }
}

struct LogCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "log",
        abstract: "The questions that reached this node; with a hash, everything about one.",
        discussion: """
            For one question: who asked under which study, the SQL, the verdict, the times, the bytes sent, and the table exactly as it \
            passed the gate. That table is the hospital's own data: it is for its administrator's eyes.
            """)

    @OptionGroup var state: StateOption

    @Argument(help: "The question's hash, or its first digits.")
    var hash: String?

    @Option(help: "How many questions to list, the newest.")
    var limit = 50

    func run() async throws {
        try await concluding { () throws(Diagnostic) in
            let log = try NodeLog(state.folder)
            let lines = if let hash { try log.show(hash) } else { try log.list(limit: max(1, limit)) }
            lines.forEach { print($0) }
            return 0
        }
    }
}

struct PauseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pause",
        abstract: "Stop answering at once, also on a running agent.",
        discussion: """
            Running questions are stopped and refused, new ones refused with the code 'paused', sealed answers wait. It holds over \
            restarts, until 'resume'.
            """)

    @OptionGroup var state: StateOption

    func run() async throws {
        try await concluding { () throws(Diagnostic) in
            print(try PauseSwitch(state.folder).pause(now: Date()) ? "Paused." : "The node is paused already.")
            return 0
        }
    }
}

struct ResumeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume", abstract: "Answer questions again after a pause.",
        discussion: "Questions that were refused while the node was paused stay refused; researchers ask again.")

    @OptionGroup var state: StateOption

    func run() async throws {
        try await concluding { () throws(Diagnostic) in
            print(try PauseSwitch(state.folder).resume() ? "Resumed." : "The node is not paused.")
            return 0
        }
    }
}
