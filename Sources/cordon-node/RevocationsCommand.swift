import ArgumentParser
import CordonNode
import CordonValues
import Foundation

struct RevocationsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "revocations",
        abstract: "Permits and keys that the data authority has revoked.",
        discussion: """
            The coordinator brings the newest list with every poll. Import one that the authority gives you where the coordinator cannot be \
            trusted to: when it is its own key that is revoked, nothing is asked of it any more.
            """,
        subcommands: [Import.self, Show.self])

    struct Import: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take in a signed revocation list, also while the agent runs.",
            discussion: "A newer version replaces an older one, never the reverse. A running agent acts on it within a second.")

        @OptionGroup var state: StateOption

        @Argument(help: "The signed revocation list.")
        var file: String

        func run() async throws {
            try await concluding { () throws(Diagnostic) in
                guard let bytes = FileManager.default.contents(atPath: file) else {
                    throw Diagnostic(.fileUnreadable, "'\(file)' cannot be read.", hint: "Check the path and its permissions.")
                }
                print(try NodeRevocations(state.folder).take(bytes) ? "The list holds from now on." : "The node has this list already.")
                return 0
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show the list that holds here.")

        @OptionGroup var state: StateOption

        func run() async throws {
            try await concluding { () throws(Diagnostic) in
                try NodeRevocations(state.folder).lines.forEach { print($0) }
                return 0
            }
        }
    }
}
