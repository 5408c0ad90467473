import ArgumentParser
import CordonNode
import CordonTrust
import CordonValues
import Foundation

struct RequestsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "requests",
        abstract: "The questions that wait for a person of this hospital.",
        discussion: """
            Who asks, under which permit and legal basis, the SQL, and when the question is given up. With --preview, the table of one of \
            them exactly as it would leave. Nothing is sent by that, and the question does not count as answered. If it is approved later, \
            what leaves is what was previewed: where it would be another table by then, because other questions were answered or data were \
            loaded meanwhile, nothing leaves and the question waits again.

            The preview is the hospital's own data: it is for its administrator's eyes.
            """)

    @OptionGroup var state: StateOption

    @Option(help: ArgumentHelp("Compute and show what would leave for this question.", valueName: "question"))
    var preview: String?

    @Flag(help: "List them as JSON.")
    var json = false

    func validate() throws {
        guard !json || preview == nil else { throw ValidationError("--json lists the questions; it has no --preview.") }
    }

    func run() async throws {
        try await concluding { () throws(Diagnostic) in
            let requests = try HeldRequests(state.folder)
            if let preview {
                for line in try await requests.preview(preview) { print(line) }
            } else if json {
                print(String(decoding: try requests.json().formatted, as: UTF8.self))
            } else {
                for line in try requests.lines() { print(line) }
            }
            return 0
        }
    }
}

struct ApproveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "approve",
        abstract: "Let a held question be answered.",
        discussion: """
            The agent checks the question once more, its permit's end too, computes it and sends the answer; one that does not run does so \
            when it starts. What was previewed leaves as it was previewed, or not at all.
            """)

    @OptionGroup var state: StateOption

    @Argument(help: "The question's hash, or its first digits.")
    var question: String

    func run() async throws {
        try await concluding { () throws(Diagnostic) in
            print("Approved: \(try HeldRequests(state.folder).approve(question))")
            return 0
        }
    }
}

struct RejectCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reject",
        abstract: "Refuse a held question.",
        discussion: "The researcher gets the code 'policy-refused' with the reason. Nothing about patients belongs in it.")

    @OptionGroup var state: StateOption

    @Argument(help: "The question's hash, or its first digits.")
    var question: String

    @Option(help: ArgumentHelp("One line for the researcher.", valueName: "text"))
    var reason: String

    func run() async throws {
        try await concluding { () throws(Diagnostic) in
            print("Rejected: \(try HeldRequests(state.folder).reject(question, reason: reason))")
            return 0
        }
    }
}
