import ArgumentParser

@main
struct Cordon: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cordon",
        abstract: "Ask every hospital. Move no patient.",
        discussion: """
            Asks aggregate questions of a network of hospitals and shows what their coordinator releases. Every hospital computes on \
            its own data; small cells stay hidden.

            Exit codes: 0 done; 1 failed (unreachable, out of time, too few hospitals); 2 refused, or something you gave is not \
            right; 64 wrong usage; 130 cancelled. `cordon health` has its own: 0 OK, 1 warning, 2 critical, 3 unknown; `cordon audit verify` too.
            """,
        version: "0.1.0",
        groupedSubcommands: [
            CommandGroup(
                name: "Asking:",
                subcommands: [
                    AskCommand.self, ExplainCommand.self, CatalogCommand.self, ResultCommand.self, ListCommand.self,
                    CancelCommand.self,
                ]),
            CommandGroup(name: "Operating:", subcommands: [HealthCommand.self, NodesCommand.self, AuditCommand.self]),
            CommandGroup(name: "Setting up:", subcommands: [LoginCommand.self, AuthorityCommand.self]),
            CommandGroup(name: "Documents:", subcommands: [CharterCommand.self, PermitCommand.self, RevocationsCommand.self]),
        ])
}
