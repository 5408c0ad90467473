import ArgumentParser
import CordonNode
import CordonValues

struct PolicyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "policy", abstract: "The hospital's own policy: what it answers, holds and refuses.", subcommands: [Check.self],
        defaultSubcommand: Check.self)

    struct Check: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Read the policy of config.yaml, say what it does, and try it on the questions in the record.",
            discussion: """
                For every question that arrived: its state, and what the policy as it stands now would make of it, by which of its lines. \
                Run it after every change, before the agent is started again.

                EXIT CODES
                  0  the policy can be used
                  2  it cannot; the place is shown
                """)

        @OptionGroup var state: StateOption

        @Option(help: "How many questions to try it on, the newest.")
        var limit = 200

        func run() async throws {
            try await concluding { () throws(Diagnostic) in
                for line in try PolicyCheck(state.folder).lines(limit: max(1, limit)) { print(line) }
                return 0
            }
        }
    }
}
